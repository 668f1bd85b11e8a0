import type { Network } from '@umbra/occlusion-wasm'
import { PREPROCESSING_LAYER } from '../network/prepared.js'

const convolutions: readonly string[] = ['conv2d', 'depthwiseConv2d', 'conv2dTranspose']

/**
 * The last map of convolutional features: of what hangs on the last convolution of more than one place, the last that still has its height
 * and width. So it is taken behind the convolution's own norm, activation, residual sum or concatenation, and before any pooling:
 * `layer4` of a ResNet, the last activation of a chain, the whole of a DenseNet's last block. What only prepares images is no such convolution.
 *
 * @returns index of the layer; undefined where there is none
 */
export function lastMap({ layers }: Network): number | undefined {
  const last = layers.findLastIndex(
    ({ kind, name, outputShape: [height, width] }) =>
      convolutions.includes(kind) && name !== PREPROCESSING_LAYER && height! * width! > 1,
  )
  if (last < 0) return undefined
  const [height, width] = layers[last]!.outputShape
  const behind = new Set([last])
  for (const [index, { inputs, outputShape }] of layers.entries()) {
    const sameSize = outputShape.length === 3 && outputShape[0] === height && outputShape[1] === width
    if (sameSize && inputs.some((input) => behind.has(input))) behind.add(index)
  }
  return Math.max(...behind)
}
