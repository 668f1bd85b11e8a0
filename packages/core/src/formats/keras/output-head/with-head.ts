import type { OutputHead } from '@umbra/occlusion-wasm'
import type { ModelArtifacts } from '../artifacts.js'
import { endingOf, requireNoOtherHead, STATED } from './ending.js'
import { modelTail } from './model-tail.js'

/** Name of the model around; no framework makes such a name by itself. */
const MODEL = 'umbra_headed'

/**
 * The same model with what its outputs mean as a last layer, where its own layers do not tell: the head then goes wherever
 * the model goes, and counts in its hash.
 *
 * @throws InputError MODEL_HEAD if its layers tell otherwise
 */
export function withHead(artifacts: ModelArtifacts, kind: OutputHead['kind']): ModelArtifacts {
  const ending = endingOf(modelTail(artifacts.modelTopology).last)
  if (ending?.kind === kind) return artifacts
  requireNoOtherHead(ending, kind)
  const topology = artifacts.modelTopology as Record<string, unknown>
  const inner = (topology.model_config ?? topology) as Record<string, unknown>
  const last = {
    class_name: 'Activation',
    config: {
      name: STATED,
      trainable: false,
      dtype: 'float32',
      activation: kind === 'scores' ? 'linear' : kind,
    },
  }
  return {
    ...artifacts,
    modelTopology: {
      // What the layers mean depends on what wrote them.
      ...('keras_version' in topology && { keras_version: topology.keras_version }),
      class_name: 'Sequential',
      config: { name: MODEL, layers: [inner, last] },
    },
  }
}
