import { inputError } from '../input-error.js'
import { CHANNEL_NAMES, type Pixels } from './pixels.js'
import { resize } from './resize.js'

/** A picture made fit for a model, and what was done to it. */
export interface FittedImage {
  /** float32 [H, W, C], in 0 … 1. */
  readonly data: Float32Array
  readonly shape: readonly [height: number, width: number, channels: number]
  /** What was done, in order: `PNG, 8-bit RGB, 280×200`, `grey by luma`, `resized to 28×20`, `padded to 28×28`. */
  readonly steps: readonly string[]
  /** Why the picture may not be what the model expects; absent where nothing is odd. */
  readonly warning?: string
}

export interface FitOptions {
  /** Swap dark and light: for dark strokes on a light ground, which MNIST has the other way round. */
  readonly invert?: boolean | undefined
}

interface Planes {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Float32Array
}

/**
 * Converts a picture to the channels and size of a model's input: alpha laid over black, colour to grey (or grey to
 * colour) where the model wants it, the whole picture shrunk or grown to fit, and the rest filled with black.
 *
 * @param shape - [H, W, C] of the model; C is 1, 3 or 4
 * @throws InputError IMAGE_CHANNELS if the model takes another number of channels
 */
export function fitImage(
  pixels: Pixels,
  shape: readonly [number, number, number],
  { invert = false }: FitOptions = {},
): FittedImage {
  const [height, width, channels] = shape
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw inputError('IMAGE_CHANNELS', `the model takes ${channels} channels, a picture gives 1, 3 or 4`)
  }
  const steps = [`${pixels.format}, ${pixels.width}×${pixels.height}`]
  let image: Planes = pixels
  if (invert) {
    image = inverted(pixels)
    steps.push('inverted')
  }
  if (hasAlpha(pixels) && channels !== 4) {
    image = overBlack(image)
    steps.push('laid over black')
  }
  if (image.channels !== channels) {
    image = converted(image, channels)
    steps.push(channels === 1 ? 'to grey by luma (Rec. 601)' : `to ${CHANNEL_NAMES[channels]}`)
  }
  const warning = oddity(image, invert)
  const fitted = resizedWithin(image, width, height, steps)
  const data = padded(fitted, width, height, steps)
  return { data, shape: [height, width, channels], steps, ...(warning && { warning }) }
}

function hasAlpha({ channels }: Pick<Pixels, 'channels'>): boolean {
  return channels === 2 || channels === 4
}

function inverted(pixels: Pixels): Planes {
  const { channels } = pixels
  const colours = hasAlpha(pixels) ? channels - 1 : channels
  const data = pixels.data.map((value, i) => (i % channels < colours ? 1 - value : value))
  return { ...pixels, data }
}

function overBlack({ width, height, channels, data }: Planes): Planes {
  const colours = channels - 1
  const flat = new Float32Array(width * height * colours)
  for (let p = 0; p < width * height; p++) {
    const alpha = data[p * channels + colours]!
    for (let c = 0; c < colours; c++) flat[p * colours + c] = data[p * channels + c]! * alpha
  }
  return { width, height, channels: colours, data: flat }
}

/** Between grey (1 or 2), RGB (3) and RGB with alpha (4); luma weights of Rec. ITU-R BT.601. */
function converted({ width, height, channels: from, data }: Planes, to: 1 | 3 | 4): Planes {
  const out = new Float32Array(width * height * to)
  for (let p = 0; p < width * height; p++) {
    const at = p * from
    const [red, green, blue] =
      from < 3 ? [data[at]!, data[at]!, data[at]!] : [data[at]!, data[at + 1]!, data[at + 2]!]
    if (to === 1) {
      out[p] = 0.299 * red + 0.587 * green + 0.114 * blue
      continue
    }
    out.set([red, green, blue], p * to)
    if (to === 4) out[p * to + 3] = from === 2 ? data[at + 1]! : 1
  }
  return { width, height, channels: to, data: out }
}

/** The whole picture within width × height, its proportions kept. */
function resizedWithin(image: Planes, width: number, height: number, steps: string[]): Planes {
  const factor = Math.min(width / image.width, height / image.height)
  const to = [image.width, image.height].map((size) => Math.max(1, Math.round(size * factor)))
  const [toWidth, toHeight] = [Math.min(width, to[0]!), Math.min(height, to[1]!)]
  if (toWidth === image.width && toHeight === image.height) return image
  steps.push(`resized to ${toWidth}×${toHeight}${factor < 1 ? ', antialiased' : ''}`)
  return resize(image, toWidth, toHeight)
}

function padded(image: Planes, width: number, height: number, steps: string[]): Float32Array {
  if (image.width === width && image.height === height) return image.data
  steps.push(`padded with black to ${width}×${height}`)
  const { channels } = image
  const left = Math.floor((width - image.width) / 2)
  const top = Math.floor((height - image.height) / 2)
  const data = new Float32Array(width * height * channels)
  for (let y = 0; y < image.height; y++) {
    const row = image.data.subarray(y * image.width * channels, (y + 1) * image.width * channels)
    data.set(row, ((top + y) * width + left) * channels)
  }
  return data
}

/** MNIST's strokes are light on black: a light border or an empty picture is most likely a mistake. */
function oddity({ width, height, channels, data }: Planes, invert: boolean): string | undefined {
  if (channels !== 1) return undefined
  if (data.every((value) => value === data[0])) return 'the picture is one flat colour'
  let sum = 0
  for (let x = 0; x < width; x++) sum += data[x]! + data[(height - 1) * width + x]!
  for (let y = 0; y < height; y++) sum += data[y * width]! + data[y * width + width - 1]!
  if (invert || sum / (2 * (width + height)) < 0.5) return undefined
  return 'its border is light, and digits of MNIST are light on black: --invert swaps dark and light'
}
