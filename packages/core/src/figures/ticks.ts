import { formatNumber } from '../words/format.js'

/** Sizes whose ticks are written out; beyond them powers of ten are what can be read. */
const WRITTEN_OUT = [1e-3, 1e6] as const

/** Whether an axis of these values, zero among them or not, needs powers of ten. */
export function needsPowers(values: Iterable<number>): boolean {
  let largest = 0
  for (const value of values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value))
  return largest > 0 && (largest < WRITTEN_OUT[0] || largest >= WRITTEN_OUT[1])
}

/** Ticks as powers of ten: what an axis is given where `needsPowers`. */
export const powerTicks = { tickFormat: (value: number) => formatNumber(value, 2) } as const

/** `from -0.4 to 0.4`, the limits of a zero-centred scale in a description. */
export function rangeText(limit: number): string {
  if (!needsPowers([limit])) return `from ${-limit} to ${limit}`
  return `from ${formatNumber(-limit, 2)} to ${formatNumber(limit, 2)}`
}
