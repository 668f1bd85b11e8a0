import { requireSample, type Sample } from '../sample.js'
import { mean } from './mean.js'
import { sum } from './sum.js'

/**
 * Sample variance, Σ(x − x̄)² / (n − 1), in two passes with the correction of Chan, Golub and LeVeque (1983, The
 * American Statistician 37, 242–247). Exactly 0 for a constant sample.
 *
 * @throws StatisticsError TOO_FEW_VALUES (n < 2), NOT_FINITE
 */
export function variance(sample: Sample): number {
  requireSample(sample, 'sample', 2)
  const n = sample.length
  const center = mean(sample)
  const deviations = new Array<number>(n)
  const squares = new Array<number>(n)
  for (let i = 0; i < n; i++) {
    const deviation = sample[i]! - center
    deviations[i] = deviation
    squares[i] = deviation * deviation
  }
  const drift = sum(deviations)
  return Math.max(0, (sum(squares) - (drift * drift) / n) / (n - 1))
}
