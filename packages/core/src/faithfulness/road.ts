import type { Explainer } from '../attribution/explainer.js'
import { imputeLinearly } from '../attribution/sets/impute-linearly.js'
import type { Random } from '../random.js'
import type { NamedTask } from '../work/progress.js'
import type { ImageToMeasure, Measuring } from './measure-image.js'
import { ranked } from './ranking.js'
import { SetList } from './set-list.js'

/** Shares of the pixels that are taken away. */
export const ROAD_SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const
/** Standard deviation of the noise on what is filled in. */
export const ROAD_NOISE = 0.01

/** The score followed as pixels are taken away, and what ROAD makes of both. */
export interface RoadCurves {
  /** With the most important pixels taken away, by share. */
  readonly most: readonly number[]
  readonly least: readonly number[]
  /** Mean over shares of (least − most)/2. */
  readonly score: number
}

/**
 * ROAD (Rong et al., 2022, ICML 39): takes the most and the least important pixels of an order away, fills in what a linear imputer makes of
 * their neighbours with a little noise, so that neither a baseline nor the outline of what is missing tells the network anything, and
 * follows the score.
 *
 * @returns for each order
 */
export async function measureRoad(
  explainer: Explainer,
  { image, target, maps }: ImageToMeasure,
  { curve }: Measuring,
  random: Random,
  task: NamedTask,
): Promise<RoadCurves[]> {
  const { inputShape, reader } = explainer
  const pixels = inputShape[0] * inputShape[1]
  const list = new SetList(pixels)
  const places = Int32Array.from({ length: pixels }, (_, i) => i)
  const sizes = ROAD_SHARES.map((share) => Math.round(share * pixels))
  const planned = Object.entries(maps).map(([order, map]) => {
    const from = ranked(map, random.split(`ties ${order}`))
    return {
      most: list.addPrefixes(from, places, sizes),
      least: list.addPrefixes(from.toReversed(), places, sizes),
    }
  })
  const valuesOf = (_: number, covered: Uint8Array, first: number) => {
    const values = new Float32Array((covered.length / pixels) * image.length)
    for (let p = 0; p * pixels < covered.length; p++) {
      const set = covered.subarray(p * pixels, (p + 1) * pixels)
      // Of each set by its place, wherever slices begin.
      const noise = random.split(`noise ${first + p}`)
      const filled = imputeLinearly(image, set, inputShape)
      values.set(
        filled.map((value) => value + ROAD_NOISE * noise.normal()),
        p * image.length,
      )
    }
    return values
  }
  const batch = { data: image, shape: [1, ...inputShape] as const }
  const { covered } = await explainer.score(batch, list, { valuesOf }, task)
  const read = reader.score(curve)
  const scores = (sets: readonly number[]) =>
    sets.map((set) => read(covered[0]!, set * reader.outputs, target))
  return planned.map((sets) => {
    const [most, least] = [scores(sets.most), scores(sets.least)]
    const score = most.reduce((sum, value, i) => sum + (least[i]! - value) / 2, 0) / most.length
    return { most, least, score }
  })
}
