import { createNetwork, type Network, NetworkError } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import type { ModelArtifacts } from '../artifacts.js'
import { foldScaleShifts } from './fold-scale-shifts.js'
import { inputShapeOf } from './input-shape.js'
import { NetworkBuilder, type Value } from './network-builder.js'
import { readLayer } from './read-layer.js'
import { unsupported } from './settings.js'
import { isModel, type LayerJson, type ModelJson, readModel, readTopology } from './topology.js'
import { WeightTable } from './weight-table.js'

/**
 * The network that a saved or live LayersModel is: a Sequential or functional model, models inside models too, in the JSON of
 * TensorFlow.js or Keras. Batch normalisation is folded into the layer before it where it can be; what does nothing outside of
 * training is left out; so is a last softmax, so that the network gives logits. TensorFlow.js is not needed.
 *
 * @throws UnsupportedLayerError `LAYER_UNSUPPORTED`, whose `reason` names the layer
 * @throws InputError `MODEL_TOPOLOGY`, `MODEL_INPUT`, `MODEL_OUTPUT`, `WEIGHT_TYPE`, `WEIGHT_MISSING`, `WEIGHT_AMBIGUOUS`,
 *   `WEIGHT_SHAPE`, `WEIGHTS_LENGTH`, or a code of `NetworkError`, such as `WEIGHTS_NOT_FINITE`
 */
export function networkFromArtifacts(artifacts: ModelArtifacts): Network {
  const model = readTopology(artifacts.modelTopology)
  const inputShape = inputShapeOf(model)
  const builder = new NetworkBuilder()
  const weights = new WeightTable(artifacts)
  try {
    const output = addModel(model, { index: -1, shape: inputShape }, { builder, weights, path: [] })
    if (output.shape.length !== 1) {
      const got = `[${output.shape.join(', ')}]`
      throw new InputError(
        'MODEL_OUTPUT',
        `model: expected a vector of class scores, got a value of shape ${got}`,
      )
    }
    return createNetwork(inputShape, foldScaleShifts(builder.layers))
  } catch (error) {
    if (error instanceof NetworkError) throw new InputError(error.code, error.detail, { cause: error })
    throw error
  }
}

interface Surroundings {
  readonly builder: NetworkBuilder
  readonly weights: WeightTable
  /** Names of the models around. */
  readonly path: readonly string[]
}

function addModel(model: ModelJson, input: Value, around: Surroundings): Value {
  if (model.ends) return addFunctional(model.layers, model.ends, input, around)
  return model.layers.reduce((value, layer) => addLayer(layer, [value], around), input)
}

/** Layers are added as the output comes to need them, each once, so what does not lead there is left out. */
function addFunctional(
  layers: readonly LayerJson[],
  ends: NonNullable<ModelJson['ends']>,
  input: Value,
  around: Surroundings,
): Value {
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  const values = new Map<string, Value | 'pending'>([[ends.input, input]])
  const outputOf = (name: string): Value => {
    const known = values.get(name)
    if (known === 'pending') throw new InputError('MODEL_TOPOLOGY', `layer "${name}" reads its own output`)
    if (known) return known
    const layer = byName.get(name)
    if (!layer) throw new InputError('MODEL_TOPOLOGY', `model: no layer is named "${name}"`)
    if (layer.className === 'InputLayer')
      throw new InputError('MODEL_INPUT', `input "${name}" is a second one`)
    values.set(name, 'pending')
    const value = addLayer(layer, layer.inputs.map(outputOf), around)
    values.set(name, value)
    return value
  }
  return outputOf(ends.output)
}

function addLayer(layer: LayerJson, inputs: readonly Value[], around: Surroundings): Value {
  const { className, config, name } = layer
  const [input] = inputs
  if (!input) throw new InputError('MODEL_TOPOLOGY', `layer "${name}", inbound_nodes: it reads no layer`)
  if (className === 'InputLayer') return input
  const softmax = inputs.find((value) => value.softmax)?.softmax
  if (softmax) throw unsupported(softmax, 'is a softmax before the end of the model')
  const path = [...around.path, name]
  if (isModel(className)) return addModel(readModel(className, config), input, { ...around, path })
  return readLayer({ layer, inputs, input, builder: around.builder, weights: around.weights, path })
}
