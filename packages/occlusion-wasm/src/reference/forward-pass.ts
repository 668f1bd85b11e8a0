import type { Layer } from '../network/layer.js'
import type { Network } from '../network/network.js'
import type { MapShape, Shape } from '../network/shape.js'
import { convolved, convolvedByChannel } from './convolved.js'
import { referenceOf } from './reference-of.js'

/**
 * Class scores of one image in float64, as `referenceLogits` gives them but for the order of sums: convolutions are computed by tiles
 * of cells and filters, some forty times as fast, so that networks of billions of multiply-adds can be checked too. What is read no
 * more is let go of.
 *
 * @param image - [H, W, C]
 * @param visit - is given every layer as its values are there, and may change them, as calibrating does
 * @returns float64 [K]
 */
export function forwardPass(
  network: Pick<Network, 'inputShape' | 'layers'>,
  image: ArrayLike<number>,
  visit?: (layer: Layer, values: Float64Array) => void,
): Float64Array {
  const { inputShape, layers } = network
  const lastReader = new Map<number, number>()
  for (const [index, { inputs }] of layers.entries()) for (const i of inputs) lastReader.set(i, index)
  const values = new Map<number, Float64Array>([[-1, Float64Array.from(image)]])
  for (const [index, layer] of layers.entries()) {
    const inputs = layer.inputs.map((i) => values.get(i)!)
    const shapes = layer.inputs.map((i) => (i < 0 ? inputShape : layers[i]!.outputShape))
    const output = valuesOf(layer, inputs, shapes)
    visit?.(layer, output)
    values.set(index, output)
    for (const i of layer.inputs) if (lastReader.get(i) === index) values.delete(i)
  }
  return values.get(layers.length - 1)!
}

function valuesOf(layer: Layer, inputs: readonly Float64Array[], shapes: readonly Shape[]): Float64Array {
  const [input, shape] = [inputs[0]!, shapes[0]!]
  if (layer.kind === 'conv2d' && (layer.groups ?? 1) === 1) {
    return convolved(layer, input, shape as MapShape, layer.outputShape as MapShape)
  }
  if (layer.kind === 'depthwiseConv2d') {
    return convolvedByChannel(layer, input, shape as MapShape, layer.outputShape as MapShape)
  }
  return referenceOf(layer)(layer, inputs, shape, layer.outputShape, shapes)
}
