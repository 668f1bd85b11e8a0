import { requireCount, requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'

/**
 * Pearson's correlations of K measures over n cases: of the effects of K specifications over networks, or over other choices.
 *
 * @param values - [n, K] row by row, a row for each case
 * @param measures - K
 * @returns float64 [K, K] symmetric, exactly 1 on the diagonal
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (n < 3: two cases correlate by ±1 whatever they are), NOT_FINITE, ZERO_VARIANCE (a measure is
 *   constant), OUT_OF_RANGE
 */
export function correlationMatrix(values: Sample, measures: number): Float64Array {
  requireCount(measures, 'measures', 1)
  if (values.length % measures !== 0) {
    const detail = `values holds ${values.length} numbers, expected rows of ${measures}`
    throw new StatisticsError('LENGTH_MISMATCH', detail)
  }
  requireSample(values, 'values', 0)
  const cases = values.length / measures
  if (cases < 3)
    throw new StatisticsError('TOO_FEW_VALUES', `values holds ${cases} cases, at least 3 are needed`)
  const columns = Array.from({ length: measures }, (_, k) => standardised(values, k, measures, cases))
  const matrix = new Float64Array(measures * measures)
  for (let k = 0; k < measures; k++) {
    matrix[k * measures + k] = 1
    for (let l = 0; l < k; l++) {
      let product = 0
      for (let i = 0; i < cases; i++) product += columns[k]![i]! * columns[l]![i]!
      matrix[k * measures + l] = matrix[l * measures + k] = Math.max(-1, Math.min(1, product))
    }
  }
  return matrix
}

/** One measure about its mean, with a sum of squares of 1. */
function standardised(values: Sample, k: number, measures: number, cases: number): Float64Array {
  const column = Float64Array.from({ length: cases }, (_, i) => values[i * measures + k]!)
  const origin = column[0]!
  let [shift, largest] = [0, 0]
  for (const value of column) {
    shift += (value - origin) / cases
    largest = Math.max(largest, Math.abs(value))
  }
  const centred = column.map((value) => value - origin - shift)
  const unit = centred.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (unit <= 10 * Number.EPSILON * largest) {
    throw new StatisticsError('ZERO_VARIANCE', `measure ${k} is constant, and correlates with nothing`)
  }
  const length = unit * Math.sqrt(centred.reduce((sum, value) => sum + (value / unit) ** 2, 0))
  return centred.map((value) => value / length)
}

/**
 * Asserts that a matrix is one of correlations.
 *
 * @returns K
 * @throws StatisticsError LENGTH_MISMATCH (not square, or empty), NOT_FINITE, OUT_OF_RANGE (not symmetric, a diagonal other than 1, an entry beyond ±1)
 */
export function requireCorrelations(correlations: Sample): number {
  const k = Math.sqrt(correlations.length)
  if (!(Number.isInteger(k) && k > 0)) {
    const detail = `correlations holds ${correlations.length} numbers, expected K × K of them`
    throw new StatisticsError('LENGTH_MISMATCH', detail)
  }
  requireSample(correlations, 'correlations', 1)
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      const [value, mirrored] = [correlations[i * k + j]!, correlations[j * k + i]!]
      const wrong =
        i === j ? Math.abs(value - 1) > 1e-9 : Math.abs(value) > 1 + 1e-9 || Math.abs(value - mirrored) > 1e-9
      if (wrong) {
        const detail = `correlations[${i}, ${j}] is ${value} and [${j}, ${i}] ${mirrored}, expected a symmetric matrix of −1 … 1 with a diagonal of 1`
        throw new StatisticsError('OUT_OF_RANGE', detail)
      }
    }
  }
  return k
}
