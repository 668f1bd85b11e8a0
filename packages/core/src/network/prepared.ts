import { createNetwork, type LayerDescription, type Network, type OutputHead } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import { foldScaleShifts } from './fold-scale-shifts.js'
import { channelFactors, isIdentity, type Preprocessing } from './model-settings.js'

/** Name of the layer that prepares images; no framework makes such a name by itself. */
export const PREPROCESSING_LAYER = 'umbra_preprocessing'

/** The layer has a weight for every two channels. */
const MOST_CHANNELS = 1024

type Conv2d = Extract<LayerDescription, { kind: 'conv2d' }>

/**
 * The network behind a first layer that prepares its images, so that it takes pixels of 0 … 1: images, baselines and figures stay
 * in units a person knows, and every engine runs it. The network itself where pixels are taken as they are.
 *
 * @throws InputError PREPROCESSING_CHANNELS
 */
export function preparedNetwork(network: Network, preprocessing: Preprocessing): Network {
  if (isIdentity(preprocessing)) return network
  const { inputShape, layers, head } = network
  const first = { ...preprocessingLayer(preprocessing, inputShape[2]), inputs: [-1] }
  const rest = layers.map(({ outputShape: _, ...layer }) => ({
    ...layer,
    inputs: layer.inputs.map((input) => input + 1),
  }))
  return createNetwork(inputShape, foldScaleShifts([first, ...rest] as LayerDescription[]), head)
}

/**
 * The preprocessing as a convolution of 1×1, whose kernel [Cin, Cout] has each factor where its colour comes from.
 *
 * @throws InputError PREPROCESSING_CHANNELS
 */
export function preprocessingLayer(
  preprocessing: Preprocessing,
  channels: number,
): Omit<Conv2d, 'inputs'> & { readonly name: string } {
  if (channels > MOST_CHANNELS) {
    throw new InputError(
      'PREPROCESSING_CHANNELS',
      `images of ${channels} channels cannot be prepared, expected at most ${MOST_CHANNELS}`,
    )
  }
  const { scale, shift } = channelFactors(preprocessing, channels)
  const swapped = preprocessing.channelOrder === 'bgr'
  const kernel = new Float32Array(channels * channels)
  scale.forEach((factor, to) => {
    kernel[(swapped ? channels - 1 - to : to) * channels + to] = factor
  })
  return {
    kind: 'conv2d',
    name: PREPROCESSING_LAYER,
    kernel,
    bias: Float32Array.from(shift),
    kernelSize: [1, 1],
    strides: [1, 1],
    dilation: [1, 1],
    padding: [0, 0, 0, 0],
  }
}

/**
 * Images as the model's own first layer takes them: what the layer of `preprocessingLayer` gives, for a runtime that cannot be given one.
 *
 * @param images - float32 [n, H, W, C]
 * @returns of the same shape
 * @throws InputError PREPROCESSING_CHANNELS
 */
export function preparedImages(
  images: Float32Array,
  preprocessing: Preprocessing,
  channels: number,
): Float32Array {
  const { scale, shift } = channelFactors(preprocessing, channels)
  const [factors, offsets] = [Float32Array.from(scale), Float32Array.from(shift)]
  const swapped = preprocessing.channelOrder === 'bgr'
  return images.map((_, i) => {
    const to = i % channels
    const from = swapped ? channels - 1 - to : to
    return Math.fround(factors[to]! * images[i - to + from]!) + offsets[to]!
  })
}

/**
 * The network under the head a person states, where its own layers do not tell what its outputs mean.
 *
 * @param settled - whether its outputs are known to be probabilities that cannot be read before
 * @throws InputError MODEL_HEAD if its layers tell otherwise
 */
export function headedNetwork(
  network: Network,
  kind: OutputHead['kind'] | undefined,
  settled = false,
): Network {
  const head = statedHead(network.head, kind, settled)
  return head === network.head ? network : createNetwork(network.inputShape, network.layers, head)
}

/** A head that a person states in place of one that nothing tells of. @throws InputError MODEL_HEAD */
export function statedHead(
  head: OutputHead,
  kind: OutputHead['kind'] | undefined,
  settled = false,
): OutputHead {
  const open = head.reason === 'taken for logits'
  if (kind === undefined || (head.kind === kind && !open)) return head
  if (open || (head.kind === 'scores' && !settled)) return { kind, reason: 'as stated' }
  throw new InputError(
    'MODEL_HEAD',
    `head is ${kind}, but the model’s own layers say otherwise: ${head.reason}`,
  )
}
