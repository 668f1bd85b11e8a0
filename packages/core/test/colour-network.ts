import { createNetwork, type LayerDescription, type Network } from '@umbra/occlusion-wasm'

/** A network of colour images that has operations of many kinds; weights by a fixed rule. */
export function colourNetwork(): Network {
  let state = 7
  const weights = (count: number, scale: number) =>
    Float32Array.from({ length: count }, () => {
      state = (state * 48_271) % 2_147_483_647
      return scale * ((2 * state) / 2_147_483_647 - 1)
    })
  const one = { strides: [1, 1], dilation: [1, 1] } as const
  const same = [1, 1, 1, 1] as const
  const layers: LayerDescription[] = [
    { kind: 'conv2d', ...one, kernelSize: [3, 3], padding: same, kernel: weights(216, 0.4), bias: weights(8, 0.1), inputs: [-1] },
    { kind: 'activation', activation: { name: 'swish' }, inputs: [0] },
    { kind: 'depthwiseConv2d', ...one, kernelSize: [3, 3], padding: same, kernel: weights(72, 0.5), bias: weights(8, 0.1), inputs: [1] },
    { kind: 'activation', activation: { name: 'relu' }, inputs: [2] },
    { kind: 'add', inputs: [1, 3] },
    { kind: 'maxPool', windowSize: [3, 3], strides: [2, 2], padding: same, inputs: [4] },
    { kind: 'averagePool', windowSize: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0], inputs: [4] },
    { kind: 'concat', axis: 2, inputs: [5, 6] },
    { kind: 'conv2d', kernelSize: [3, 3], strides: [2, 2], dilation: [1, 1], padding: same, kernel: weights(1728, 0.2), bias: weights(12, 0.1), inputs: [7] },
    { kind: 'activation', activation: { name: 'gelu' }, inputs: [8] },
    { kind: 'globalAveragePool', inputs: [9] },
    { kind: 'dense', kernel: weights(60, 0.6), bias: weights(5, 0.1), inputs: [10] },
  ] // biome-ignore format: a layer a line
  return createNetwork([16, 16, 3], layers)
}
