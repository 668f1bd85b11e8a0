import { InputError } from '../errors.js'
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

/**
 * How a picture of other proportions becomes one of the model's: the whole of it with a margin, as much of its middle as
 * fills the model's, or the whole of it out of proportion.
 */
export type Fit = 'contain' | 'cover' | 'stretch'

export interface FitOptions {
  /** Swap dark and light: for dark strokes on a light ground, which MNIST has the other way round. */
  readonly invert?: boolean | undefined
  /** @default 'contain' */
  readonly fit?: Fit | undefined
  /** Grey, 0 black … 1 white, behind clear pixels and in margins. @default 0 */
  readonly background?: number | undefined
}

interface Planes {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Float32Array
}

/**
 * Converts a picture to the channels and size of a model's input: alpha laid over the background, colour to grey (or grey
 * to colour) where the model wants it, and the picture shrunk, antialiased, or grown to fit.
 *
 * @param shape - [H, W, C] of the model; C is 1, 3 or 4
 * @throws InputError IMAGE_CHANNELS if the model takes another number of channels
 */
export function fitImage(
  pixels: Pixels,
  shape: readonly [number, number, number],
  { invert = false, fit = 'contain', background = 0 }: FitOptions = {},
): FittedImage {
  const [height, width, channels] = shape
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new InputError('IMAGE_CHANNELS', `the model takes ${channels} channels, a picture gives 1, 3 or 4`)
  }
  const steps = [`${pixels.format}, ${pixels.width}×${pixels.height}`]
  let image: Planes = pixels
  if (invert) {
    image = inverted(pixels)
    steps.push('inverted')
  }
  if (hasAlpha(pixels) && channels !== 4) {
    image = overBackground(image, background)
    steps.push(`laid over ${greyName(background)}`)
  }
  if (image.channels !== channels) {
    image = converted(image, channels)
    steps.push(channels === 1 ? 'to grey by luma (Rec. 601)' : `to ${CHANNEL_NAMES[channels]}`)
  }
  const warning = oddity(image, invert)
  const data = placed(resized(image, width, height, fit, steps), width, height, background, steps)
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

function greyName(level: number): string {
  if (level === 0) return 'black'
  return level === 1 ? 'white' : `grey ${level}`
}

function overBackground({ width, height, channels, data }: Planes, background: number): Planes {
  const colours = channels - 1
  const flat = new Float32Array(width * height * colours)
  for (let p = 0; p < width * height; p++) {
    const alpha = data[p * channels + colours]!
    for (let c = 0; c < colours; c++)
      flat[p * colours + c] = data[p * channels + c]! * alpha + background * (1 - alpha)
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

/** The picture at the size the fit asks for, which may be smaller or larger than the model's along an axis. */
function resized(image: Planes, width: number, height: number, fit: Fit, steps: string[]): Planes {
  const factors = [width / image.width, height / image.height]
  const factor = fit === 'cover' ? Math.max(...factors) : Math.min(...factors)
  const toWidth = fit === 'stretch' ? width : sizeBy(image.width, factor, width, fit)
  const toHeight = fit === 'stretch' ? height : sizeBy(image.height, factor, height, fit)
  if (toWidth === image.width && toHeight === image.height) return image
  const shrinks = toWidth < image.width || toHeight < image.height
  steps.push(`resized to ${toWidth}×${toHeight}${shrinks ? ', antialiased' : ''}`)
  return resize(image, toWidth, toHeight)
}

/** Rounding may neither leave the model's size nor fall short of it. */
function sizeBy(size: number, factor: number, model: number, fit: 'contain' | 'cover'): number {
  const rounded = Math.max(1, Math.round(size * factor))
  return fit === 'cover' ? Math.max(model, rounded) : Math.min(model, rounded)
}

/** The picture in the middle of the model's, its edges cut or a margin around it. */
function placed(
  image: Planes,
  width: number,
  height: number,
  background: number,
  steps: string[],
): Float32Array {
  if (image.width === width && image.height === height) return image.data
  const cut = image.width > width || image.height > height
  steps.push(
    cut
      ? `cut to its middle ${width}×${height}`
      : `padded with ${greyName(background)} to ${width}×${height}`,
  )
  const { channels } = image
  const left = Math.floor((width - image.width) / 2)
  const top = Math.floor((height - image.height) / 2)
  const data = new Float32Array(width * height * channels).fill(background)
  const [from, to] = [Math.max(0, -left), Math.min(image.width, width - left)]
  for (let y = Math.max(0, -top); y < Math.min(image.height, height - top); y++) {
    const row = image.data.subarray((y * image.width + from) * channels, (y * image.width + to) * channels)
    data.set(row, ((top + y) * width + left + from) * channels)
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
