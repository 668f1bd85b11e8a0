/**
 * Deviance part D(x, m) = x log(x/m) + m − x, for x > 0, m > 0, without cancellation where x ≈ m (Loader, 2000, "Fast
 * and accurate computation of binomial probabilities"). Densities written with it stay accurate for any parameters.
 *
 * @param difference - x − m, where the caller knows it better than by subtraction
 */
export function deviance(x: number, m: number, difference = x - m): number {
  if (Math.abs(difference) >= 0.1 * (x + m)) {
    // log x − log m where the quotient would overflow or underflow.
    const ratio = x / m
    const logRatio = ratio > 1e-300 && ratio < 1e300 ? Math.log(ratio) : Math.log(x) - Math.log(m)
    return x * logRatio - difference
  }
  // log(x/m) = 2 atanh(v), v = (x − m)/(x + m); the linear terms of its series cancel against m − x.
  const v = difference / (x + m)
  const square = v * v
  let sum = difference * v
  let term = 2 * x * v
  for (let k = 1; k < 1000; k++) {
    term *= square
    const next = sum + term / (2 * k + 1)
    if (next === sum) break
    sum = next
  }
  return sum
}
