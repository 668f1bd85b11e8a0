import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { DepthwiseConv2d } from '../../network/operations/depthwise-conv2d.js'
import { FeatureMap, padded, slideFields } from '../memory/feature-map.js'
import { identitySliding, placeSliding, type SlidingSpec } from '../memory/sliding.js'
import { padCells } from '../memory/weights.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

/** A depthwise convolution, with the nonlinearity after it, if there is one. */
export function depthwiseStage(
  workspace: Workspace,
  input: FeatureMap,
  layer: Pick<DepthwiseConv2d, 'bias' | 'kernel' | 'kernelSize'>,
  by: SlidingSpec,
  nonlinearity: Nonlinearity,
): Stage {
  const { kernels, arena, constants } = workspace
  const outputs = layer.bias.length
  const multiplier = outputs / input.channels
  const taps = layer.kernelSize[0] * layer.kernelSize[1]
  const linear = isLinear(nonlinearity)
  const output = new FeatureMap(arena, ...by.outputs, outputs, slideFields(input.fields, by))
  const raw = linear ? output : new FeatureMap(arena, ...by.outputs, outputs, output.fields)
  const biases = constants.placeChannels(layer.bias)
  const size = raw.cells * raw.stride
  const weights = constants.place(taps * padded(outputs), (to) => padCells(to, layer.kernel, taps, outputs))
  const byRecord = placeSliding(arena, by)
  const identity = placeSliding(arena, identitySliding(...by.outputs))

  const { kind, a, b, c } = nonlinearity
  const shape = [weights, byRecord, multiplier, outputs] as const

  return {
    output,
    scratch: () => ({ ...noScratch, terms: taps * 8 }),
    base() {
      const values = arena.floats(raw.base, size)
      const bias = arena.floats(biases, raw.stride)
      for (let at = 0; at < size; at += raw.stride) values.set(bias, at)
      kernels.depthwiseBase(raw.base, input.record, output.stride, ...shape, workspace.scratch.terms)
      if (linear) return
      arena.floats(output.base, size).set(values)
      workspace.activate(output.base, size, nonlinearity)
    },
    score({ windows, boxes }) {
      kernels.slidePatches(input.record, output.record, byRecord, identity, windows)
      workspace.listChanges(output, boxes, windows)
      const { terms } = workspace.scratch
      const before = linear ? 0 : raw.base
      kernels.depthwiseChanges(input.record, output.record, ...shape, terms, before, kind, a, b, c)
      workspace.multiplyAdds += output.changes * taps * outputs
      kernels.prune(output.record, windows)
    },
  }
}
