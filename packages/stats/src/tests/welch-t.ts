import { mean } from '../descriptive/mean.js'
import { meanDifference } from '../descriptive/mean-difference.js'
import { variance } from '../descriptive/variance.js'
import { requireSample, type Sample } from '../sample.js'
import { type TTestOptions, type TTestResult, tResult } from './t-result.js'

/**
 * Welch's two-sample t test, which lets the populations differ in variance: t = (ā − b̄) / √(s₁²/n₁ + s₂²/n₂), with
 * (v₁ + v₂)² / (v₁²/(n₁ − 1) + v₂²/(n₂ − 1)) df, vᵢ = sᵢ²/nᵢ (Welch, 1947, Biometrika 34, 28–35).
 *
 * Samples that do not vary give statistic 0, p 1 and n₁ + n₂ − 2 df where they are equal, an error where they are not.
 *
 * @returns estimate and interval are of the difference of means, a − b
 * @throws StatisticsError TOO_FEW_VALUES (either n < 2), NOT_FINITE, ZERO_VARIANCE, OUT_OF_RANGE
 */
export function welchT(a: Sample, b: Sample, options: TTestOptions = {}): TTestResult {
  requireSample(a, 'a', 2)
  requireSample(b, 'b', 2)
  const [varianceA, varianceB] = [variance(a) / a.length, variance(b) / b.length]
  const total = varianceA + varianceB
  return tResult(
    {
      name: 'Welch t',
      estimate: meanDifference(a, b),
      standardError: Math.sqrt(total),
      df: welchDf(varianceA, a.length, varianceB, b.length),
      magnitude: Math.max(Math.abs(mean(a)), Math.abs(mean(b))),
    },
    options,
  )
}

/** Satterthwaite's df, from shares of the variance so that no square under- or overflows. */
function welchDf(varianceA: number, nA: number, varianceB: number, nB: number): number {
  const total = varianceA + varianceB
  if (!(total > 0)) return nA + nB - 2
  const shareA = varianceA / total
  const shareB = varianceB / total
  return 1 / ((shareA * shareA) / (nA - 1) + (shareB * shareB) / (nB - 1))
}
