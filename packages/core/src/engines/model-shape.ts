import { classesOf, type OutputHead } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { UnsupportedLayerError } from '../formats/keras/index.js'
import { isNetworkModel, type Model } from '../formats/model.js'
import { networkOf } from '../formats/network-of.js'
import type { ImageScorer } from '../network/image-scorer.js'
import { toLayersModel } from '../tensorflow/layers-model.js'
import { layersModelBeforeHead } from '../tensorflow/layers-model-before-head.js'
import type { ScoresShape } from '../tensorflow/layers-model-shape.js'
import { keepForEngine, originalScorer } from './original-scorer.js'

/** What a model takes and gives, and what that says about classes. */
export interface ModelShape extends ScoresShape {
  /** How many classes it tells apart: K, or 2 where its one output is a binary classifier's. */
  readonly classes: number
  readonly head: OutputHead
}

/**
 * What a saved model takes and gives; TensorFlow.js or the model's own runtime is started only for one that holds what Umbra's own
 * engine does not know.
 *
 * @param options - with `keepRuntime`, a runtime that had to be started is not ended but waits for the engine of this model that is
 *   started next, or for `evaluateModel`
 * @throws InputError MODEL_INPUT, MODEL_OUTPUT, MODEL_CLASSES if it has another number of class names, and all that
 *   `networkOf` and `toLayersModel` throw
 */
export async function modelShape(
  model: Model,
  { keepRuntime = false }: { readonly keepRuntime?: boolean } = {},
): Promise<ModelShape> {
  const shape = await shapeOf(model, keepRuntime)
  const names = model.settings?.classNames
  if (names && names.length !== shape.classes) {
    throw new InputError(
      'MODEL_CLASSES',
      `${names.length} class names for a model of ${shape.classes} classes`,
    )
  }
  return shape
}

async function shapeOf(model: Model, keepRuntime: boolean): Promise<ModelShape> {
  try {
    const { inputShape, classes: outputs, head } = networkOf(model)
    return { inputShape, outputs, classes: classesOf(head, outputs), head }
  } catch (error) {
    if (!(error instanceof UnsupportedLayerError)) throw error
    const scorer = isNetworkModel(model) ? await originalScorer(model) : await liveShape(model)
    const { inputShape, outputs, head } = scorer
    if (keepRuntime && isNetworkModel(model)) keepForEngine(model, scorer as ImageScorer)
    else scorer.dispose()
    return { inputShape, outputs, classes: classesOf(head, outputs), head }
  }
}

async function liveShape(
  artifacts: ModelArtifacts,
): Promise<Pick<ImageScorer, 'inputShape' | 'outputs' | 'head' | 'dispose'>> {
  const { model, head, inputShape, outputs } = await layersModelBeforeHead(artifacts, toLayersModel)
  return { inputShape, outputs, head, dispose: () => model.dispose() }
}
