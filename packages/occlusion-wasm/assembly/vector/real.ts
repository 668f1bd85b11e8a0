/**
 * Exponential, logarithm and power of single values in float64, for what is computed value by value: correct far beyond float32, by
 * the same operations in every build. Polynomials and reductions are those of fdlibm (Sun Microsystems, 1993).
 */

const LN2_HIGH: f64 = 6.93147180369123816490e-01
const LN2_LOW: f64 = 1.90821492927058770002e-10

/** eˣ; zero below −708. */
export function exponentialOf(x: f64): f64 {
  if (x > 709.7) return Infinity
  if (x < -708) return 0
  // A conversion to whole numbers traps.
  if (x != x) return x
  const k = nearest(x * 1.44269504088896338700)
  const high = x - k * LN2_HIGH, low = k * LN2_LOW
  const r = high - low
  const t = r * r
  const p = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05 +
    t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))))
  const y = 1 - (low - (r * p) / (2 - p) - high)
  return y * reinterpret<f64>((<i64>k + 1023) << 52)
}

/** ln x of a value that is not denormal in float64, as no float32 is. Not a number below zero. */
export function logarithmOf(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN
  if (x == Infinity) return x
  const bits = reinterpret<i64>(x)
  // As 2ᵏ · m, with m from √½ to √2.
  const above = (bits & 0x000fffffffffffff) > 0x0006a09e667f3bcd
  const k = <f64>((bits >> 52) - 1023 + (above ? 1 : 0))
  const m = reinterpret<f64>((bits & 0x000fffffffffffff) | (above ? 0x3fe0000000000000 : 0x3ff0000000000000))
  const f = m - 1
  const s = f / (2 + f)
  const z = s * s, w = z * z
  const even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
  const odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
  const half = 0.5 * f * f
  return k * LN2_HIGH - (half - (s * (half + (even + odd)) + k * LN2_LOW) - f)
}

/** xᵖ. Of values below zero only whole powers are numbers. */
export function powerOf(x: f64, p: f64): f64 {
  if (p == 0) return 1
  if (x == 0) return p > 0 ? 0 : Infinity
  const positive = exponentialOf(p * logarithmOf(abs(x)))
  if (!(x < 0)) return x == x ? positive : x
  if (p != nearest(p)) return NaN
  return nearest(p * 0.5) == p * 0.5 ? positive : -positive
}
