import { forwardPass, multiplyAddsOf, type Network } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { architectures } from './architectures.js'
import { drawNetwork, undrawnNetwork } from './draw-network.js'
import { photographLike } from './photograph-like.js'

/**
 * Multiply-adds and parameters, both in millions, as torchvision documents them ("GFLOPS" and "Params" of its weights): the former
 * without those of norms, the latter with them, and for Inception-v3 with the auxiliary scores, which are left out here.
 *
 * @see https://docs.pytorch.org/vision/stable/models.html
 */
const published: Readonly<Record<string, readonly [multiplyAdds: number, parameters: number]>> = {
  'resnet-18': [1814, 11.69],
  'resnet-50': [4089, 25.56],
  'mobilenet-v2': [301, 3.5],
  vgg16: [15470, 138.36],
  'efficientnet-b0': [386, 5.29],
  'densenet-121': [2834, 7.98],
  'inception-v3': [5713, 27.16 - 3.33],
}

describe.each(architectures)('$name', (architecture) => {
  it('does as much arithmetic and has as many weights as published', () => {
    const network = undrawnNetwork(architecture)
    const [multiplyAdds, parameters] = published[architecture.id]!
    expect(multiplyAddsOf(network) / 1e6 / multiplyAdds).toBeCloseTo(1, 2)
    const weights = network.layers.reduce(
      (sum, layer) =>
        sum +
        Object.values(layer).reduce((n, value) => n + (value instanceof Float32Array ? value.length : 0), 0),
      0,
    )
    expect(weights / 1e6 / parameters).toBeCloseTo(1, 1)
  })

  it('is sane from the first layer to the last', () => {
    // Small ones, but with more than one cell before the end.
    const size = { vgg16: 32, 'inception-v3': 107 }[architecture.id] ?? 64
    const image = photographLike(size)
    const network = drawNetwork(architecture, image, size)
    const spreads: number[] = []
    const scores = forwardPass(network, image, ({ kind }, values) => {
      if (kind === 'conv2d' || kind === 'depthwiseConv2d' || kind === 'scaleShift') {
        spreads.push(Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length))
      }
      expect(values.every(Number.isFinite)).toBe(true)
    })
    for (const spread of spreads) {
      expect(spread).toBeGreaterThan(0.9)
      expect(spread).toBeLessThan(1.1)
    }
    expect(scores).toHaveLength(1000)
    expect(scores.reduce((sum, x) => sum + x * x, 0) / 1000).toBeCloseTo(1, 0)
  })
})

it('draws the same weights again', () => {
  const [architecture] = architectures.filter(({ id }) => id === 'mobilenet-v2')
  const image = photographLike(32)
  const [a, b] = [drawNetwork(architecture!, image, 32), drawNetwork(architecture!, image, 32)]
  const weights = ({ layers }: Network) =>
    layers.flatMap((layer) => ('kernel' in layer ? [layer.kernel, layer.bias] : []))
  // Equality of so many numbers one by one takes half a minute.
  const other = weights(b)
  expect(other).toHaveLength(weights(a).length)
  expect(weights(a).every((array, i) => array.every((value, k) => value === other[i]![k]))).toBe(true)
})

it('photographs lie within 0 … 1 and vary at every scale', () => {
  const image = photographLike(64)
  expect(Math.min(...image)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...image)).toBeLessThanOrEqual(1)
  for (const apart of [1, 4, 16]) {
    expect(image.some((value, i) => Math.abs(value - (image[i + apart * 3] ?? value)) > 0.02)).toBe(true)
  }
})
