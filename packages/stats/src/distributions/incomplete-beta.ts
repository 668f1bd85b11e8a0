import { StatisticsError } from '../statistics-error.js'
import { deviance } from './deviance.js'
import { logComplement } from './log-complement.js'
import { stirlingError } from './log-gamma.js'

const TINY = 1e-290
const EPSILON = 2 ** -53
const MOST_TERMS = 1_000_000

/** Logarithms of both tails of a distribution at a point. */
export interface LogTails {
  readonly lower: number
  readonly upper: number
}

/**
 * log I_x(a, b) and log(1 − I_x(a, b)): the regularised incomplete beta function and its complement, each right in
 * its own tail however small.
 *
 * Whichever side of the mean x lies on, the smaller tail is computed directly: its leading factor by saddle-point
 * deviances (Loader, 2000), the rest by the continued fraction of Abramowitz and Stegun 26.5.8 (Lentz's method).
 *
 * @param x - in [0, 1]
 * @param y - 1 − x, given by the caller so that neither loses digits to a subtraction
 * @param a - shape, > 0
 * @param b - shape, > 0
 * @throws StatisticsError NO_CONVERGENCE where a million terms are not enough (shapes beyond about 1e11)
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): LogTails {
  if (x <= 0) return { lower: -Infinity, upper: 0 }
  if (y <= 0) return { lower: 0, upper: -Infinity }
  if (x <= (a + 1) / (a + b + 2)) {
    const lower = logBetaPower(x, y, a, b) - Math.log(a) + Math.log(continuedFraction(x, a, b))
    return { lower, upper: logComplement(Math.min(lower, 0)) }
  }
  const upper = logBetaPower(x, y, a, b) - Math.log(b) + Math.log(continuedFraction(y, b, a))
  return { lower: logComplement(Math.min(upper, 0)), upper }
}

/** log[xᵃ yᵇ / B(a, b)], y = 1 − x. Divided by x·y it is the density of the beta distribution. */
export function logBetaPower(x: number, y: number, a: number, b: number): number {
  const n = a + b
  const scale = 0.5 * (Math.log(a / (2 * Math.PI)) + Math.log(b / n))
  const stirling = stirlingError(n) - stirlingError(a) - stirlingError(b)
  return scale + stirling - deviance(a, n * x) - deviance(b, n * y)
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d)
    c = nonZero(1 + even / c)
    value *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d)
    c = nonZero(1 + odd / c)
    const factor = d * c
    value *= factor
    if (Math.abs(factor - 1) <= 2 * EPSILON) return value
  }
  throw new StatisticsError('NO_CONVERGENCE', `incomplete beta function at x = ${x}, a = ${a}, b = ${b}`)
}

function nonZero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x
}
