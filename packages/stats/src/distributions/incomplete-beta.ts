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
 * deviances (Loader, 2000), the rest by the continued fraction of Didonato and Morris (1992, ACM Transactions on
 * Mathematical Software 18, 360–373), evaluated by Lentz's method.
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
  if (a * y >= b * x) {
    const lower = logBetaPower(x, y, a, b) + Math.log(continuedFraction(x, y, a, b))
    return { lower, upper: logComplement(Math.min(lower, 0)) }
  }
  const upper = logBetaPower(x, y, a, b) + Math.log(continuedFraction(y, x, b, a))
  return { lower: logComplement(Math.min(upper, 0)), upper }
}

/** log[xᵃ yᵇ / B(a, b)], y = 1 − x. Divided by x·y it is the density of the beta distribution. */
export function logBetaPower(x: number, y: number, a: number, b: number): number {
  const n = a + b
  const scale = 0.5 * (Math.log(a / (2 * Math.PI)) + Math.log(b / n))
  const stirling = stirlingError(n) - stirlingError(a) - stirlingError(b)
  // a − nx = ay − bx = −(b − ny); the middle form cancels no large terms.
  const distance = a * y - b * x
  return scale + stirling - deviance(a, n * x, distance) - deviance(b, n * y, -distance)
}

/**
 * The factor r of I_x(a, b) = xᵃ yᵇ / B(a, b) · r, for x below the mean. Its terms are written so that y
 * enters as it is: x ≈ 1 costs no digits.
 */
function continuedFraction(x: number, y: number, a: number, b: number): number {
  // How far x is below the mean, in counts: ≥ 1.
  const c = a * y - b * x + 1
  let value = (a * c) / (a + 1)
  let numerator = value
  let denominator = 0
  for (let n = 1; n < MOST_TERMS; n++) {
    const s = a + 2 * n - 1
    const w = (n * (b - n) * x) / s
    const alpha = ((w * x) / s) * (a + n - 1) * (a + b + n - 1)
    const beta = n + w + ((a + n) / (s + 2)) * (c + n * (1 + y))
    denominator = 1 / nonZero(beta + alpha * denominator)
    numerator = nonZero(beta + alpha / numerator)
    const factor = numerator * denominator
    value *= factor
    if (Math.abs(factor - 1) <= 2 * EPSILON) return 1 / value
  }
  throw new StatisticsError('NO_CONVERGENCE', `incomplete beta function at x = ${x}, a = ${a}, b = ${b}`)
}

function nonZero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x
}
