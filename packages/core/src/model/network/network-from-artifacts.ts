import { createNetwork, type Network } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import type { ModelArtifacts } from '../artifacts.js'
import { beforeHead } from '../output-head/before-head.js'
import { foldScaleShifts } from './fold-scale-shifts.js'
import { inputShapeOf } from './input-shape.js'
import { NetworkBuilder, type Value } from './network-builder.js'
import { readLayer } from './read-layer.js'
import { refusedAsInput } from './refused-as-input.js'
import { unsupported } from './settings.js'
import { isModel, type LayerJson, type ModelJson, readModel, readTopology } from './topology.js'
import { UnsupportedLayerError } from './unsupported-layer-error.js'
import { WeightTable } from './weight-table.js'

/**
 * The network that a saved or live LayersModel is: a Sequential or functional model, models inside models too, in the JSON of
 * TensorFlow.js or Keras. Batch normalisation is folded into the layer before it where it can be; what does nothing outside of
 * training is left out; so is a last softmax or sigmoid, so that the network gives logits, and its `head` tells of it.
 * TensorFlow.js is not needed.
 *
 * @throws UnsupportedLayerError `LAYER_UNSUPPORTED`, whose `reason` names the layer
 * @throws InputError `MODEL_TOPOLOGY`, `JSON_TOO_DEEP`, `MODEL_INPUT`, `MODEL_OUTPUT`, `WEIGHT_TYPE`, `WEIGHT_MISSING`, `WEIGHT_AMBIGUOUS`,
 *   `WEIGHT_SHAPE`, `WEIGHTS_LENGTH`, or a code of `NetworkError`, such as `WEIGHTS_NOT_FINITE`
 */
export function networkFromArtifacts(artifacts: ModelArtifacts): Network {
  const model = readTopology(artifacts.modelTopology)
  const inputShape = inputShapeOf(model)
  const before = beforeHead(artifacts)
  const builder = new NetworkBuilder()
  const weights = new WeightTable(artifacts)
  return refusedAsInput(() => {
    builder.size.addImage(inputShape, 'model, input')
    const output = addModel(
      readTopology(before.artifacts.modelTopology),
      { index: -1, shape: inputShape },
      { builder, weights, path: [] },
    )
    if (output.shape.length !== 1) {
      const got = `[${output.shape.join(', ')}]`
      throw new InputError(
        'MODEL_OUTPUT',
        `model: expected a vector of class scores, got a value of shape ${got}`,
      )
    }
    const [outputs] = output.shape as [number]
    const head = before.headOf(outputs)
    if (!before.fits(outputs)) throw new UnsupportedLayerError(`outputs are ${head.reason}`)
    return createNetwork(inputShape, foldScaleShifts(builder.layers), head)
  })
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

/**
 * Layers are added as the output comes to need them, each once, so what does not lead there is left out. A layer waits on the
 * stack until all that it reads is there: a chain of layers may be long.
 */
function addFunctional(
  layers: readonly LayerJson[],
  ends: NonNullable<ModelJson['ends']>,
  input: Value,
  around: Surroundings,
): Value {
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  const values = new Map<string, Value | 'pending'>([[ends.input, input]])
  const waiting: { readonly layer: LayerJson; readonly inputs: Value[] }[] = []
  let wanted = ends.output
  for (;;) {
    let value = values.get(wanted)
    if (value === 'pending') throw new InputError('MODEL_TOPOLOGY', `layer "${wanted}" reads its own output`)
    if (!value) {
      waiting.push({ layer: namedLayer(byName, wanted), inputs: [] })
      values.set(wanted, 'pending')
    }
    // All that is now complete is computed, and given to what waits for it.
    for (;;) {
      const last = waiting.at(-1)
      if (!last) return value!
      if (value) last.inputs.push(value)
      const { layer, inputs } = last
      if (inputs.length < layer.inputs.length) {
        wanted = layer.inputs[inputs.length]!
        break
      }
      waiting.pop()
      value = addLayer(layer, inputs, around)
      values.set(layer.name, value)
    }
  }
}

function namedLayer(byName: ReadonlyMap<string, LayerJson>, name: string): LayerJson {
  const layer = byName.get(name)
  if (!layer) throw new InputError('MODEL_TOPOLOGY', `model: no layer is named "${name}"`)
  if (layer.className === 'InputLayer') throw new InputError('MODEL_INPUT', `input "${name}" is a second one`)
  return layer
}

function addLayer(layer: LayerJson, inputs: readonly Value[], around: Surroundings): Value {
  const { className, config, name, origin } = layer
  if (layer.uses > 1) throw unsupported(layer, 'is used more than once')
  const [input] = inputs
  if (!input) throw new InputError('MODEL_TOPOLOGY', `layer "${name}", inbound_nodes: it reads no layer`)
  around.builder.size.addLayer(`layer "${name}"`)
  if (className === 'InputLayer') return input
  const softmax = inputs.find((value) => value.softmax)?.softmax
  if (softmax) throw unsupported(softmax, 'is a softmax before the end of the model')
  const path = [...around.path, name]
  if (isModel(className)) return addModel(readModel(className, config, origin), input, { ...around, path })
  return readLayer({ layer, inputs, input, builder: around.builder, weights: around.weights, path })
}
