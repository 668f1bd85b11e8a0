import { logTwoSidedT, studentTDistribution } from '../distributions/student-t.js'

/** A mixture of two variances' t distributions: weight w with the first df, 1 − w with the second. */
export interface CochranWeights {
  readonly weight: number
  readonly df: number
  readonly otherDf: number
}

/**
 * Critical value of an estimate whose variance is a sum of two mean squares, w·t₍df₎ + (1 − w)·t₍other df₎, the quantiles of both
 * weighted by what each gives to the variance (Cochran and Cox, 1957, Experimental Designs, 2nd edition, section 4.14; Cochran, 1964,
 * Biometrics 20, 191–195). Where the first has 2 df Satterthwaite's falls short: by chance small, it makes itself count little.
 *
 * @param logTail - natural logarithm of one tail
 */
export function cochranQuantile({ weight, df, otherDf }: CochranWeights, logTail: number): number {
  const first = weight > 0 ? weight * studentTDistribution(df).upperQuantileOfLog(logTail) : 0
  return first + (weight < 1 ? (1 - weight) * studentTDistribution(otherDf).upperQuantileOfLog(logTail) : 0)
}

/**
 * log of the two-sided p whose critical value |t| is. It lies between those of both df: secant steps on the logarithm of the critical
 * value, kept inside the bracket by the Illinois rule (Dowell and Jarratt, 1971, BIT 11, 168–174).
 */
export function cochranLogP(weights: CochranWeights, t: number): number {
  const size = Math.abs(t)
  const ends = [logTwoSidedT(size, weights.df), logTwoSidedT(size, weights.otherDf)] as const
  if (weights.weight >= 1 || size === 0) return ends[0]
  if (weights.weight <= 0) return ends[1]
  const gap = (logP: number) => Math.log(cochranQuantile(weights, logP - Math.LN2) / size)
  let [low, high] = [Math.min(...ends), Math.max(...ends)]
  let [above, below] = [gap(low), gap(high)]
  let side = 0
  for (let step = 0; step < 100 && high - low > 1e-13 * Math.max(1, -low) && above > 0 && below < 0; step++) {
    const secant = (low * below - high * above) / (below - above)
    const middle = secant > low && secant < high ? secant : 0.5 * (low + high)
    const here = gap(middle)
    if (here > 0) {
      ;[low, above] = [middle, here]
      if (side > 0) below /= 2
      side = 1
    } else {
      ;[high, below] = [middle, here]
      if (side < 0) above /= 2
      side = -1
    }
    if (here === 0) break
  }
  return above < -below ? low : high
}
