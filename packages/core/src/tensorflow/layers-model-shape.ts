import { InputError } from '../errors.js'
import type { LayersModel } from './tensorflow.js'

/** Sizes of what a model takes and gives. */
export interface ScoresShape {
  /** [H, W, C]. */
  readonly inputShape: readonly [height: number, width: number, channels: number]
  /** K: scores for an image. */
  readonly outputs: number
}

/** Sizes of what a live LayersModel takes and gives. @throws InputError MODEL_INPUT, MODEL_OUTPUT */
export function layersModelShape({ inputs, outputs }: LayersModel): ScoresShape {
  const [, ...image] = inputs[0]!.shape
  if (inputs.length !== 1 || image.length !== 3 || image.some((size) => size === null)) {
    throw new InputError(
      'MODEL_INPUT',
      `model: expected one input of fixed [H, W, C], got ${sizesOf(inputs)}`,
    )
  }
  const [, classes, ...rest] = outputs[0]!.shape
  if (outputs.length !== 1 || typeof classes !== 'number' || rest.length > 0) {
    throw new InputError(
      'MODEL_OUTPUT',
      `model: expected one vector of class scores, got ${sizesOf(outputs)}`,
    )
  }
  return { inputShape: image as [number, number, number], outputs: classes }
}

/** `[28, 28, 1] and [any, 8]`. */
function sizesOf(tensors: LayersModel['inputs']): string {
  const sizes = tensors.map(({ shape }) => shape.slice(1).map((size) => size ?? 'any'))
  return sizes.map((size) => `[${size.join(', ')}]`).join(' and ')
}
