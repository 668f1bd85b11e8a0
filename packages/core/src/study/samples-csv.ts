import { csv } from '../export/index.js'
import type { Study } from './result.js'

/** The studied images as CSV: place in the dataset, label, prediction, and sensitivity overall and by region. */
export function samplesCsv({ result, data }: Study): string {
  const columns = [
    'index',
    'label',
    'predicted',
    'probability',
    'overall',
    ...result.regions.map(({ name }) => name),
  ]
  return csv(
    columns,
    data.samples.map((s) => [s.index, s.label, s.predicted, s.probability, s.overall, ...s.regions]),
  )
}
