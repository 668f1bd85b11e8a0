import { InputError } from '../errors.js'
import { centredPicture } from './centred-picture.js'
import { type Fit, type FittedPlace, fittedPlace } from './fitted-place.js'
import { Look } from './look.js'
import { CHANNEL_NAMES, type Pixels } from './pixels.js'
import { resizeRows } from './resize.js'

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
  /** Crop, scale and centre a digit as MNIST's are (`centreDigit`); `fit` has no say then. */
  readonly centre?: boolean | undefined
  /** @default 'contain' */
  readonly fit?: Fit | undefined
  /** Grey, 0 black … 1 white, behind clear pixels and in margins. @default 0 */
  readonly background?: number | undefined
}

interface Planes extends FittedPlace {
  readonly channels: number
  readonly data: Float32Array
}

/** What is done to a row of pixels before it is resized; channels may change. */
type RowStep = (row: Float32Array) => Float32Array

/**
 * Converts a picture to the channels and size of a model's input: alpha laid over the background, colour to grey (or grey
 * to colour) where the model wants it, and the picture shrunk, antialiased, or grown to fit.
 *
 * @param shape - [H, W, C] of the model; C is 1, 3 or 4
 * @throws InputError IMAGE_CHANNELS if the model takes another number of channels, OPTION_CONFLICT if a fit is asked for that
 *   centring has no place for
 */
export function fitImage(
  pixels: Pixels,
  shape: readonly [number, number, number],
  { invert = false, centre = false, fit = 'contain', background = 0 }: FitOptions = {},
): FittedImage {
  const [height, width, channels] = shape
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new InputError('IMAGE_CHANNELS', `the model takes ${channels} channels, a picture gives 1, 3 or 4`)
  }
  if (centre && fit !== 'contain') {
    throw new InputError('OPTION_CONFLICT', `fit is ${fit}: centre keeps a whole digit and its proportions`)
  }
  const steps = [`${pixels.format}, ${pixels.width}×${pixels.height}`]
  const to = centre ? 1 : channels
  const rowSteps = rowStepsOf(pixels, to, { invert, background }, steps)
  const look = new Look(pixels)
  const rows = function* () {
    for (const row of pixels.rows()) {
      const done = rowSteps.reduce((values, step) => step(values), row)
      if (to === 1) look.take(done)
      yield done
    }
  }
  if (centre) {
    const data = centredPicture(rows(), pixels, shape, steps)
    const odd = look.oddity(invert)
    return { data, shape: [height, width, channels], steps, ...(odd && { warning: odd }) }
  }
  const place = fittedPlace(pixels, { width, height }, fit)
  if (place.width !== pixels.width || place.height !== pixels.height) {
    const shrinks = place.width < pixels.width || place.height < pixels.height
    steps.push(`resized to ${place.width}×${place.height}${shrinks ? ', antialiased' : ''}`)
  }
  const size = { width: pixels.width, height: pixels.height, channels }
  const image = { ...place, channels, data: resizeRows(rows(), size, place.width, place.height) }
  const warning = channels === 1 ? look.oddity(invert) : undefined
  const data = placed(image, width, height, background, steps)
  return { data, shape: [height, width, channels], steps, ...(warning && { warning }) }
}

/** Whether a picture's border is light: dark strokes on a light ground, which `invert` turns into what MNIST has. */
export function isDarkOnLight(pixels: Pixels): boolean {
  const steps = rowStepsOf(pixels, 1, { invert: false, background: 0 }, [])
  const look = new Look(pixels)
  for (const row of pixels.rows()) look.take(steps.reduce((values, step) => step(values), row))
  return look.lightBorder
}

/** What has to be done to a picture's rows, and in words. */
function rowStepsOf(
  { channels: from }: Pixels,
  to: 1 | 3 | 4,
  { invert, background }: { readonly invert: boolean; readonly background: number },
  steps: string[],
): RowStep[] {
  const rowSteps: RowStep[] = []
  let channels: number = from
  if (invert) {
    rowSteps.push((row) => inverted(row, from))
    steps.push('inverted')
  }
  if (hasAlpha(from) && to !== 4) {
    rowSteps.push((row) => overBackground(row, from, background))
    steps.push(`laid over ${greyName(background)}`)
    channels = from - 1
  }
  if (channels !== to) {
    const stored = channels
    rowSteps.push((row) => converted(row, stored, to))
    steps.push(to === 1 ? 'to grey by luma (Rec. 601)' : `to ${CHANNEL_NAMES[to]}`)
  }
  return rowSteps
}

function hasAlpha(channels: number): boolean {
  return channels === 2 || channels === 4
}

function inverted(row: Float32Array, channels: number): Float32Array {
  const colours = hasAlpha(channels) ? channels - 1 : channels
  return row.map((value, i) => (i % channels < colours ? 1 - value : value))
}

function greyName(level: number): string {
  if (level === 0) return 'black'
  return level === 1 ? 'white' : `grey ${level}`
}

function overBackground(row: Float32Array, channels: number, background: number): Float32Array {
  const colours = channels - 1
  const width = row.length / channels
  const flat = new Float32Array(width * colours)
  for (let x = 0; x < width; x++) {
    const alpha = row[x * channels + colours]!
    for (let c = 0; c < colours; c++)
      flat[x * colours + c] = row[x * channels + c]! * alpha + background * (1 - alpha)
  }
  return flat
}

/** Between grey (1 or 2), RGB (3) and RGB with alpha (4); luma weights of Rec. ITU-R BT.601. */
function converted(row: Float32Array, from: number, to: 1 | 3 | 4): Float32Array {
  const width = row.length / from
  const out = new Float32Array(width * to)
  for (let x = 0; x < width; x++) {
    const at = x * from
    const red = row[at]!
    const [green, blue] = from < 3 ? [red, red] : [row[at + 1]!, row[at + 2]!]
    if (to === 1) {
      out[x] = 0.299 * red + 0.587 * green + 0.114 * blue
      continue
    }
    out[x * to] = red
    out[x * to + 1] = green
    out[x * to + 2] = blue
    if (to === 4) out[x * to + 3] = from === 2 ? row[at + 1]! : 1
  }
  return out
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
  const { channels, left, top } = image
  const data = new Float32Array(width * height * channels).fill(background)
  const [from, to] = [Math.max(0, -left), Math.min(image.width, width - left)]
  for (let y = Math.max(0, -top); y < Math.min(image.height, height - top); y++) {
    const row = image.data.subarray((y * image.width + from) * channels, (y * image.width + to) * channels)
    data.set(row, ((top + y) * width + left + from) * channels)
  }
  return data
}
