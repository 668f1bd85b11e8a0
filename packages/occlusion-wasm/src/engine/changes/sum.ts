import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import { FeatureMap, type Fields, sameSteps, uniteFields, wholeFields } from '../memory/feature-map.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

/** The sum of maps of one shape, with the nonlinearity after it, if there is one. */
export function sumStage(
  workspace: Workspace,
  inputs: readonly FeatureMap[],
  nonlinearity: Nonlinearity,
): Stage {
  const { kernels, arena } = workspace
  const { height, width, channels } = inputs[0]!
  const whole = wholeFields(workspace.height, workspace.width)
  const fields = inputs
    .map((input) => input.fields)
    .reduce((a: Fields, b) => (sameSteps(a, b) ? uniteFields(a, b) : whole))
  const output = new FeatureMap(arena, height, width, channels, fields)
  const linear = isLinear(nonlinearity)
  const raw = linear ? output : new FeatureMap(arena, height, width, channels, fields)
  const size = output.cells * output.stride
  return {
    output,
    scratch: () => noScratch,
    base() {
      const sum = arena.floats(raw.base, size).fill(0)
      for (const input of inputs) {
        const values = arena.floats(input.base, size)
        for (let i = 0; i < size; i++) sum[i]! += values[i]!
      }
      if (linear) return
      arena.floats(output.base, size).set(sum)
      workspace.activate(output.base, size, nonlinearity)
    },
    score({ windows, boxes }) {
      for (const [i, input] of inputs.entries())
        kernels.coverPatches(input.record, output.record, 0, 0, i === 0, windows)
      workspace.listChanges(output, boxes, windows)
      for (const [i, input] of inputs.entries()) kernels.addChanges(input.record, output.record, i === 0)
      if (!linear) kernels.addBefore(output.record, raw.base)
      workspace.finish(output, nonlinearity, !linear)
      kernels.prune(output.record, windows)
    },
  }
}
