import { mean } from '@umbra/stats'

/**
 * Values adjusted for a covariate by a common slope, such that their class means differ by the estimate of an analysis of covariance, and
 * their spread is that of the images' part in it, the slope's own uncertainty included:
 *
 *   y*_i = ȳ_c − β(x̄_c − x̄) + e_i ∓ n_c·(x̄_a − x̄_b)(x_i − x̄_c)e_i/S,  e_i = y_i − ȳ_c − β(x_i − x̄_c)
 *
 * with S = Σ(x_i − x̄_c)² over both classes and the upper sign for the first (the estimate's linearisation: van der Vaart, 1998, Asymptotic
 * Statistics, chapter 3). Welch's t of them is the analysis of covariance with a sandwich variance. Linear in y, so contrasts of adjusted
 * values are adjusted contrasts.
 *
 * @param values - of each class, float64 [n]
 * @param covariate - of each class, in the same order
 * @returns NaN throughout where the covariate does not vary within the classes
 */
export function adjustedFor(
  values: readonly [Float64Array, Float64Array],
  covariate: readonly [Float64Array, Float64Array],
): readonly [Float64Array, Float64Array] {
  const groups = values.map((y, c) => {
    const x = covariate[c]!
    return { y, x, centre: y.length > 0 ? mean(y) : 0, middle: x.length > 0 ? mean(x) : 0 }
  })
  const [n, m] = [values[0].length, values[1].length]
  let [squares, products, largest] = [0, 0, 0]
  for (const { y, x, centre, middle } of groups) {
    for (let i = 0; i < y.length; i++) {
      squares += (x[i]! - middle) ** 2
      products += (x[i]! - middle) * (y[i]! - centre)
      largest = Math.max(largest, Math.abs(x[i]!))
    }
  }
  const varies = squares > (n + m) * (10 * Number.EPSILON * largest) ** 2
  const slope = varies ? products / squares : Number.NaN
  const [first, second] = groups as [(typeof groups)[number], (typeof groups)[number]]
  const apart = first.middle - second.middle
  const between = (n * first.middle + m * second.middle) / (n + m)
  const adjusted = groups.map(({ y, x, centre, middle }, c) => {
    const reach = ((c === 0 ? -1 : 1) * y.length * apart) / squares
    return y.map((value, i) => {
      const deviation = x[i]! - middle
      const error = value - centre - slope * deviation
      return centre - slope * (middle - between) + error * (1 + reach * deviation)
    })
  })
  return [adjusted[0]!, adjusted[1]!]
}
