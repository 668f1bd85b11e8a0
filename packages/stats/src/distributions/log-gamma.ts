const HALF_LOG_TWO_PI = 0.9189385332046728

/** Stirling's series B₂ₖ / (2k(2k − 1)), k = 1 … 8. */
const STIRLING = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
] as const

/**
 * δ(x) = log Γ(x) − [(x − ½) log x − x + ½ log 2π] for x > 0: the error of Stirling's formula, to about 1e-16 absolute
 * (Abramowitz and Stegun, 6.1.40). Ratios of gamma functions with large arguments are built from it, because the
 * leading terms can then be cancelled by hand.
 */
export function stirlingError(x: number): number {
  if (x < 10) return logGammaByShift(x) - ((x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI)
  const inverseSquare = 1 / (x * x)
  let sum = 0
  for (let k = STIRLING.length - 1; k >= 0; k--) sum = sum * inverseSquare + STIRLING[k]!
  return sum / x
}

/** Natural logarithm of the gamma function, x > 0, to about 1e-15 of max(1, |log Γ(x)|). */
export function logGamma(x: number): number {
  if (x === 1 || x === 2) return 0
  if (x < 10) return logGammaByShift(x)
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingError(x)
}

/** Γ(x) = Γ(x + k) / (x (x + 1) … (x + k − 1)), with k such that Stirling's series holds at x + k. */
function logGammaByShift(x: number): number {
  let product = 1
  let shifted = x
  while (shifted < 10) {
    product *= shifted
    shifted += 1
  }
  return (
    (shifted - 0.5) * Math.log(shifted) -
    shifted +
    HALF_LOG_TWO_PI +
    stirlingError(shifted) -
    Math.log(product)
  )
}
