import { InputError } from '../errors.js'
import type { ModelArtifacts } from './artifacts.js'
import { toLayersModel } from './layers-model.js'
import { networkFromArtifacts, UnsupportedLayerError } from './network/index.js'
import type { LayersModel } from './tensorflow.js'

/** What a model takes and gives. */
export interface ModelShape {
  /** [H, W, C]. */
  readonly inputShape: readonly [height: number, width: number, channels: number]
  /** K. */
  readonly classes: number
}

/**
 * What a saved model takes and gives; TensorFlow.js is loaded only for one that holds layers unknown to Umbra.
 *
 * @throws InputError MODEL_INPUT, MODEL_OUTPUT, MODEL_CLASSES if it has another number of class names, and all that
 *   `networkFromArtifacts` and `toLayersModel` throw
 */
export async function modelShape(artifacts: ModelArtifacts): Promise<ModelShape> {
  const shape = await shapeOf(artifacts)
  const names = artifacts.settings?.classNames
  if (names && names.length !== shape.classes) {
    throw new InputError(
      'MODEL_CLASSES',
      `${names.length} class names for a model of ${shape.classes} classes`,
    )
  }
  return shape
}

async function shapeOf(artifacts: ModelArtifacts): Promise<ModelShape> {
  try {
    const { inputShape, classes } = networkFromArtifacts(artifacts)
    return { inputShape, classes }
  } catch (error) {
    if (!(error instanceof UnsupportedLayerError)) throw error
    const model = await toLayersModel(artifacts)
    try {
      return layersModelShape(model)
    } finally {
      model.dispose()
    }
  }
}

/** The same of a live LayersModel. @throws InputError MODEL_INPUT, MODEL_OUTPUT */
export function layersModelShape({ inputs, outputs }: LayersModel): ModelShape {
  const [, ...image] = inputs[0]!.shape
  if (inputs.length !== 1 || image.length !== 3 || image.some((size) => size === null)) {
    const got = inputs
      .map(
        ({ shape }) =>
          `[${shape
            .slice(1)
            .map((size) => size ?? 'any')
            .join(', ')}]`,
      )
      .join(' and ')
    throw new InputError('MODEL_INPUT', `model: expected one input of fixed [H, W, C], got ${got}`)
  }
  const [, classes, ...rest] = outputs[0]!.shape
  if (outputs.length !== 1 || typeof classes !== 'number' || rest.length > 0) {
    const got = outputs
      .map(
        ({ shape }) =>
          `[${shape
            .slice(1)
            .map((size) => size ?? 'any')
            .join(', ')}]`,
      )
      .join(' and ')
    throw new InputError('MODEL_OUTPUT', `model: expected one vector of class scores, got ${got}`)
  }
  return { inputShape: image as [number, number, number], classes }
}
