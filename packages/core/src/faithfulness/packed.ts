import type { ResolvedFaithfulnessOptions } from './config.js'
import { levelsOf } from './curve.js'
import type { ImageMeasured } from './measure-image.js'
import { MEASURES, type MeasureName, ORDERS } from './measures.js'
import { ROAD_SHARES } from './road.js'
import { patchesOf } from './segments.js'

/** What of the choices the lengths of curves hang on. */
type Lengths = Pick<ResolvedFaithfulnessOptions, 'patch' | 'steps'>
type Shape = readonly [number, number, number]

/** Steps of deletion and insertion, as units covered. */
export function curveLevels({ patch, steps }: Lengths, [height, width]: Shape): number[] {
  return levelsOf(patchesOf(patch, height, width).count, steps)
}

/** How many numbers are kept of an image. */
export function sizeOfPacked(lengths: Lengths, shape: Shape): number {
  const steps = curveLevels(lengths, shape).length
  return 1 + ORDERS.length * (MEASURES.length + 2 * steps + 2 * ROAD_SHARES.length)
}

/** The target, then every measure, then the curves, each order after order. */
export function packed({ values, deletion, insertion, road }: ImageMeasured, target: number): number[] {
  return [
    target,
    ...MEASURES.flatMap(({ name }) => values[name]),
    ...deletion.flat(),
    ...insertion.flat(),
    ...road.flatMap(({ most, least }) => [...most, ...least]),
  ]
}

export function unpacked(
  numbers: Float64Array,
  lengths: Lengths,
  shape: Shape,
): { readonly measured: ImageMeasured; readonly target: number } {
  let at = 0
  const take = (count: number) => {
    at += count
    return Array.from(numbers.subarray(at - count, at))
  }
  const steps = curveLevels(lengths, shape).length
  const [target] = take(1)
  const values = Object.fromEntries(MEASURES.map(({ name }) => [name, take(ORDERS.length)])) as Record<
    MeasureName,
    number[]
  >
  const deletion = ORDERS.map(() => take(steps))
  const insertion = ORDERS.map(() => take(steps))
  const road = ORDERS.map((_, i) => ({
    most: take(ROAD_SHARES.length),
    least: take(ROAD_SHARES.length),
    score: values.road[i]!,
  }))
  return { measured: { values, deletion, insertion, road }, target: target! }
}
