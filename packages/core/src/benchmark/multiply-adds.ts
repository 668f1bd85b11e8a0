import type { Network } from '@umbra/occlusion-wasm'

/** Multiply-adds of one image through the whole network: those of convolutions and dense layers. */
export function multiplyAddsOf({ layers }: Network): number {
  let sum = 0
  for (const layer of layers) {
    if (layer.kind === 'dense') sum += layer.kernel.length
    if (layer.kind === 'conv2d' || layer.kind === 'depthwiseConv2d') {
      sum += layer.outputShape[0]! * layer.outputShape[1]! * layer.kernel.length
    }
  }
  return sum
}
