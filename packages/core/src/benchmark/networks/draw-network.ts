import { createNetwork, forwardPass, type Layer, type Network } from '@umbra/occlusion-wasm'
import { Random } from '../../random.js'
import type { Architecture } from './architectures.js'
import { Sketch } from './sketch.js'

/** Offsets are drawn from minus to plus this, of values whose mean square is 1. */
const OFFSETS = 0.3

/**
 * A network with weights drawn uniformly as He et al. (2015) advise, and norms calibrated on an image: what every convolution and
 * dense layer gives, and what a norm of its own gives, has a mean square of about 1 there, layer by layer (LSUV; Mishkin and Matas,
 * 2016, https://arxiv.org/abs/1511.06422), so that activations are sane to the last. Means are left in: to take them out of every
 * channel of an untrained network makes it chaotic (Yang et al., 2019, https://arxiv.org/abs/1902.08129), and float32 would be off
 * by a hundredth of a score where in trained networks it is by a hundred-thousandth.
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
    if (layer.kind === 'scaleShift') layer.scale.fill(1)
    if ('kernel' in layer) drawKernel(layer.kernel, layer.kernel.length / layer.bias.length, random)
  }
  forwardPass(network, image, (layer, values) => calibrate(layer, values, random))
  return network
}

/** Its layers, all weights zeros. @param size - of images, as a rule the architecture's own */
export function undrawnNetwork(architecture: Architecture, size = architecture.size): Network {
  const sketch = new Sketch(size)
  architecture.draw(sketch)
  return createNetwork([size, size, 3], sketch.layers)
}

/** Uniform, of variance 2 / fan-in. */
function drawKernel(kernel: Float32Array, fan: number, random: Random): void {
  const scale = Math.sqrt(6 / fan) / 2 ** 31
  for (let i = 0; i < kernel.length; i++) kernel[i] = (random.uint32() - 2 ** 31) * scale
}

/** Folds a norm into a layer, and normalises what it has given. */
function calibrate(layer: Layer, values: Float64Array, random: Random): void {
  const weights = 'kernel' in layer ? layer.kernel : layer.kind === 'scaleShift' ? layer.scale : undefined
  const offsets = 'kernel' in layer ? layer.bias : layer.kind === 'scaleShift' ? layer.shift : undefined
  if (!weights || !offsets) return
  const factor = 1 / Math.sqrt(meanSquare(values))
  for (let i = 0; i < weights.length; i++) weights[i]! *= factor
  for (let c = 0; c < offsets.length; c++) offsets[c] = OFFSETS * (2 * random.uniform() - 1)
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * factor + offsets[i % offsets.length]!
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x * x, 0) / values.length
}
