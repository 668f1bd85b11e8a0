import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { ScaleShift } from '../../network/operations/scale-shift.js'
import { FeatureMap } from '../memory/feature-map.js'
import { padCells } from '../memory/weights.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

/** A nonlinearity on its own. */
export function activationStage(workspace: Workspace, input: FeatureMap, nonlinearity: Nonlinearity): Stage {
  const { kernels, arena } = workspace
  const output = new FeatureMap(arena, input.height, input.width, input.channels, input.fields, input)
  const size = output.cells * output.stride
  return {
    output,
    scratch: () => noScratch,
    base() {
      arena.floats(output.base, size).set(arena.floats(input.base, size))
      workspace.activate(output.base, size, nonlinearity)
    },
    score({ windows }) {
      kernels.movePatches(input.record, output.record, 0, 0, windows)
      kernels.copyChanges(input.record, output.record)
      kernels.addBefore(output.record, input.base)
      workspace.finish(output, nonlinearity, true)
      kernels.prune(output.record, windows)
    },
  }
}

/**
 * A factor and an offset for each channel, with the nonlinearity after it, if there is one.
 *
 * @param perValue - whether the map stands for a vector, each of whose values has a factor and an offset of its own
 */
export function scaleShiftStage(
  workspace: Workspace,
  input: FeatureMap,
  layer: ScaleShift,
  perValue: boolean,
  nonlinearity: Nonlinearity,
): Stage {
  const { kernels, arena, constants } = workspace
  const output = new FeatureMap(arena, input.height, input.width, input.channels, input.fields, input)
  const linear = isLinear(nonlinearity)
  const raw = linear ? output : new FeatureMap(arena, input.height, input.width, input.channels, input.fields)
  const { cells, channels } = perValue ? input : { cells: 1, channels: input.channels }
  const place = (values: Float32Array) =>
    constants.place(cells * input.stride, (to) => padCells(to, values, cells, channels))
  const [scale, shift] = [place(layer.scale), place(layer.shift)]
  const cellStep = perValue ? input.stride : 0
  const size = output.cells * output.stride
  return {
    output,
    scratch: () => noScratch,
    base() {
      kernels.scaleBase(input.record, raw.record, scale, shift, cellStep)
      if (linear) return
      arena.floats(output.base, size).set(arena.floats(raw.base, size))
      workspace.activate(output.base, size, nonlinearity)
    },
    score({ windows }) {
      kernels.movePatches(input.record, output.record, 0, 0, windows)
      kernels.scaleChanges(input.record, output.record, scale, cellStep)
      workspace.multiplyAdds += output.changes * output.stride
      if (!linear) kernels.addBefore(output.record, raw.base)
      workspace.finish(output, nonlinearity, !linear)
      kernels.prune(output.record, windows)
    },
  }
}
