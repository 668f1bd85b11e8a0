import { checkPositive } from './checks.js'
import type { OperationRules, Reference } from './operation-rules.js'
import { byRow } from './rows.js'

/** x / √max(Σx², epsilon), the sum over the channels of each place (the last axis), or over all values of a vector. */
export interface L2Normalize {
  readonly kind: 'l2Normalize'
  /** Above 0. */
  readonly epsilon: number
}

export const l2Normalize: OperationRules<L2Normalize> = {
  arity: 'one',
  check: ({ epsilon }, _, label) => checkPositive(epsilon, `${label}, epsilon`),
  outputShape: (_, [input]) => input!,
  multiplyAdds: () => 0,
  gain: () => ({ factor: 0, offset: 1 }),
}

export const l2NormalizeReference: Reference<L2Normalize> = ({ epsilon }, [values], input) =>
  byRow(values!, input, (row) => {
    const squares = row.reduce((sum, x) => sum + x * x, 0)
    return row.map((x) => x / Math.sqrt(Math.max(squares, epsilon)))
  })
