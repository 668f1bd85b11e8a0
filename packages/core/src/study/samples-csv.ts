import { csv } from '../export/index.js'
import type { Study, StudySample } from './result.js'

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
  return csv(columns, data.samples.map(fieldsOf))
}

/** One image as a line of it, without its end. */
export function sampleRow(sample: StudySample): string {
  return csv([], [fieldsOf(sample)]).slice(1, -1)
}

function fieldsOf(s: StudySample): number[] {
  return [s.index, s.label, s.predicted, s.probability, s.overall, ...s.regions]
}
