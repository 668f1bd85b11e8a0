import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import { FeatureMap, slideFields } from '../memory/feature-map.js'
import { identitySliding, placeSliding, type SlidingSpec } from '../memory/sliding.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

/** What means divide by: the number of rows, of each row of outputs, times that of columns. */
export type Divisors = readonly [rows: readonly number[], columns: readonly number[]]

/**
 * A pooling on its own, with the nonlinearity after it, if there is one.
 *
 * @param divisors - of the mean; none for the largest value
 */
export function poolingStage(
  workspace: Workspace,
  input: FeatureMap,
  by: SlidingSpec,
  divisors: Divisors | undefined,
  nonlinearity: Nonlinearity,
): Stage {
  const { kernels, arena } = workspace
  const fields = slideFields(input.fields, by)
  const output = new FeatureMap(arena, ...by.outputs, input.channels, fields)
  const byRecord = placeSliding(arena, by)
  const identity = placeSliding(arena, identitySliding(...by.outputs))
  const linear = isLinear(nonlinearity)
  const average = divisors !== undefined
  const counts = average ? arena.placeInts(divisors.flat()) : 0
  /** Means before their nonlinearity. The largest values need not be kept: they are found as values, not as changes. */
  const means = average && !linear ? new FeatureMap(arena, ...by.outputs, input.channels, fields) : undefined

  return {
    output,
    scratch: () => noScratch,
    base() {
      kernels.poolBase(input.record, output.record, byRecord, counts)
      const size = output.cells * output.stride
      if (means) arena.floats(means.base, size).set(arena.floats(output.base, size))
      workspace.activate(output.base, size, nonlinearity)
    },
    score({ windows, boxes }) {
      kernels.slidePatches(input.record, output.record, byRecord, identity, windows)
      workspace.listChanges(output, boxes, windows)
      kernels.poolChanges(input.record, output.record, byRecord, counts)
      if (means) kernels.addBefore(output.record, means.base)
      workspace.finish(output, nonlinearity, !average || !linear)
      kernels.prune(output.record, windows)
    },
  }
}
