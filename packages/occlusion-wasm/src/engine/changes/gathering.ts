import { isLinear, type Nonlinearity, nonlinearityOf } from '../../kernels/nonlinearity.js'

/** What `gather` makes of the sums it has added up: see assembly/changes/gather.ts. */
export const gathering = {
  /** New values before a nonlinearity that `finish` is to apply. */
  raw: 0,
  /** New values, of which the base is subtracted. */
  subtract: 1,
  /** New values, of which the base is subtracted when those below zero have become zero. */
  rectify: 2,
  /** Changes, of a stage that is linear throughout. */
  linear: 3,
} as const

const relu = nonlinearityOf({ name: 'relu' })

/** The quickest way to gather a stage's sums: only nonlinearities that cost something are left to a pass of their own. */
export function gatheringOf(nonlinearity: Nonlinearity, pooled: boolean): number {
  if (isLinear(nonlinearity)) return pooled ? gathering.subtract : gathering.linear
  return nonlinearity.kind === relu.kind ? gathering.rectify : gathering.raw
}
