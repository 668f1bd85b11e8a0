import type { Random } from '../random.js'

/**
 * Places of values from the largest down; equal ones in random order, since an order by place would know something of images.
 *
 * @returns int32 [values.length]
 */
export function ranked(values: ArrayLike<number>, random: Random): Int32Array {
  const places = random.shuffle(Int32Array.from({ length: values.length }, (_, i) => i))
  return places.sort((a, b) => values[b]! - values[a]!)
}

/** Sum of values over each unit, float64 [units]. @param unitOf - [values.length], the unit of each */
export function sumByUnit(values: ArrayLike<number>, unitOf: Int32Array, units: number): Float64Array {
  const sums = new Float64Array(units)
  for (let i = 0; i < unitOf.length; i++) sums[unitOf[i]!]! += values[i]!
  return sums
}

/** Mean of values over each unit, float64 [units]; 0 of an empty one. */
export function meanByUnit(values: ArrayLike<number>, unitOf: Int32Array, units: number): Float64Array {
  const sizes = new Float64Array(units)
  for (const unit of unitOf) sizes[unit]!++
  return sumByUnit(values, unitOf, units).map((sum, unit) => sum / Math.max(1, sizes[unit]!))
}
