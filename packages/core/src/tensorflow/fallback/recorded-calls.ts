import { InputError } from '../../errors.js'
import { labelOf } from '../../formats/keras/settings.js'
import type { LayersModel, Tensor, Tensor4D, TensorFlow } from '../tensorflow.js'
import type { LiveLayer } from './live-layers.js'

/** One layer's work during a prediction. */
export interface LayerCall {
  readonly live: LiveLayer
  readonly inputs: readonly Tensor[]
  readonly settings: object
  readonly output: Tensor
}

type Call = (this: unknown, inputs: Tensor | Tensor[], settings: object) => Tensor | Tensor[]

/**
 * Runs a model once and keeps what every layer read and gave. The caller disposes of the tensors.
 *
 * @returns the calls in the order they were made, and the model's output
 * @throws InputError `LAYER_FAILED` if TensorFlow.js cannot run a layer
 */
export function recordCalls(
  tf: TensorFlow,
  model: LayersModel,
  layers: readonly LiveLayer[],
  images: Tensor4D,
): { readonly calls: LayerCall[]; readonly output: Float32Array } {
  const calls: LayerCall[] = []
  let current: LiveLayer | undefined
  for (const live of layers) {
    const original = live.layer.call as unknown as Call
    const recording: Call = function (inputs, settings) {
      current = live
      const output = original.call(this, inputs, settings)
      if (!Array.isArray(output)) {
        const list = Array.isArray(inputs) ? inputs : [inputs]
        const kept = list.map((tensor) => tf.keep(tensor.clone()))
        calls.push({ live, inputs: kept, settings, output: tf.keep(output.clone()) })
      }
      return output
    }
    live.layer.call = recording as never
  }
  try {
    const output = tf.tidy(() => {
      const scores = model.predict(images, { batchSize: images.shape[0] }) as Tensor
      return scores.dataSync<'float32'>().slice()
    })
    return { calls, output }
  } catch (cause) {
    disposeCalls(calls)
    const [reason] = String((cause as Error).message ?? cause).split('\n')
    const label = current ? labelOf(current.json) : 'the model'
    throw new InputError('LAYER_FAILED', `${label} cannot be run by TensorFlow.js: ${reason}`, { cause })
  } finally {
    for (const { layer } of layers) Reflect.deleteProperty(layer, 'call')
  }
}

export function disposeCalls(calls: readonly LayerCall[]): void {
  for (const { inputs, output } of calls) for (const tensor of [...inputs, output]) tensor.dispose()
}
