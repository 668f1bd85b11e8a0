import { csv } from '../export/index.js'
import { MEASURES, ORDERS } from './measures.js'
import type { FaithfulnessResult } from './result.js'

/** Every image as a line of CSV: its place, label and target, and each measure of the map, of ink order and of random order. */
export function faithfulnessCsv({ samples }: Pick<FaithfulnessResult, 'samples'>): string {
  const columns = MEASURES.flatMap(({ name }) => ORDERS.map((order) => `${name}.${order}`))
  return csv(
    ['index', 'label', 'target', ...columns],
    samples.map(({ index, label, target, values }) => [
      index,
      label,
      target,
      ...MEASURES.flatMap(({ name }) => values[name]),
    ]),
  )
}
