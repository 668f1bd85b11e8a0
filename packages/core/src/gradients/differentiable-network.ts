import type { Network } from '@umbra/occlusion-wasm'
import { isNetwork, type RunnableModel } from '../engines/runnable-model.js'
import { InputError } from '../errors.js'
import { networkOf } from '../formats/network-of.js'
import { UnsupportedLayerError } from '../formats/unsupported-layer-error.js'

/**
 * The network that a model is, which alone has gradients here: a model that only TensorFlow.js or another runtime runs has none.
 *
 * @throws InputError GRADIENTS_UNSUPPORTED
 */
export async function differentiableNetwork(model: RunnableModel): Promise<Network> {
  if (isNetwork(model)) return model
  const saved = 'predict' in model ? await artifactsOfLive(model) : model
  try {
    return networkOf(saved)
  } catch (error) {
    if (!(error instanceof UnsupportedLayerError)) throw error
    throw withoutGradients(`no network says ${error.reason}`)
  }
}

/** @param why - what is missing, in words */
export function withoutGradients(why: string): InputError {
  return new InputError(
    'GRADIENTS_UNSUPPORTED',
    `gradients go back layer by layer, and ${why}: expected a model of layers that the incremental engine runs, or a method that only asks for scores`,
  )
}

async function artifactsOfLive(model: Extract<RunnableModel, { predict: unknown }>) {
  const { artifactsOf } = await import('../tensorflow/layers-model.js')
  return artifactsOf(model)
}
