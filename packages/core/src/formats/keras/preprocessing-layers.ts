import type { LayerContext, LayerValue } from './layer-context.js'
import { numbersOf, requireKerasMeaning, settingOf, unsupported, wholeOf } from './settings.js'

/** The least deviation Keras divides by: `keras.config.epsilon()`. */
const EPSILON = 1e-7

/** Rescaling: scale·x + offset, each one number or one for each channel. */
export function readRescaling(context: LayerContext): LayerValue {
  const { layer, input } = context
  const channels = input.shape.at(-1)!
  return scaled(context, numbersOf(layer, 'scale', channels, 1), numbersOf(layer, 'offset', channels, 0))
}

/**
 * Normalization: (x − mean) / max(√variance, epsilon) along the channels, or with one mean and variance for all; or, inverted,
 * back from it. They stand in its settings, or among the weights where they were learnt.
 */
export function readNormalization(context: LayerContext): LayerValue {
  const { layer, input } = context
  const channels = input.shape.at(-1)!
  const axes = [settingOf(layer, 'axis') ?? []].flat()
  if (axes.length > 1 || axes.some((axis) => axis !== -1 && axis !== input.shape.length)) {
    throw unsupported(layer, `normalises along axis ${JSON.stringify(layer.config.axis)}`)
  }
  const mean = momentOf(context, 'mean', axes.length === 0, channels)
  const deviation = momentOf(context, 'variance', axes.length === 0, channels).map((variance) =>
    Math.max(Math.sqrt(variance), EPSILON),
  )
  if (layer.config.invert === true) return scaled(context, deviation, mean)
  return scaled(
    context,
    deviation.map((d) => 1 / d),
    mean.map((m, c) => -m / deviation[c]!),
  )
}

function momentOf(
  { layer, weights, path }: LayerContext,
  name: 'mean' | 'variance',
  single: boolean,
  channels: number,
): Float64Array {
  if (layer.config[name] != null) return numbersOf(layer, name, channels, 0)
  const { values } = weights.find(path, name, single ? [] : [channels])
  return single ? new Float64Array(channels).fill(values[0]!) : Float64Array.from(values)
}

function scaled(
  { layer, input, builder }: LayerContext,
  scale: Float64Array,
  shift: Float64Array,
): LayerValue {
  const operation = {
    kind: 'scaleShift',
    scale: Float32Array.from(scale),
    shift: Float32Array.from(shift),
  } as const
  return builder.add([input], operation, layer.name)
}

/** Resizing by half-pixel centres, without antialiasing; nothing where the size is what it is. */
export function readResizing(context: LayerContext): LayerValue {
  const { layer, builder } = context
  const [height, width] = mapOf(context)
  const size = [wholeOf(layer, 'height', height), wholeOf(layer, 'width', width)] as const
  if (size[0] === height && size[1] === width) return context.input
  for (const key of ['crop_to_aspect_ratio', 'pad_to_aspect_ratio', 'antialias']) {
    if (layer.config[key]) throw unsupported(layer, `has ${key}`)
  }
  const interpolation = interpolationOf(context, 'bilinear')
  requireKerasMeaning(layer, 'resizes')
  return builder.add([context.input], { kind: 'resize', size, interpolation }, layer.name)
}

/** UpSampling2D: every row and column so many times, or as many blended in between. */
export function readUpSampling(context: LayerContext, factors: readonly [number, number]): LayerValue {
  const { layer, builder } = context
  const [height, width] = mapOf(context)
  const interpolation = interpolationOf(context, 'nearest')
  if (interpolation === 'bilinear') requireKerasMeaning(layer, 'blends bilinearly')
  const size = [height * factors[0], width * factors[1]] as const
  return builder.add([context.input], { kind: 'resize', size, interpolation }, layer.name)
}

function interpolationOf({ layer }: LayerContext, otherwise: string): 'nearest' | 'bilinear' {
  const name = String(layer.config.interpolation ?? otherwise).toLowerCase()
  if (name === 'nearest' || name === 'bilinear') return name
  throw unsupported(layer, `has interpolation ${name}`)
}

/** The middle of the image. Keras resizes images that are smaller. */
export function readCenterCrop(context: LayerContext): LayerValue {
  const { layer, builder, input } = context
  const [height, width] = mapOf(context)
  const [rows, columns] = [wholeOf(layer, 'height', height), wholeOf(layer, 'width', width)]
  if (rows === height && columns === width) return input
  if (rows > height || columns > width) throw unsupported(layer, `enlarges ${height}×${width}`)
  requireKerasMeaning(layer, 'crops')
  const top = Math.floor((height - rows) / 2)
  const left = Math.floor((width - columns) / 2)
  const cropping = [top, height - rows - top, left, width - columns - left] as const
  return builder.add([input], { kind: 'crop', cropping }, layer.name)
}

/** RandomCrop: outside of training it resizes and crops, which does nothing to an image of the size it crops to. */
export function readRandomCrop(context: LayerContext): LayerValue {
  const { layer } = context
  const [height, width] = mapOf(context)
  if (layer.config.height === height && layer.config.width === width) return context.input
  throw unsupported(layer, `crops ${height}×${width} to another size`)
}

function mapOf({ layer, input: { shape } }: LayerContext): readonly [number, number, number] {
  if (shape.length === 3) return shape as unknown as readonly [number, number, number]
  throw unsupported(layer, `reads a value of shape [${shape.join(', ')}]`)
}
