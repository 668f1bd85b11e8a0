import { nonlinearityOf } from '../../kernels/nonlinearity.js'
import type { Padding } from '../../network/shape.js'
import { FeatureMap, slideFields, wholeFields } from '../memory/feature-map.js'
import { identitySliding } from '../memory/sliding.js'
import { padRows } from '../memory/weights.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

const identity = nonlinearityOf(undefined)

/** One value around a map: its cells and their changes, moved. */
export function paddingStage(
  workspace: Workspace,
  input: FeatureMap,
  padding: Padding,
  value: number,
): Stage {
  const { kernels, arena } = workspace
  const [top, bottom, left, right] = padding
  const [height, width] = [input.height + top + bottom, input.width + left + right]
  const moved = slideFields(input.fields, { ...identitySliding(height, width), top, left })
  const output = new FeatureMap(arena, height, width, input.channels, moved, input)
  const border = padRows(new Float32Array(input.channels).fill(value), output.cells)
  if (value !== 0) arena.floats(output.base, border.length).set(border)
  const line = input.width * input.stride
  return {
    output,
    scratch: () => noScratch,
    base() {
      for (let y = 0; y < input.height; y++) {
        const to = output.base + ((y + top) * width + left) * input.stride * 4
        arena.floats(to, line).set(arena.floats(input.base + y * line * 4, line))
      }
    },
    score({ windows }) {
      kernels.movePatches(input.record, output.record, top, left, windows)
      kernels.copyChanges(input.record, output.record)
      workspace.finish(output, identity, false)
    },
  }
}

/** The same values, in order, in a map of another shape. */
export function reshapingStage(
  workspace: Workspace,
  input: FeatureMap,
  [height, width, channels]: readonly [number, number, number],
): Stage {
  const { kernels, arena } = workspace
  const output = new FeatureMap(
    arena,
    height,
    width,
    channels,
    wholeFields(workspace.height, workspace.width),
  )
  return {
    output,
    scratch: () => noScratch,
    base() {
      const values = arena.floats(input.base, input.cells * input.stride)
      const reshaped = arena.floats(output.base, output.cells * output.stride)
      for (let i = 0; i < input.cells * input.channels; i++) {
        const from = Math.floor(i / input.channels) * input.stride + (i % input.channels)
        reshaped[Math.floor(i / channels) * output.stride + (i % channels)] = values[from]!
      }
    },
    score({ windows }) {
      kernels.reshapeChanges(input.record, output.record, input.channels, channels, windows)
      workspace.finish(output, identity, false)
      kernels.prune(output.record, windows)
    },
  }
}

/** The same values with the axes of the map in another order. @param axes - of the input, by those of the output */
export function transposingStage(
  workspace: Workspace,
  input: FeatureMap,
  axes: readonly [number, number, number],
): Stage {
  const { kernels, arena } = workspace
  const shape = [input.height, input.width, input.channels]
  const [height, width, channels] = axes.map((axis) => shape[axis]!) as [number, number, number]
  const fields = wholeFields(workspace.height, workspace.width)
  const output = new FeatureMap(arena, height, width, channels, fields)
  const [first, second] = axes
  return {
    output,
    scratch: () => noScratch,
    base: () => kernels.transposeBase(input.record, output.record, input.channels, first, second),
    score({ windows }) {
      kernels.transposeChanges(input.record, output.record, input.channels, first, second, windows)
      workspace.finish(output, identity, false)
      kernels.prune(output.record, windows)
    },
  }
}
