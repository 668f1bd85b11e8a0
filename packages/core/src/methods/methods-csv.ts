import { csv } from '../export/index.js'
import { MEASURES } from '../faithfulness/measures.js'
import type { MethodsResult } from './result.js'

/** Every image and order as a line of CSV: the image's place, label and target, each measure, and the mean of the map over every region. */
export function methodsCsv({
  samples,
  agreement,
  regions,
}: Pick<MethodsResult, 'samples' | 'agreement' | 'regions'>): string {
  const columns = MEASURES.map(({ name }) => name)
  const places = ['overall', ...regions]
  return csv(
    ['index', 'label', 'target', 'order', ...columns, ...places.map((place) => `map.${place}`)],
    samples.flatMap(({ index, label, target, values, sensitivity }) =>
      agreement.orders.map((order, o) => [
        ...[index, label ?? Number.NaN, target, order],
        ...columns.map((name) => values[name]![o]!),
        ...sensitivity[o]!,
      ]),
    ),
  )
}
