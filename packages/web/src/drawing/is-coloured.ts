import type { Pixels } from '@umbra/core'

/** Channels of a pixel differ by more than this, 0 … 1, in colour; less is the tint of paper, lamps and lenses. */
const TINT = 0.15
/** … in at least this share of a picture's pixels. */
const SHARE = 0.1

/** Whether a picture is one in colour, which loses something when it is made grey. */
export function isColoured({ width, height, channels, rows }: Pixels): boolean {
  if (channels < 3) return false
  let coloured = 0
  for (const row of rows()) {
    for (let x = 0, at = 0; x < width; x++, at += channels) {
      const [red, green, blue] = [row[at]!, row[at + 1]!, row[at + 2]!]
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > TINT) coloured++
    }
  }
  return coloured >= SHARE * width * height
}
