import { nonlinearityOf } from '../../kernels/nonlinearity.js'
import type { Reduce } from '../../network/operations/reduce.js'
import { FeatureMap } from '../memory/feature-map.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

/** The mean, sum or largest of each cell's channels: a map of one channel. */
export function channelReductionStage(workspace: Workspace, input: FeatureMap, by: Reduce['by']): Stage {
  const { kernels, arena } = workspace
  const { height, width, channels } = input
  const output = new FeatureMap(arena, height, width, 1, input.fields, input)
  const factor = by === 'mean' ? 1 / channels : 1
  const largest = by === 'max'
  return {
    output,
    scratch: () => noScratch,
    base: () => kernels.reduceBase(input.record, output.record, channels, factor, largest),
    score({ windows }) {
      kernels.movePatches(input.record, output.record, 0, 0, windows)
      kernels.reduceChanges(input.record, output.record, channels, factor, largest)
      workspace.finish(output, nonlinearityOf(), largest)
      kernels.prune(output.record, windows)
    },
  }
}
