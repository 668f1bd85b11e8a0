import type { Nonlinearity } from '../../kernels/nonlinearity.js'
import type { GroupNorm } from '../../network/operations/group-norm.js'
import { FeatureMap, wholeFields } from '../memory/feature-map.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

/** A group norm, with the nonlinearity after it, if there is one. Whatever changes, every cell of the map behind it does. */
export function groupNormStage(
  workspace: Workspace,
  input: FeatureMap,
  layer: GroupNorm,
  nonlinearity: Nonlinearity,
): Stage {
  const { kernels, arena, constants } = workspace
  const { height, width, channels, cells, stride } = input
  const output = new FeatureMap(
    arena,
    height,
    width,
    channels,
    wholeFields(workspace.height, workspace.width),
  )
  const [scale, shift] = [constants.placeChannels(layer.scale), constants.placeChannels(layer.shift)]
  const { groups, epsilon } = layer
  const sums = arena.reserve(groups * 32)
  const size = cells * stride
  const normalise = (values: number, maps: number) => {
    kernels.normaliseGroups(values, maps, cells, stride, channels, groups, epsilon, scale, shift, sums)
    kernels.clearPadding(values, maps * cells, stride, channels)
  }
  return {
    output,
    scratch: () => noScratch,
    base() {
      arena.floats(output.base, size).set(arena.floats(input.base, size))
      normalise(output.base, 1)
      workspace.activate(output.base, size, nonlinearity)
    },
    score({ windows }) {
      kernels.fillWhole(input.record, output.record, windows)
      normalise(output.deltas, output.changes / cells)
      workspace.finish(output, nonlinearity, true)
      kernels.prune(output.record, windows)
    },
    doubt: (limit, windows, doubts) =>
      kernels.doubtGroups(input.record, windows, doubts, channels, groups, epsilon, limit, sums),
  }
}
