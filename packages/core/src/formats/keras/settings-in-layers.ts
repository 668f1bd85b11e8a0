import { isIdentity, type Preprocessing, resolvedSettings } from '../../network/model-settings.js'
import { PREPROCESSING_LAYER, preprocessingLayer } from '../../network/prepared.js'
import type { ModelArtifacts } from './artifacts.js'
import { inputShapeOf } from './input-shape.js'
import { withHead } from './output-head/index.js'
import { readTopology } from './topology.js'

/** Name of the model around; no framework makes such a name by itself. */
const MODEL = 'umbra_preprocessed'

/**
 * The same model with its settings written into its layers: its preprocessing as the first, what its outputs mean as the last. For
 * what knows layers and no settings: TensorFlow.js, and files for it. What comes of it has no settings left but its classes' names,
 * so that they are never applied twice.
 *
 * @throws InputError PREPROCESSING_CHANNELS, MODEL_TOPOLOGY, MODEL_INPUT, MODEL_HEAD
 */
export function settingsInLayers(artifacts: ModelArtifacts): ModelArtifacts {
  const { settings } = artifacts
  if (!settings || (isIdentity(settings) && !settings.head)) return artifacts
  const { classNames } = settings
  const headed = settings.head ? withHead(artifacts, settings.head) : artifacts
  const prepared = isIdentity(settings) ? headed : behindPreprocessing(headed, settings)
  return { ...prepared, settings: resolvedSettings(classNames ? { classNames: [...classNames] } : {}) }
}

function behindPreprocessing(artifacts: ModelArtifacts, preprocessing: Preprocessing): ModelArtifacts {
  const topology = artifacts.modelTopology as Record<string, unknown>
  const inputShape = inputShapeOf(readTopology(topology))
  const channels = inputShape[2]
  const { kernel, bias } = preprocessingLayer(preprocessing, channels)
  const first = {
    class_name: 'Conv2D',
    config: {
      name: PREPROCESSING_LAYER,
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
    { name: `${PREPROCESSING_LAYER}/kernel`, shape: [1, 1, channels, channels], values: kernel },
    { name: `${PREPROCESSING_LAYER}/bias`, shape: [channels], values: bias },
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
