import type { OperationRules } from './operation-rules.js'
import { byRow } from './rows.js'

/** eˣ / Σeˣ, or its logarithm, over the channels of each place (the last axis), or over all values of a vector. */
export interface Softmax {
  readonly kind: 'softmax' | 'logSoftmax'
}

export const softmax = exponentials((row) => shifted(row).map(Math.exp), 0)
export const logSoftmax = exponentials(shifted, 2)

/** @param factor - of the largest input that bounds the output, with 20: ln 2²⁸ is less */
function exponentials(of: (row: Float64Array) => Float64Array, factor: number): OperationRules<Softmax> {
  return {
    arity: 'one',
    check: () => {},
    outputShape: (_, [input]) => input!,
    reference: (_, [values], input) => byRow(values!, input, of),
    multiplyAdds: () => 0,
    gain: () => ({ factor, offset: 20 }),
  }
}

/** x − ln Σeˣ. */
function shifted(row: Float64Array): Float64Array {
  const most = row.reduce((a, b) => Math.max(a, b))
  const sum = row.reduce((total, x) => total + Math.exp(x - most), 0)
  return row.map((x) => x - most - Math.log(sum))
}
