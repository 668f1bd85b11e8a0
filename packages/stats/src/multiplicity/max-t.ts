import { permutationPValue } from '../resampling/permutation-p-value.js'
import { StatisticsError } from '../statistics-error.js'

/**
 * Westfall and Young's step-down max-T adjustment: p-values that keep the chance of any false rejection at α and,
 * unlike Holm's, lose nothing to tests that go together, because the permutations show how they do.
 *
 * With the tests in falling order of |t|, the k-th is compared with the largest |t| among itself and those after it in
 * each permutation: p = (b + 1)/(m + 1), then made monotone (Westfall and Young, 1993, Resampling-Based Multiple
 * Testing, algorithm 4.1; Ge, Dudoit and Speed, 2003, Test 12, 1–77).
 *
 * @param statistics - [K] observed
 * @param permuted - [m, K] row by row: the same statistics under m common relabellings, as by `jointPermutation`
 * @returns float64 [K] adjusted p-values, in the same order
 * @throws StatisticsError LENGTH_MISMATCH (permuted is not a whole number of rows, at least one), NOT_FINITE (a NaN)
 */
export function maxT(statistics: ArrayLike<number>, permuted: ArrayLike<number>): Float64Array {
  const tests = statistics.length
  const adjusted = new Float64Array(tests)
  if (tests === 0) return adjusted
  const permutations = permuted.length / tests
  if (!(Number.isInteger(permutations) && permutations > 0)) {
    const detail = `permuted holds ${permuted.length} statistics, expected rows of ${tests}, at least one`
    throw new StatisticsError('LENGTH_MISMATCH', detail)
  }
  requireNumbers(statistics, 'statistics')
  requireNumbers(permuted, 'permuted')
  const order = Uint32Array.from({ length: tests }, (_, i) => i).sort(
    (i, j) => Math.abs(statistics[j]!) - Math.abs(statistics[i]!),
  )
  const extreme = new Float64Array(tests)
  for (let row = 0; row < permuted.length; row += tests) {
    let largest = 0
    for (let k = tests - 1; k >= 0; k--) {
      const test = order[k]!
      largest = Math.max(largest, Math.abs(permuted[row + test]!))
      if (largest >= Math.abs(statistics[test]!) * (1 - 1e-12)) extreme[k]!++
    }
  }
  let previous = 0
  order.forEach((test, k) => {
    previous = Math.max(previous, permutationPValue(extreme[k]!, permutations))
    adjusted[test] = previous
  })
  return adjusted
}

function requireNumbers(values: ArrayLike<number>, name: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]))
      throw new StatisticsError('NOT_FINITE', `${name}[${i}] is NaN, expected a number`)
  }
}
