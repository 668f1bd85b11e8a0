import { InputError } from '../../errors.js'
import { labelOf } from '../../formats/keras/settings.js'
import type { ModelJson } from '../../formats/keras/topology.js'
import { walkModel } from '../../formats/keras/walk-model.js'
import type { LayersModel, Tensor, Tensor4D, TensorFlow } from '../tensorflow.js'
import { liveLayers } from './live-layers.js'

/**
 * What a live model's layers give when each reads what its JSON says, wired by Umbra and not by TensorFlow.js.
 *
 * @param json - what the model was built from
 * @returns [n, K], float32
 * @throws InputError `LAYER_FAILED` if a layer gives several values
 */
export function wiredOutput(
  tf: TensorFlow,
  model: LayersModel,
  json: ModelJson,
  images: Tensor4D,
): Float32Array {
  const layers = new Map(liveLayers(model, json).map(({ layer, path }) => [path.join('\n'), layer]))
  return tf.tidy(() => {
    const output = walkModel<Tensor>(json, images, (own, inputs, path) => {
      const layer = layers.get(path.join('\n'))!
      const result = layer.call(inputs.length === 1 ? inputs[0] : [...inputs], {}) as Tensor | Tensor[]
      if (!Array.isArray(result)) return result
      if (result.length === 1) return result[0]!
      throw new InputError('LAYER_FAILED', `${labelOf(own)} gives ${result.length} values, expected one`)
    })
    return output.dataSync<'float32'>().slice()
  })
}
