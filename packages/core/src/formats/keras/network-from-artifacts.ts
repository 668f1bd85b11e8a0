import { createNetwork, type Network } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import { foldScaleShifts } from '../../network/fold-scale-shifts.js'
import { isIdentity, type ModelSettings } from '../../network/model-settings.js'
import { NetworkBuilder } from '../../network/network-builder.js'
import { preprocessingLayer } from '../../network/prepared.js'
import { UnsupportedLayerError } from '../unsupported-layer-error.js'
import type { ModelArtifacts } from './artifacts.js'
import { inputShapeOf } from './input-shape.js'
import type { LayerValue } from './layer-context.js'
import { beforeHead } from './output-head/before-head.js'
import { readLayer } from './read-layer.js'
import { refusedAsInput } from './refused-as-input.js'
import { requireChannelsLast } from './require-channels-last.js'
import { readTopology } from './topology.js'
import { type Visit, walkModel } from './walk-model.js'
import { WeightTable } from './weight-table.js'

/**
 * The network that a saved or live LayersModel is, behind the preprocessing of its settings: a Sequential or functional model, models inside models too, in the JSON of
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
    requireChannelsLast(model)
    builder.size.addImage(inputShape, 'model, input')
    const image: LayerValue = { index: -1, shape: inputShape }
    const prepared = behindPreprocessing(image, artifacts.settings, builder)
    const output = walkModel(readTopology(before.artifacts.modelTopology), prepared, addTo(builder, weights))
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
    if (head.kind === 'scores') withSoftmax(output, builder)
    return createNetwork(inputShape, foldScaleShifts(builder.layers), head)
  })
}

/** What a model's own first layer reads: the image, as its settings prepare it. */
function behindPreprocessing(
  image: LayerValue,
  settings: ModelSettings | undefined,
  builder: NetworkBuilder,
): LayerValue {
  if (!settings || isIdentity(settings)) return image
  const { name, ...operation } = preprocessingLayer(settings, image.shape[2]!)
  return builder.add([image], operation, name)
}

/** The visitor that adds layers to a network. */
function addTo(builder: NetworkBuilder, weights: WeightTable): Visit<LayerValue> {
  return (layer, inputs, path) => {
    const [input, ...others] = inputs.map((value) => withSoftmax(value, builder))
    return readLayer({ layer, inputs: [input!, ...others], input: input!, builder, weights, path })
  }
}

/** A softmax that something follows is an operation like others: only the last is left out. */
function withSoftmax(value: LayerValue, builder: NetworkBuilder): LayerValue {
  return value.softmax ? builder.add([value], { kind: 'softmax' }, value.softmax.name) : value
}
