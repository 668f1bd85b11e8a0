/**
 * log of the two-sided p-value of a statistic whose null distribution is symmetric and counted: twice the smaller
 * tail, at most 1.
 *
 * @param statistic - a whole number 0 … 2·center
 * @param counts - null counts of 0 … ⌊center⌋
 * @param center - the middle of the distribution, whole or half
 * @param logTotal - log of the number of arrangements counted
 */
export function exactTwoSided(
  statistic: number,
  counts: Float64Array,
  center: number,
  logTotal: number,
): number {
  const nearTail = Math.min(statistic, 2 * center - statistic)
  let tail = 0
  for (let k = 0; k <= nearTail; k++) tail += counts[k]!
  return Math.min(0, Math.LN2 + Math.log(tail) - logTotal)
}
