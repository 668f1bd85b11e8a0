import { sensitivityScale } from '@umbra/core'
import { colourPixel } from './pixel-painter.js'

/** Steps of the scale's colours on each side of zero, as the figures have. */
export const STEPS = 127
const unit = sensitivityScale([1])

/** The colours of maps, over −1 … 1. */
export const MAP_COLOURS = Uint32Array.from({ length: 2 * STEPS + 1 }, (_, i) =>
  colourPixel(unit.colour((i - STEPS) / STEPS)),
)

/** The colour of a value on a scale of −limit … limit. */
export function mapColour(value: number, limit: number): number {
  return MAP_COLOURS[Math.round((STEPS * value) / (limit || 1)) + STEPS]!
}
