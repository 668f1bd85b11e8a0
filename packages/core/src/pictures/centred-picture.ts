import { centreDigit } from './centre-digit.js'
import { resizeRows } from './resize.js'

/** Longest side a digit is centred from: more is shrunk, antialiased, before. */
const CENTRED_FROM = 280

/**
 * A grey picture as `centreDigit` puts it, in every channel.
 *
 * @param rows - [width] each, in 0 … 1
 * @param shape - [H, W, C]; of four channels the last is alpha
 * @param steps - told what was done
 * @returns float32 [H, W, C]
 */
export function centredPicture(
  rows: Iterable<Float32Array>,
  { width, height }: { readonly width: number; readonly height: number },
  [toHeight, toWidth, channels]: readonly [number, number, number],
  steps: string[],
): Float32Array {
  const factor = Math.min(1, CENTRED_FROM / Math.max(width, height))
  const [narrow, low] = [width, height].map((side) => Math.max(1, Math.round(side * factor))) as [
    number,
    number,
  ]
  const grey = resizeRows(rows, { width, height, channels: 1 }, narrow, low)
  if (factor < 1) steps.push(`resized to ${narrow}×${low}, antialiased`)
  const bytes = Uint8Array.from(grey, (value) => Math.round(255 * Math.min(1, Math.max(0, value))))
  const field = centreDigit({ data: bytes, width: narrow, height: low }, [toHeight, toWidth])
  steps.push(`centred in ${toWidth}×${toHeight} as MNIST’s digits are`)
  return Float32Array.from({ length: field.length * channels }, (_, i) =>
    channels === 4 && i % 4 === 3 ? 1 : field[Math.floor(i / channels)]! / 255,
  )
}
