import { classesOf, type OutputHead } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import { UnsupportedLayerError } from '../formats/keras/index.js'
import { isNetworkModel, type Model } from '../formats/model.js'
import { networkOf } from '../formats/network-of.js'
import { toLayersModel } from './layers-model.js'
import { layersModelBeforeHead } from './layers-model-before-head.js'
import type { ScoresShape } from './layers-model-shape.js'

/** What a model takes and gives, and what that says about classes. */
export interface ModelShape extends ScoresShape {
  /** How many classes it tells apart: K, or 2 where its one output is a binary classifier's. */
  readonly classes: number
  readonly head: OutputHead
}

/**
 * What a saved model takes and gives; TensorFlow.js is loaded only for one that holds layers unknown to Umbra.
 *
 * @throws InputError MODEL_INPUT, MODEL_OUTPUT, MODEL_CLASSES if it has another number of class names, and all that
 *   `networkOf` and `toLayersModel` throw
 */
export async function modelShape(model: Model): Promise<ModelShape> {
  const shape = await shapeOf(model)
  const names = model.settings?.classNames
  if (names && names.length !== shape.classes) {
    throw new InputError(
      'MODEL_CLASSES',
      `${names.length} class names for a model of ${shape.classes} classes`,
    )
  }
  return shape
}

async function shapeOf(given: Model): Promise<ModelShape> {
  try {
    const { inputShape, classes: outputs, head } = networkOf(given)
    return { inputShape, outputs, classes: classesOf(head, outputs), head }
  } catch (error) {
    if (!(error instanceof UnsupportedLayerError) || isNetworkModel(given)) throw error
    const { model, head, ...shape } = await layersModelBeforeHead(given, toLayersModel)
    model.dispose()
    return { ...shape, classes: classesOf(head, shape.outputs), head }
  }
}
