import { type DivergingScale, sensitivityScale } from '@umbra/core'
import { colourPixel } from './pixel-painter.js'

/** Steps of a scale's colours on each side of zero, as the figures have. */
const STEPS = 127

/** The colours of maps, over −1 … 1. */
export const MAP_COLOURS = coloursOf(sensitivityScale([1]))

/** The colour of a value on a scale of −limit … limit. */
export function mapColour(value: number, limit: number): number {
  return MAP_COLOURS[Math.round((STEPS * value) / (limit || 1)) + STEPS]!
}

/**
 * A value's colour over a picture: strong values hide the picture, weak ones do not, since it is what they are about.
 *
 * @param share - of the scale's end, −1 … 1; NaN where nothing is known
 * @param strength - 0 … 1, of the strongest values
 */
export function overlayPixel(colours: Uint32Array, share: number, strength: number): number {
  if (Number.isNaN(share)) return 0
  const within = Math.max(-1, Math.min(1, share))
  const alpha = 0.12 + 0.88 * Math.sqrt(Math.abs(within))
  const colour = colours[Math.round(STEPS * within) + STEPS]!
  return ((colour & 0xffffff) | (Math.round(255 * strength * alpha) << 24)) >>> 0
}

/** As pixels of a canvas. @param scale - over −1 … 1 */
export function coloursOf(scale: DivergingScale): Uint32Array {
  return Uint32Array.from({ length: 2 * STEPS + 1 }, (_, i) => colourPixel(scale.colour((i - STEPS) / STEPS)))
}
