import { mean } from '../descriptive/mean.js'
import { studentTDistribution } from '../distributions/student-t.js'
import { resampledMaxT } from '../resampling/resampled-max-t.js'
import { requireBetween, requireCount, type Sample, type Uniform } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import { welchT } from '../tests/welch-t.js'

export interface SimultaneousOptions {
  /** Chance that all intervals hold together, between 0 and 1; 0.95 unless told. */
  readonly confidence?: number | undefined
  /** Bootstrap resamples; 1,999 unless told, 0 for Bonferroni's intervals. */
  readonly resamples?: number | undefined
  /** Draws from [0, 1): the k-th subject of a resample of n is number ⌊n·u⌋. */
  readonly uniform: Uniform
  /** Intervals that are to hold together, where more are asked for elsewhere; as many as there are measures unless told. */
  readonly family?: number | undefined
}

export interface SimultaneousInterval {
  /** Difference of means, a − b. */
  readonly estimate: number
  readonly interval: readonly [number, number]
  /** `max-T` from resampling, `Bonferroni` where that has nothing to go by. */
  readonly method: 'max-T' | 'Bonferroni'
}

/** Values other than the commonest, over both groups, from which a measure can be resampled without losing its variance. */
const VARIED = 20

/**
 * Intervals of the differences of R means that hold all together, so that the one of a measure chosen for its size, such
 * as the largest of them, holds too: estimate ± c·SE with Welch's standard error and one c for all (Hothorn, Bretz and
 * Westfall, 2008, Biometrical Journal 50, 346–363).
 *
 * c is the quantile of max |T*| over bootstrap resamples of subjects within each group, T* studentised with its own
 * standard error (Westfall and Young, 1993, Resampling-Based Multiple Testing, 2.3; the studentised bootstrap answers for
 * skewness, which normal theory does not): how measures go together is in the resamples. A measure that hardly varies,
 * with fewer than 20 values over both groups other than the commonest, may lose all its variance in a resample; such
 * measures, s of R, take Bonferroni's t quantile at s/R of the error, the others max-T at the rest of it. Where there are
 * too few resamples for the level, or the measures are not of the same subjects, all take Bonferroni's.
 *
 * A measure that does not vary at all has an interval of no width where the groups agree in it; where they differ it has
 * NaN limits: no sample bounds it.
 *
 * @param a - [R] the values of each measure in the first group, one subject at each place
 * @param b - [R] in the second
 * @throws StatisticsError LENGTH_MISMATCH (a and b differ in R), TOO_FEW_VALUES (n < 2), NOT_FINITE, OUT_OF_RANGE
 */
export function simultaneousIntervals(
  a: readonly Sample[],
  b: readonly Sample[],
  options: SimultaneousOptions,
): SimultaneousInterval[] {
  const { confidence = 0.95, resamples = 1999, uniform, family = a.length } = options
  requireBetween(confidence, 'confidence', 0, 1)
  requireCount(resamples, 'resamples', 0)
  if (a.length !== b.length) {
    throw new StatisticsError('LENGTH_MISMATCH', `a holds ${a.length} measures, b ${b.length}`)
  }
  requireCount(family, 'family', a.length)
  const tests = a.map((values, r) => welchOrNone(values, b[r]!))
  const live = [...tests.keys()].filter((r) => (tests[r]?.standardError ?? 0) > 0)
  const dense =
    sameSubjects(a) && sameSubjects(b) ? live.filter((r) => varied(a[r]!) + varied(b[r]!) >= VARIED) : []
  const alpha = 1 - confidence
  const rank = Math.ceil((resamples + 1) * (1 - (alpha * dense.length) / family))
  const pick = (samples: readonly Sample[]) => dense.map((r) => samples[r]!)
  const critical =
    dense.length > 0 && rank <= resamples
      ? resampledMaxT(pick(a), pick(b), resamples, uniform).sort()[rank - 1]!
      : Infinity
  const chosen = new Set(critical < Infinity ? dense : [])
  return tests.map((test, r): SimultaneousInterval => {
    if (test === undefined) {
      const estimate = mean(a[r]!) - mean(b[r]!)
      return { estimate, interval: [Number.NaN, Number.NaN], method: 'Bonferroni' }
    }
    const { estimate, standardError, df } = test
    const byResampling = chosen.has(r)
    const c = byResampling ? critical : studentTDistribution(df).upperQuantile(alpha / family / 2)
    const reach = standardError > 0 ? c * standardError : 0
    return {
      estimate,
      interval: [estimate - reach, estimate + reach],
      method: byResampling ? 'max-T' : 'Bonferroni',
    }
  })
}

/** Undefined where the values do not vary and yet differ. */
function welchOrNone(a: Sample, b: Sample): ReturnType<typeof welchT> | undefined {
  try {
    const test = welchT(a, b)
    // A spread within rounding is none: its interval has no width.
    return test.interval[0] === test.interval[1] ? { ...test, standardError: 0 } : test
  } catch (error) {
    if (error instanceof StatisticsError && error.code === 'ZERO_VARIANCE') return undefined
    throw error
  }
}

function sameSubjects(samples: readonly Sample[]): boolean {
  return samples.every(({ length }) => length === samples[0]!.length)
}

/** Values other than the commonest one. */
function varied(sample: Sample): number {
  const counts = new Map<number, number>()
  let most = 0
  for (let i = 0; i < sample.length; i++) {
    const count = (counts.get(sample[i]!) ?? 0) + 1
    counts.set(sample[i]!, count)
    most = Math.max(most, count)
  }
  return sample.length - most
}
