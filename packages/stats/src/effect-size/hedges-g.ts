import { logGamma } from '../distributions/log-gamma.js'
import type { Sample } from '../sample.js'
import { cohensD } from './cohens-d.js'
import type { EffectSizeOptions, EffectSizeWithInterval } from './effect-size-options.js'

/**
 * Hedges' g: the difference of means in pooled standard deviations, freed of its bias in small samples.
 *
 * g = J·d with Cohen's d and J = Γ(m/2) / (√(m/2) Γ((m − 1)/2)), m = n₁ + n₂ − 2 (Hedges, 1981, Journal of Educational
 * Statistics 6, 107–128). The interval is that of {@link cohensD} times J.
 *
 * Samples that do not vary give 0 with an interval of no width where they are equal, an error where they are not.
 *
 * @throws StatisticsError TOO_FEW_VALUES (either n < 2, or n₁ + n₂ < 4), NOT_FINITE, ZERO_VARIANCE, OUT_OF_RANGE
 */
export function hedgesG(a: Sample, b: Sample, options: EffectSizeOptions = {}): EffectSizeWithInterval {
  const { value, interval } = cohensD(a, b, options)
  const j = hedgesCorrection(a.length + b.length - 2)
  return { name: 'Hedges g', value: j * value, interval: [j * interval[0], j * interval[1]] }
}

/** Hedges' factor J for m degrees of freedom, exact. @param m - > 1 */
export function hedgesCorrection(m: number): number {
  return Math.exp(logGamma(m / 2) - logGamma((m - 1) / 2)) / Math.sqrt(m / 2)
}
