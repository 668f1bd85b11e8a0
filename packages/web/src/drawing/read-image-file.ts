import { centreDigit } from '@umbra/core'
import { StudioError } from '../studio-error.js'

const SIZE = 28
/** Longest side a picture is worked on at. */
const WORKING = 280
/** Larger files are not digits. */
const LARGEST_FILE = 20_000_000

/** A picture as the network sees it. */
export interface ReadImage {
  /** Bytes [28 × 28]. */
  readonly pixels: Uint8Array
  /** What was done to it, in order. */
  readonly steps: readonly string[]
}

/**
 * Reads a picture of a digit. One of 28×28 is taken as it is; any other is made grey, turned light on dark, and centred as
 * MNIST's digits are.
 *
 * @throws StudioError IMAGE_TOO_LARGE, IMAGE_UNREADABLE
 */
export async function readImageFile(file: File): Promise<ReadImage> {
  if (file.size > LARGEST_FILE) {
    throw new StudioError(
      'IMAGE_TOO_LARGE',
      `${file.name} has ${file.size} bytes, expected at most ${LARGEST_FILE}`,
    )
  }
  const bitmap = await createImageBitmap(file).catch((cause) => {
    throw new StudioError('IMAGE_UNREADABLE', `${file.name} cannot be read as a picture`, { cause })
  })
  const { width, height } = bitmap
  const steps = [`${width}×${height}`]
  if (width === SIZE && height === SIZE) {
    return { pixels: greyOf(bitmap, SIZE), steps: [...steps, 'taken as it is'] }
  }
  const grey = greyOf(bitmap, WORKING)
  if (isDarkOnLight(grey)) {
    grey.forEach((value, i) => {
      grey[i] = 255 - value
    })
    steps.push('inverted')
  }
  clearGround(grey)
  return { pixels: centreDigit(grey, WORKING), steps: [...steps, 'grey', 'centred as MNIST’s digits are'] }
}

/** Luma (ITU-R BT.601) of a picture drawn, aspect kept, into the middle of a square of its own ground. */
function greyOf(bitmap: ImageBitmap, side: number): Uint8Array<ArrayBuffer> {
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  const scale = side / Math.max(bitmap.width, bitmap.height)
  const [width, height] = [bitmap.width * scale, bitmap.height * scale]
  const [left, top] = [(side - width) / 2, (side - height) / 2]
  context.drawImage(bitmap, left, top, width, height)
  // The corner's colour goes on to the edge, so that a frame is not taken for ink.
  const [red, green, blue, alpha] = context.getImageData(Math.ceil(left), Math.ceil(top), 1, 1).data
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = alpha === 0 ? '#000' : `rgb(${red} ${green} ${blue})`
  context.fillRect(0, 0, side, side)
  const { data } = context.getImageData(0, 0, side, side)
  return Uint8Array.from({ length: side * side }, (_, i) =>
    Math.round(0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!),
  )
}

function isDarkOnLight(grey: Uint8Array): boolean {
  return grey.reduce((sum, value) => sum + value, 0) / grey.length > 127
}

/** Stretches the greys to 0 … 255; what is nearly ground becomes ground, or paper's grain would count as ink. */
function clearGround(grey: Uint8Array): void {
  const ground = grey.reduce((least, value) => Math.min(least, value), 255)
  const ink = grey.reduce((most, value) => Math.max(most, value), 0)
  const span = Math.max(1, ink - ground)
  grey.forEach((value, i) => {
    const share = (value - ground) / span
    grey[i] = share < 0.2 ? 0 : Math.round(255 * share)
  })
}
