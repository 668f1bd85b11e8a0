import { isIdentity, type ModelSettingsInput, resolvedSettings } from '../../network/model-settings.js'
import { preprocessingLayer } from '../../network/prepared.js'
import type { ModelArtifacts } from './artifacts.js'
import { inputShapeOf } from './input-shape.js'
import { beforeHead } from './output-head/index.js'
import { readTopology } from './topology.js'

/**
 * The same model with how its images are prepared, what its outputs mean and what its classes are called. `networkFromArtifacts` and
 * what builds a live model apply it, so that either takes pixels of 0 … 1.
 *
 * @throws InputError OPTION_INVALID, PREPROCESSING_CHANNELS, MODEL_TOPOLOGY, MODEL_INPUT, MODEL_HEAD for settings that do not fit
 */
export function withSettings(artifacts: ModelArtifacts, given: ModelSettingsInput): ModelArtifacts {
  const settings = resolvedSettings(given)
  const model = { ...artifacts, settings }
  if (!isIdentity(settings)) {
    preprocessingLayer(settings, inputShapeOf(readTopology(artifacts.modelTopology))[2])
  }
  if (settings.head) beforeHead(model)
  return model
}
