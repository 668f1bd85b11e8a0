import type { Samples } from '../raster.js'
import type { Frame } from './frame.js'

/** What a JPEG's components stand for. */
export type ColourSpace = 'grey' | 'YCbCr' | 'RGB' | 'CMYK' | 'YCCK'

/** Segments that say what components stand for. */
export interface ColourMarks {
  /** Whether there is a JFIF segment. */
  readonly jfif: boolean
  /** `transform` of the Adobe segment: 0 none, 1 YCbCr, 2 YCCK; undefined without one. */
  readonly adobe?: number | undefined
}

/**
 * What the components stand for, by the rules of libjpeg, which all common programs share: JFIF says YCbCr; else the Adobe
 * segment tells; else the components' names do.
 */
export function colourSpaceOf({ components }: Frame, { jfif, adobe }: ColourMarks): ColourSpace {
  if (components.length === 1) return 'grey'
  if (components.length === 4) return adobe === undefined || adobe === 0 ? 'CMYK' : 'YCCK'
  if (jfif) return 'YCbCr'
  if (adobe !== undefined) return adobe === 0 ? 'RGB' : 'YCbCr'
  return String.fromCharCode(...components.map(({ id }) => id)) === 'RGB' ? 'RGB' : 'YCbCr'
}

/** Writes a row's components, side by side, as grey or RGB. */
export type RowPainter = (rows: readonly Samples[], width: number, out: Samples) => void

/** How components become grey or RGB (JFIF 1.02; whole numbers with 16 bits of fraction, as libjpeg has them). */
export function rowPainter(space: ColourSpace, depth: 8 | 12): RowPainter {
  const most = 2 ** depth - 1
  if (space === 'grey') return ([grey], width, out) => out.set(grey!.subarray(0, width))
  if (space === 'RGB') return interleaved
  if (space === 'YCbCr') return fromLuma(depth)
  if (space === 'CMYK') return (rows, width, out) => underBlack(rows, rows[3]!, width, out, most)
  const toRgb = fromLuma(depth)
  return (rows, width, out) => {
    toRgb(rows, width, out)
    const black = rows[3]!
    for (let i = 0; i < 3 * width; i++) out[i] = overlaid(most - out[i]!, black[Math.floor(i / 3)]!, most)
  }
}

function interleaved(rows: readonly Samples[], width: number, out: Samples): void {
  const [red, green, blue] = [rows[0]!, rows[1]!, rows[2]!]
  for (let x = 0; x < width; x++) {
    out[3 * x] = red[x]!
    out[3 * x + 1] = green[x]!
    out[3 * x + 2] = blue[x]!
  }
}

function underBlack(
  rows: readonly Samples[],
  black: Samples,
  width: number,
  out: Samples,
  most: number,
): void {
  interleaved(rows, width, out)
  for (let i = 0; i < 3 * width; i++) out[i] = overlaid(out[i]!, black[Math.floor(i / 3)]!, most)
}

/** Inks are stored as the light they let through. */
function overlaid(ink: number, black: number, most: number): number {
  return Math.floor((ink * black) / most + 0.5)
}

function fromLuma(depth: 8 | 12): RowPainter {
  const middle = 2 ** (depth - 1)
  const most = 2 ** depth - 1
  const table = (factor: number, rounding: number, shift: number) =>
    Int32Array.from(
      { length: most + 1 },
      (_, i) => (Math.round(factor * 65536) * (i - middle) + rounding) >> shift,
    )
  const [redOf, blueOf] = [table(1.402, 32768, 16), table(1.772, 32768, 16)]
  const [greenOfRed, greenOfBlue] = [table(-0.71414, 0, 0), table(-0.34414, 32768, 0)]
  const within = (value: number) => Math.max(0, Math.min(most, value))
  return (rows, width, out) => {
    const [lumas, blues, reds] = [rows[0]!, rows[1]!, rows[2]!]
    for (let x = 0; x < width; x++) {
      const [luma, cb, cr] = [lumas[x]!, blues[x]!, reds[x]!]
      out[3 * x] = within(luma + redOf[cr]!)
      out[3 * x + 1] = within(luma + ((greenOfRed[cr]! + greenOfBlue[cb]!) >> 16))
      out[3 * x + 2] = within(luma + blueOf[cb]!)
    }
  }
}
