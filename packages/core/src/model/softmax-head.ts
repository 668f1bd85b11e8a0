import type { ModelArtifacts } from './artifacts.js'
import { isModel, layerInputs } from './network/index.js'

interface ModelConfig {
  readonly layers?: LayerJson[]
  readonly output_layers?: unknown
}

/** As much of a Keras layer's JSON as is needed to find a softmax. */
interface LayerJson {
  name?: string
  class_name: string
  config: { activation?: unknown; [key: string]: unknown }
}

/**
 * The same model read before its softmax: a last layer that is a softmax, or ends in one, becomes linear, so that the
 * model gives logits. A model that already gives logits is returned as it is.
 */
export function withoutSoftmax(artifacts: ModelArtifacts): ModelArtifacts {
  const topology = structuredClone(artifacts.modelTopology) as Record<string, unknown>
  const head = lastLayer(topology)
  if (!head) return artifacts
  if (head.class_name === 'Softmax') {
    head.class_name = 'Activation'
    head.config = { name: head.config.name, trainable: true, dtype: 'float32', activation: 'linear' }
  } else if (isSoftmax(head.config.activation)) {
    head.config.activation = 'linear'
  } else {
    return artifacts
  }
  return { ...artifacts, modelTopology: topology }
}

/** Keras writes an activation as a name, or as an object with a class name. */
function isSoftmax(activation: unknown): boolean {
  if (typeof activation === 'string') return activation.toLowerCase() === 'softmax'
  const named = activation as { class_name?: string } | null | undefined
  return typeof named?.class_name === 'string' && named.class_name.toLowerCase() === 'softmax'
}

/** The layer that gives the model's output; in a model that ends in a model, that one's. */
function lastLayer(topology: Record<string, unknown>): LayerJson | undefined {
  const { config } = (topology.model_config ?? topology) as { config?: ModelConfig | LayerJson[] }
  const layers = Array.isArray(config) ? config : config?.layers
  const output = Array.isArray(config) ? undefined : layerInputs(config?.output_layers)[0]
  const last = layers?.find(({ name, config: own }) => output !== undefined && (name ?? own.name) === output)
  const found = last ?? layers?.at(-1)
  return found && isModel(found.class_name) ? lastLayer({ ...found }) : found
}
