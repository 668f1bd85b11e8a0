import type { Segments } from '../faithfulness/segments.js'
import type { Masks } from './score-masks.js'

/** Masks over units of pixels: each row of a design says which share of every unit is kept. */
export interface UnitDesign {
  /** M. */
  readonly count: number
  /** float32 [M, units], 0 … 1. */
  readonly kept: Float32Array
  /** Whether every value is 0 or 1. */
  readonly binary: boolean
}

/** The masks that a design makes of an image's units. */
export function masksOfUnits({ count, kept, binary }: UnitDesign, { unitOf, count: units }: Segments): Masks {
  return {
    count,
    binary,
    make: (from, to) => {
      const masks = new Float32Array((to - from) * unitOf.length)
      for (let p = from; p < to; p++) {
        const at = (p - from) * unitOf.length
        for (let i = 0; i < unitOf.length; i++) masks[at + i] = kept[p * units + unitOf[i]!]!
      }
      return masks
    },
  }
}

/**
 * A map of values of units, float32 [H, W]: each unit's value in equal shares over its pixels, so that the map's sum over a unit is its
 * value, and whatever sums a map over pixels reads the units' values.
 */
export function sharedOut(values: ArrayLike<number>, { unitOf, count }: Segments): Float32Array {
  const sizes = new Float64Array(count)
  for (const unit of unitOf) sizes[unit]!++
  return Float32Array.from(unitOf, (unit) => values[unit]! / sizes[unit]!)
}
