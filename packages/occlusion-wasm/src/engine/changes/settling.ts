import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'

/** What becomes of sums: see assembly/changes/settle.ts. */
export const settling = {
  /** Values, once what comes before the nonlinearity is added. */
  values: 0,
  /** Changes as they are, of a stage that is linear throughout. */
  changes: 1,
  /** Changes, once the nonlinearity is applied and the base subtracted. */
  finished: 2,
} as const

export function settlingOf(nonlinearity: Nonlinearity): number {
  return isLinear(nonlinearity) ? settling.changes : settling.finished
}
