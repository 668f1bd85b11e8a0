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
  const { head } = network
  if (kind === undefined || (head.kind === kind && !taken(head))) return network
  if (settled || (head.kind !== 'scores' && !taken(head))) {
    throw new InputError(
      'MODEL_HEAD',
      `head is ${kind}, but the model’s own layers say otherwise: ${head.reason}`,
    )
  }
  return createNetwork(network.inputShape, network.layers, { kind, reason: 'as stated' })
}

/** Whether nothing in a model tells what its outputs mean. */
function taken({ reason }: OutputHead): boolean {
  return reason === 'taken for logits'
}
