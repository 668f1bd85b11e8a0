import { countWins } from '../descriptive/count-wins.js'
import { standardNormal } from '../distributions/normal.js'
import { requireBetween, requireSample, type Sample } from '../sample.js'
import type { EffectSizeOptions, EffectSizeWithInterval } from './effect-size-options.js'

/**
 * Vargha and Delaney's A: the chance that a value of the first population exceeds one of the second, ties counting
 * half; A = U/(n₁n₂), 0 … 1, ½ where neither is larger (2000, Journal of Educational and Behavioral Statistics 25,
 * 101–132).
 *
 * The interval is method 5 of Newcombe (2006, Statistics in Medicine 25, 559–573): all θ with
 * |A − θ| ≤ z √(θ(1 − θ) [1 + m(1 − θ)/(2 − θ) + mθ/(1 + θ)] / (n₁n₂)), m = (n₁ + n₂)/2 − 1. It stays inside 0 … 1
 * and has width even where the samples do not overlap.
 *
 * @throws StatisticsError TOO_FEW_VALUES (either empty), NOT_FINITE, OUT_OF_RANGE
 */
export function varghaDelaneyA(
  a: Sample,
  b: Sample,
  options: EffectSizeOptions = {},
): EffectSizeWithInterval {
  requireSample(a, 'a', 1)
  requireSample(b, 'b', 1)
  const { confidence = 0.95 } = options
  return superiority(countWins(a, b).u, a.length, b.length, confidence)
}

/** A and its interval from a count of wins U among nA × nB pairs. */
export function superiority(u: number, nA: number, nB: number, confidence: number): EffectSizeWithInterval {
  requireBetween(confidence, 'confidence', 0, 1)
  const value = u / (nA * nB)
  const z = standardNormal.upperQuantile((1 - confidence) / 2)
  const low = limit(value, z, nA, nB)
  const high = 1 - limit(1 - value, z, nA, nB)
  return { name: 'Vargha–Delaney A', value, interval: [low, high] }
}

/** The lower limit, by bisection: left of it A is further from θ than z standard errors. */
function limit(value: number, z: number, nA: number, nB: number): number {
  const m = (nA + nB) / 2 - 1
  let low = 0
  let high = value
  for (let step = 0; step < 100 && high - low > 1e-16 * high; step++) {
    const theta = 0.5 * (low + high)
    const pairs = 1 + (m * (1 - theta)) / (2 - theta) + (m * theta) / (1 + theta)
    const standardError = Math.sqrt((theta * (1 - theta) * pairs) / (nA * nB))
    if (value - theta > z * standardError) low = theta
    else high = theta
  }
  return high
}
