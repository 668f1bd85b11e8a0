import { requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'

/**
 * a − b, subject by subject: float64 [n].
 *
 * @param atLeast - fewest pairs that will do
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES, NOT_FINITE
 */
export function pairedDifferences(a: Sample, b: Sample, atLeast = 1): Float64Array {
  if (a.length !== b.length) {
    const detail = `a holds ${a.length} values and b ${b.length}, pairs need as many of each`
    throw new StatisticsError('LENGTH_MISMATCH', detail)
  }
  requireSample(a, 'a', atLeast)
  requireSample(b, 'b', atLeast)
  const differences = new Float64Array(a.length)
  for (let i = 0; i < differences.length; i++) differences[i] = a[i]! - b[i]!
  return differences
}
