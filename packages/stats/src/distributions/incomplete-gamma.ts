import { StatisticsError } from '../statistics-error.js'
import { deviance } from './deviance.js'
import type { LogTails } from './incomplete-beta.js'
import { logComplement } from './log-complement.js'
import { stirlingError } from './log-gamma.js'

const EPSILON = 2 ** -53
const MOST_TERMS = 1_000_000

/**
 * log P(a, x) and log Q(a, x): the regularised incomplete gamma function and its complement, each right in its own
 * tail however small. Series below the mean, continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31).
 *
 * @param a - shape, > 0
 * @param x - ≥ 0
 * @throws StatisticsError NO_CONVERGENCE where a million terms are not enough
 */
export function incompleteGamma(a: number, x: number): LogTails {
  if (x <= 0) return { lower: -Infinity, upper: 0 }
  if (x === Infinity) return { lower: 0, upper: -Infinity }
  const power = logGammaPower(a, x)
  if (x < a + 1) {
    const lower = power + Math.log(series(a, x))
    return { lower, upper: logComplement(Math.min(lower, 0)) }
  }
  const upper = power + Math.log(continuedFraction(a, x))
  return { lower: logComplement(Math.min(upper, 0)), upper }
}

/** log[xᵃ e⁻ˣ / Γ(a)]. Divided by x it is the density of the gamma distribution. */
export function logGammaPower(a: number, x: number): number {
  return 0.5 * Math.log(a / (2 * Math.PI)) - stirlingError(a) - deviance(a, x)
}

function series(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let k = 1; k < MOST_TERMS; k++) {
    term *= x / (a + k)
    sum += term
    if (term <= sum * EPSILON) return sum
  }
  throw new StatisticsError('NO_CONVERGENCE', `incomplete gamma function at a = ${a}, x = ${x}`)
}

function continuedFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = Infinity
  let d = 1 / b
  let value = d
  for (let k = 1; k < MOST_TERMS; k++) {
    const numerator = -k * (k - a)
    b += 2
    d = 1 / (numerator * d + b)
    c = b + numerator / c
    const factor = d * c
    value *= factor
    if (Math.abs(factor - 1) <= 2 * EPSILON) return value
  }
  throw new StatisticsError('NO_CONVERGENCE', `incomplete gamma function at a = ${a}, x = ${x}`)
}
