import { type AskedSize, imageSize } from '../open-size.js'
import { readValues } from './layer-calls.js'
import { isModel } from './topology.js'

type Json = Readonly<Record<string, unknown>>

/** Settings in which a layer's JSON says what it reads; the last without the batch. */
const SHAPES = ['batch_input_shape', 'batch_shape', 'input_shape'] as const

/**
 * A model's topology with the height and width of images that were asked for, in the layer that `inputShapeOf` reads them from.
 *
 * @param topology - JSON of Keras or TensorFlow.js, with or without its `model_config` wrapper
 * @throws InputError `MODEL_INPUT` where the model says another size
 */
export function withInputSize(topology: object, asked: NonNullable<AskedSize>): object {
  const { model_config: wrapped } = topology as Json
  if (typeof wrapped !== 'object' || wrapped === null) return sizedModel(topology, asked, 0)
  return { ...topology, model_config: sizedModel(wrapped, asked, 0) }
}

/** Models within models are at most so deep (`requireShallow` bounds their JSON). */
const DEEPEST = 400

function sizedModel(model: object, asked: NonNullable<AskedSize>, depth: number): object {
  const { config } = model as Json
  const list = Array.isArray(config) ? config : (config as Json | undefined)?.layers
  if (!Array.isArray(list) || depth > DEEPEST) return model
  const [input] = readValues(Object.values((config as Json).input_layers ?? {}))
  const at = input ? list.findIndex((layer) => (layer as Json).name === input.layer) : 0
  const first = list[at] as Json | undefined
  if (typeof first?.config !== 'object' || first.config === null) return model
  const layers = list.with(at, sizedLayer(first, asked, depth))
  return { ...model, config: Array.isArray(config) ? layers : { ...(config as object), layers } }
}

function sizedLayer(layer: Json, asked: NonNullable<AskedSize>, depth: number): object {
  const config = layer.config as Json
  const key = SHAPES.find((name) => Array.isArray(config[name]))
  if (key === undefined)
    return isModel(String(layer.class_name)) ? sizedModel(layer, asked, depth + 1) : layer
  const shape = config[key] as unknown[]
  const before = key === 'input_shape' ? 0 : 1
  if (shape.length !== before + 3) return layer
  const [height, width] = shape.slice(before).map((size) => (typeof size === 'number' ? size : undefined))
  const size = imageSize('the model', [height, width], asked)
  return { ...layer, config: { ...config, [key]: shape.toSpliced(before, 2, ...size) } }
}
