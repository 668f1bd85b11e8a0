import { InputError } from '../../errors.js'
import {
  channelFactors,
  isIdentity,
  type ModelSettingsInput,
  type Preprocessing,
  resolvedSettings,
} from '../../network/model-settings.js'
import type { ModelArtifacts } from './artifacts.js'
import { inputShapeOf, readTopology } from './index.js'
import { withHead } from './output-head/index.js'

/** Names of the layer and the model around; no framework makes such names by itself. */
const LAYER = 'umbra_preprocessing'
const MODEL = 'umbra_preprocessed'

/** The layer has a weight for every two channels. */
const MOST_CHANNELS = 1024

/**
 * The same model with its preprocessing as a first layer, so that it takes pixels of 0 … 1: images, baselines and figures
 * stay in units a person knows, and every engine runs it. What its outputs mean, where that is stated, becomes its last.
 *
 * @throws InputError OPTION_INVALID, PREPROCESSING_CHANNELS, MODEL_TOPOLOGY, MODEL_INPUT, MODEL_HEAD
 */
export function withSettings(artifacts: ModelArtifacts, given: ModelSettingsInput): ModelArtifacts {
  const settings = resolvedSettings(given)
  const headed = given.head ? withHead(artifacts, given.head) : artifacts
  const prepared = isIdentity(settings) ? headed : behindPreprocessing(headed, settings)
  return { ...prepared, settings }
}

function behindPreprocessing(artifacts: ModelArtifacts, preprocessing: Preprocessing): ModelArtifacts {
  const topology = artifacts.modelTopology as Record<string, unknown>
  const inputShape = inputShapeOf(readTopology(topology))
  const channels = inputShape[2]
  if (channels > MOST_CHANNELS) {
    throw new InputError(
      'PREPROCESSING_CHANNELS',
      `images of ${channels} channels cannot be prepared, expected at most ${MOST_CHANNELS}`,
    )
  }
  const { scale, shift } = channelFactors(preprocessing, channels)
  const swapped = preprocessing.channelOrder === 'bgr'
  // A 1×1 convolution whose kernel [Cin, Cout] has each factor where its colour comes from.
  const kernel = new Float32Array(channels * channels)
  scale.forEach((factor, to) => {
    kernel[(swapped ? channels - 1 - to : to) * channels + to] = factor
  })
  const first = {
    class_name: 'Conv2D',
    config: {
      name: LAYER,
      trainable: false,
      batch_input_shape: [null, ...inputShape],
      dtype: 'float32',
      filters: channels,
      kernel_size: [1, 1],
      strides: [1, 1],
      padding: 'valid',
      data_format: 'channels_last',
      activation: 'linear',
      use_bias: true,
    },
  }
  const inner = (topology.model_config ?? topology) as Record<string, unknown>
  const weights = [
    { name: `${LAYER}/kernel`, shape: [1, 1, channels, channels], values: kernel },
    { name: `${LAYER}/bias`, shape: [channels], values: Float32Array.from(shift) },
  ]
  const own = weights.reduce((sum, { values }) => sum + values.byteLength, 0)
  const data = new Uint8Array(own + artifacts.weightData.byteLength)
  let offset = 0
  for (const { values } of weights) {
    data.set(new Uint8Array(values.buffer), offset)
    offset += values.byteLength
  }
  data.set(new Uint8Array(artifacts.weightData), offset)
  return {
    ...artifacts,
    modelTopology: {
      // What the layers mean depends on what wrote them.
      ...('keras_version' in topology && { keras_version: topology.keras_version }),
      class_name: 'Sequential',
      config: { name: MODEL, layers: [first, inner] },
    },
    weightSpecs: [
      ...weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      ...artifacts.weightSpecs,
    ],
    weightData: data.buffer,
  }
}
