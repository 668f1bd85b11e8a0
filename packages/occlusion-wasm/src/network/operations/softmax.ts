import type { OperationRules, Reference } from './operation-rules.js'
import { byRow } from './rows.js'

/** eˣ / Σeˣ, or its logarithm, over the channels of each place (the last axis), or over all values of a vector. */
export interface Softmax {
  readonly kind: 'softmax' | 'logSoftmax'
}

/** Of both kinds. What bounds the logarithm is twice the largest input, and 20: ln 2²⁸ is less. */
export const softmax: OperationRules<Softmax> = {
  arity: 'one',
  check: () => {},
  outputShape: (_, [input]) => input!,
  multiplyAdds: () => 0,
  gain: ({ kind }) => ({ factor: kind === 'softmax' ? 0 : 2, offset: 20 }),
}

export const softmaxReference: Reference<Softmax> = ({ kind }, [values], input) =>
  byRow(values!, input, (row) => (kind === 'softmax' ? shifted(row).map(Math.exp) : shifted(row)))

/** x − ln Σeˣ. */
function shifted(row: Float64Array): Float64Array {
  const most = row.reduce((a, b) => Math.max(a, b))
  const sum = row.reduce((total, x) => total + Math.exp(x - most), 0)
  return row.map((x) => x - most - Math.log(sum))
}
