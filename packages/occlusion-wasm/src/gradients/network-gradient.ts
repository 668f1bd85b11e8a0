import type { Layer } from '../network/layer.js'
import { type Network, validateNetwork } from '../network/network.js'
import { type Shape, sizeOf } from '../network/shape.js'
import { referenceOf } from '../reference/reference-of.js'
import { ConvolutionProducts } from './convolution-products.js'
import type { Computed } from './differentiation.js'
import { differentiationOf } from './differentiation-table.js'
import { type GradientModule, loadGradientModule } from './gradient-module.js'

/** What a pass forwards and back gives. */
export interface GradientPass {
  /** float32 [K], the network's outputs before its head. */
  readonly outputs: Float32Array
  /** float32 [H, W, C]: the derivative of the number asked about by each value of the image. */
  readonly image: Float32Array
  /** Of the layer that was asked for: its values, and the derivative by each of them, both float32 of its output shape. */
  readonly layer?: { readonly values: Float32Array; readonly slopes: Float32Array }
}

/** Derivatives of a network's outputs by its image, on the calling thread. */
export interface NetworkGradient {
  /** The kernels' build; of both the bits are the same. */
  readonly variant: GradientModule['variant']
  /**
   * The network's outputs before its head, as `pass` gives them: within rounding of those of an engine, whose order of sums is another.
   *
   * @param image - float32 [H, W, C]
   * @returns float32 [K]
   */
  outputs(image: Float32Array): Float32Array
  /**
   * One forward pass in float32, every layer's values kept, and one backward pass.
   *
   * @param image - float32 [H, W, C]
   * @param slopesOf - is given the outputs [K], and says of which number the derivative is asked: its own derivative by each of them
   * @param layer - index of a layer whose values and slopes are asked for besides
   * @throws KernelError `ENGINE_MEMORY`
   */
  pass(
    image: Float32Array,
    slopesOf: (outputs: Float32Array) => ArrayLike<number>,
    layer?: number,
  ): GradientPass
}

/**
 * Derivatives by back-propagation: convolutions by the kernels that train networks, all else in TypeScript. Where a network has a
 * corner, as a ReLU at 0, the derivative is the one PyTorch gives (`operations/`). Weights are read where they lie, pass by pass.
 *
 * @param variant - kernels to force; SIMD where the machine has it, unless told
 * @throws NetworkError if the network does not fit together, or its weights were let go of
 */
export async function createNetworkGradient(
  network: Network,
  variant?: GradientModule['variant'],
): Promise<NetworkGradient> {
  validateNetwork(network)
  const module = await loadGradientModule(variant)
  const products = new ConvolutionProducts(module)
  return {
    variant: module.variant,
    outputs: (image) => forwards(network, image, products).at(-1)!.output,
    pass(image, slopesOf, layer) {
      const computed = forwards(network, image, products)
      const outputs = computed.at(-1)!.output
      const slopes = backwards(network, computed, Float32Array.from(slopesOf(outputs)), layer)
      const slopesAt = (index: number, values: Float32Array) =>
        slopes.get(index) ?? new Float32Array(values.length)
      const imageSlopes = slopesAt(-1, image)
      if (layer === undefined) return { outputs, image: imageSlopes }
      const values = computed[layer]!.output
      return { outputs, image: imageSlopes, layer: { values, slopes: slopesAt(layer, values) } }
    },
  }
}

function forwards(
  { inputShape, layers }: Network,
  image: Float32Array,
  products: ConvolutionProducts,
): Computed<Layer>[] {
  const size = sizeOf(inputShape)
  if (image.length !== size) throw new RangeError(`the image has ${image.length} values, expected ${size}`)
  const computed: Computed<Layer>[] = []
  for (const layer of layers) {
    const inputs = layer.inputs.map((i) => (i < 0 ? image : computed[i]!.output))
    const shapes = layer.inputs.map((i): Shape => (i < 0 ? inputShape : layers[i]!.outputShape))
    const site = { layer, inputs, shapes, shape: layer.outputShape, products }
    const output = differentiationOf(layer).forward?.(site) ?? byDefinition(layer, inputs, shapes)
    computed.push({ ...site, output })
  }
  return computed
}

function byDefinition(layer: Layer, inputs: readonly Float32Array[], shapes: readonly Shape[]): Float32Array {
  const values = inputs.map((input) => new Float64Array(input))
  return new Float32Array(referenceOf(layer)(layer, values, shapes[0]!, layer.outputShape, shapes))
}

/** @returns slopes of the image, at −1, and of the layer that is to be kept; a value on which nothing hangs has none */
function backwards(
  { layers }: Network,
  computed: readonly Computed<Layer>[],
  ofOutputs: Float32Array,
  kept: number | undefined,
): Map<number, Float32Array> {
  const slopes = new Map([[layers.length - 1, ofOutputs]])
  for (let index = layers.length - 1; index >= 0; index--) {
    const slope = slopes.get(index)
    if (!slope) continue
    const layer = layers[index]!
    const own = differentiationOf(layer).backward(computed[index]!, slope)
    for (const [k, input] of layer.inputs.entries()) {
      const others = slopes.get(input)
      slopes.set(input, others ? others.map((g, i) => g + own[k]![i]!) : own[k]!)
    }
    if (index !== kept) slopes.delete(index)
  }
  return slopes
}
