import { createNetwork, type Network, type OutputHead, plainHead } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import { foldScaleShifts } from '../../network/fold-scale-shifts.js'
import { liveLayers } from '../../network/live-layers.js'
import type { NetworkBuilder } from '../../network/network-builder.js'
import { inShape, MADE_OF_PROBABILITIES, settled, unsupported } from './graph-context.js'
import { countOf, type Live, shapeText, type Value } from './value.js'

/**
 * The network of all that the output reads, its head told by the softmax or sigmoid that waited there, and whether its scores are
 * made of probabilities.
 *
 * @param output - the value whose last axis gives the class scores
 * @throws InputError `MODEL_OUTPUT`; UnsupportedLayerError
 */
export function finishedNetwork(
  builder: NetworkBuilder,
  inputShape: readonly [height: number, width: number, channels: number],
  output: Value,
  name: string,
): { readonly network: Network; readonly probabilities: boolean } {
  if (output.kind === 'constant') {
    throw new InputError('MODEL_OUTPUT', `output "${name}" does not depend on the image`)
  }
  const outputs = countOf(output.shape)
  if (output.shape.filter((size) => size !== 1).length > 1 || outputs === 0) {
    const got = `a tensor of shape ${shapeText(output.shape)}`
    throw new InputError('MODEL_OUTPUT', `output "${name}": expected a vector of class scores, got ${got}`)
  }
  const context = { op: 'output', name, builder }
  // A softmax of each place of a map, which cannot be read before.
  const some = output.pending?.kind === 'softmax' && output.pending.shape.at(-1) !== outputs
  const scores = some ? settled(context, output) : output
  const head = headOf(scores, outputs)
  const vector = inShape(context, scores.value, [outputs])
  if (vector.index < 0) throw unsupported(context, 'is the image itself')
  const layers = foldScaleShifts(liveLayers(builder.layers, vector.index))
  const probabilities = scores.ending?.startsWith(MADE_OF_PROBABILITIES) ?? false
  return { network: createNetwork(inputShape, layers, head), probabilities }

  function headOf({ pending, ending }: Live, count: number): OutputHead {
    const words = `a ${pending?.kind}${pending?.logarithm ? '’s logarithm' : ''}`
    const reason = `read before node "${pending?.node}", ${words}`
    if (pending?.kind === 'softmax' && count === 1) {
      throw new InputError(
        'MODEL_OUTPUT',
        `the model has one output, and its softmax is 1 whatever the image (${reason}); expected a sigmoid, or two outputs or more`,
      )
    }
    if (pending) return { kind: pending.kind, reason }
    return ending ? { kind: 'scores', reason: ending } : plainHead(count)
  }
}
