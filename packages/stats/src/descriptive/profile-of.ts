import { requireCount, requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import { median } from './median.js'

export interface ProfileOptions {
  /**
   * A total strength at or below this leaves its profile undefined, in the unit of the values; a millionth of the median
   * total unless told, below which single-precision scores leave nothing but rounding.
   */
  readonly floor?: number | undefined
}

export interface Profiles {
  /** float64 [N, R]: each row's values over its total strength; all NaN where that is undefined. */
  readonly profiles: Float64Array
  /** float64 [N]: total strength Σ|s|, an outcome of its own. */
  readonly strengths: Float64Array
  /** Rows whose profile is undefined, ascending. */
  readonly undefinedRows: readonly number[]
  /** The total at or below which that is so. */
  readonly floor: number
}

/**
 * Takes place and strength apart: a profile says where an image's sensitivity lies, its strength how much there is.
 *
 * The profile of regional sensitivities s₁ … s_R is p_r = s_r / Σ|s|. Where no s is negative these are shares that add up
 * to 1, a composition (Aitchison, 1986, The Statistical Analysis of Compositional Data, chapter 2); with signs their
 * absolute values are, so that a share reads the same: −0.2 is a fifth of all there is, against the class. Rows that are
 * multiples of each other have one profile, which a difference of unscaled values does not grant: a pattern that only
 * varies in strength shows there as an interaction (McCarthy and Wood, 1985, Electroencephalography and Clinical
 * Neurophysiology 62, 203–208, who divide by √Σs²). Not √Σs²: its shares do not add up, and a region with much outweighs
 * the rest by its square. Not Σs: with signs it comes near 0 while the map is strong, and the ratio has no mean.
 *
 * What scaling cannot do (Urbach and Kutas, 2002, Psychophysiology 39, 791–808): if every map were strength × pattern plus an
 * error of one size, the weaker class would have the noisier profiles, and these another mean. Maps of a deterministic network
 * carry no such error; what varies is the images, and that their profiles differ is what is asked.
 *
 * One region has no profile: it would be ±1 whatever the map.
 *
 * @param values - [N, R] row by row: signed sensitivity of each region, finite
 * @param regions - R ≥ 2
 * @throws StatisticsError TOO_FEW_VALUES (R < 2, no row), LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function profileOf(values: Sample, regions: number, options: ProfileOptions = {}): Profiles {
  requireCount(regions, 'regions', 1)
  if (regions < 2) {
    throw new StatisticsError(
      'TOO_FEW_VALUES',
      'regions is 1, at least 2 are needed: a single one has no profile',
    )
  }
  if (values.length % regions !== 0) {
    const detail = `values holds ${values.length} numbers, expected rows of ${regions}`
    throw new StatisticsError('LENGTH_MISMATCH', detail)
  }
  requireSample(values, 'values', regions)
  const rows = values.length / regions
  const strengths = new Float64Array(rows)
  for (let i = 0; i < values.length; i++) strengths[Math.floor(i / regions)]! += Math.abs(values[i]!)
  const overflow = strengths.indexOf(Infinity)
  if (overflow >= 0) {
    throw new StatisticsError('NOT_FINITE', `total strength of row ${overflow} is beyond the largest double`)
  }
  const { floor = 1e-6 * median(strengths) } = options
  if (!(floor >= 0)) throw new StatisticsError('OUT_OF_RANGE', `floor is ${floor}, expected 0 or more`)
  const undefinedRows: number[] = []
  const profiles = new Float64Array(values.length)
  for (let row = 0; row < rows; row++) {
    const strength = strengths[row]!
    const has = strength > floor
    if (!has) undefinedRows.push(row)
    for (let r = row * regions; r < (row + 1) * regions; r++)
      profiles[r] = has ? values[r]! / strength : Number.NaN
  }
  return { profiles, strengths, undefinedRows, floor }
}
