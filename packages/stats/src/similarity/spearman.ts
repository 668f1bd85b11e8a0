import { ranks } from '../descriptive/ranks.js'
import { requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'

/**
 * Spearman's rank correlation, −1 … 1: Pearson's correlation of mid-ranks, so that ties need no further correction
 * (Spearman, 1904, American Journal of Psychology 15, 72–101; ties: Kendall and Gibbons, 1990, Rank Correlation Methods,
 * section 3.8). Of maps it asks whether the same places come first, whatever the unit; of their absolute values whether
 * the same places matter, whatever the sign (Adebayo et al., 2018, Sanity checks for saliency maps, NeurIPS 31).
 *
 * @param a - [n] n ≥ 2
 * @param b - [n]
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (n < 2), NOT_FINITE, ZERO_VARIANCE (either is constant: it has no order)
 */
export function spearman(a: Sample, b: Sample): number {
  if (a.length !== b.length) {
    throw new StatisticsError('LENGTH_MISMATCH', `a holds ${a.length} values, b ${b.length}`)
  }
  requireSample(a, 'a', 2)
  requireSample(b, 'b', 2)
  const n = a.length
  const [first, second] = [ranks(a), ranks(b)]
  const squares = [first, second].map(({ tieTerm }) => (n ** 3 - n - tieTerm) / 12)
  const constant = squares.indexOf(0)
  if (constant >= 0) {
    const detail = `${constant === 0 ? 'a' : 'b'} is constant, and has no order to compare`
    throw new StatisticsError('ZERO_VARIANCE', detail)
  }
  const middle = (n + 1) / 2
  let products = 0
  for (let i = 0; i < n; i++) products += (first.ranks[i]! - middle) * (second.ranks[i]! - middle)
  return Math.max(-1, Math.min(1, products / Math.sqrt(squares[0]! * squares[1]!)))
}
