import { InputError } from '../../errors.js'
import { imageSize } from '../open-size.js'
import { isModel, type ModelJson, readModel } from './topology.js'

/** [H, W, C] of the image, from the model's input layer or the first layer of a Sequential model, or of a model in it. */
export function inputShapeOf(model: ModelJson): readonly [height: number, width: number, channels: number] {
  const first = model.ends ? model.layers.find(({ name }) => name === model.ends!.input) : model.layers[0]
  if (!first) throw new InputError('MODEL_INPUT', 'model: its input layer is missing')
  const { batch_input_shape, batch_shape, input_shape } = first.config
  const shape =
    batch_input_shape ?? batch_shape ?? (Array.isArray(input_shape) ? [null, ...input_shape] : undefined)
  if (shape === undefined && isModel(first.className))
    return inputShapeOf(readModel(first.className, first.config, first.origin))
  const sizes = Array.isArray(shape) ? shape.slice(1) : []
  if (sizes.length === 3 && sizes.every((size) => Number.isInteger(size) && size > 0))
    return sizes as unknown as readonly [number, number, number]
  const [height, width, channels] = sizes
  if (sizes.length === 3 && Number.isInteger(channels) && [height, width].some((side) => side === null))
    imageSize('the model', [height ?? undefined, width ?? undefined], undefined)
  const got = JSON.stringify(shape) ?? 'nothing'
  throw new InputError('MODEL_INPUT', `model: expected an input of fixed [H, W, C], got ${got}`)
}
