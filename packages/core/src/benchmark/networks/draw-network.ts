import { createNetwork, forwardPass, type Layer, type Network } from '@umbra/occlusion-wasm'
import { Random } from '../../random.js'
import type { Architecture } from './architectures.js'
import { Sketch } from './sketch.js'

/** Added to variances, as torch's norms do. */
const EPSILON = 1e-5

/**
 * A network with weights drawn uniformly as He et al. (2015) advise, and norms calibrated on an image: every channel that a norm
 * follows has mean 0 and variance 1 there, so that activations are sane to the last layer. Scores have a spread of 1.
 *
 * @param image - float32 [size, size, 3]
 */
export function drawNetwork(
  architecture: Architecture,
  image: Float32Array,
  size = architecture.size,
): Network {
  const network = undrawnNetwork(architecture, size)
  const random = new Random(0).split(`weights of ${architecture.id}`)
  for (const layer of network.layers) {
    if (!('kernel' in layer)) continue
    drawKernel(layer.kernel, fanIn(layer), random)
    if (layer.kind !== 'depthwiseConv2d') centre(layer.kernel, layer.bias.length)
  }
  forwardPass(network, image, calibrate)
  return network
}

/** Its layers, all weights zeros. @param size - of images, as a rule the architecture's own */
export function undrawnNetwork(architecture: Architecture, size = architecture.size): Network {
  const sketch = new Sketch(size)
  architecture.draw(sketch)
  return createNetwork([size, size, 3], sketch.layers)
}

/** Products that one output is the sum of. */
function fanIn(layer: Layer & { readonly kernel: Float32Array; readonly bias: Float32Array }): number {
  return layer.kernel.length / layer.bias.length
}

/** Uniform, of variance 2 / fan-in. */
function drawKernel(kernel: Float32Array, fan: number, random: Random): void {
  const scale = Math.sqrt(6 / fan) / 2 ** 31
  for (let i = 0; i < kernel.length; i++) kernel[i] = (random.uint32() - 2 ** 31) * scale
}

/**
 * Takes the mean of every filter from its weights. Values behind a ReLU have one sign: the sum of so many would be a large number
 * that hardly varies, which a norm then magnifies, and with it the rounding of every float32 engine, beyond that of trained networks.
 */
function centre(kernel: Float32Array, filters: number): void {
  const means = new Float64Array(filters)
  const share = filters / kernel.length
  for (let i = 0; i < kernel.length; i++) means[i % filters]! += kernel[i]! * share
  for (let i = 0; i < kernel.length; i++) kernel[i]! -= means[i % filters]!
}

/** Folds a norm into a layer, and normalises what it has given. */
function calibrate(layer: Layer, values: Float64Array): void {
  if (layer.kind === 'scaleShift') {
    const { means, factors } = normOf(values, layer.scale.length)
    layer.scale.set(factors)
    layer.shift.set(means.map((mean, c) => -mean * factors[c]!))
    normalise(values, means, factors)
  } else if (layer.kind === 'conv2d' || layer.kind === 'depthwiseConv2d') {
    const { means, factors } = normOf(values, layer.bias.length)
    const { kernel, bias } = layer
    for (let i = 0; i < kernel.length; i++) kernel[i]! *= factors[i % bias.length]!
    bias.set(means.map((mean, c) => -mean * factors[c]!))
    normalise(values, means, factors)
  } else if (layer.kind === 'dense') {
    const factor = 1 / Math.sqrt(EPSILON + values.reduce((sum, x) => sum + x * x, 0) / values.length)
    const { kernel } = layer
    for (let i = 0; i < kernel.length; i++) kernel[i]! *= factor
    for (let i = 0; i < values.length; i++) values[i]! *= factor
  }
}

/** Mean of every channel (the last axis) and what makes its variance 1. */
function normOf(values: Float64Array, channels: number) {
  const count = values.length / channels
  const means = new Float64Array(channels)
  const squares = new Float64Array(channels)
  for (let i = 0; i < values.length; i++) means[i % channels]! += values[i]! / count
  for (let i = 0; i < values.length; i++) {
    squares[i % channels]! += (values[i]! - means[i % channels]!) ** 2 / count
  }
  return { means, factors: squares.map((variance) => 1 / Math.sqrt(variance + EPSILON)) }
}

function normalise(values: Float64Array, means: Float64Array, factors: Float64Array): void {
  const channels = means.length
  for (let i = 0; i < values.length; i++) {
    values[i] = (values[i]! - means[i % channels]!) * factors[i % channels]!
  }
}
