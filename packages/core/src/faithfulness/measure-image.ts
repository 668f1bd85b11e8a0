import type { Explainer } from '../attribution/explainer.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import type { Score } from '../network/score.js'
import type { Random } from '../random.js'
import type { NamedTask } from '../work/progress.js'
import type { ResolvedFaithfulnessOptions } from './config.js'
import { infidelityOf, pearson } from './correlation.js'
import { areaUnder, levelsOf, meanDrop } from './curve.js'
import type { MeasureName } from './measures.js'
import { meanByUnit, ranked, sumByUnit } from './ranking.js'
import { measureRoad, type RoadCurves } from './road.js'
import { gridOf, patchesOf, type Segments, segmentsOf } from './segments.js'
import { SetList } from './set-list.js'
import { drawnOfSize, drawnRectangles, sumOver } from './subsets.js'

/** Shares of the pixels that sensitivity-n covers. */
export const SENSITIVITY_SHARES = [0.02, 0.05, 0.1, 0.2, 0.4, 0.8] as const
/** Share of the patches that μFidelity covers, of a grid of about so many. */
export const MU_SHARE = 0.2
export const MU_PATCHES = 49

/** What is measured of one image. */
export interface ImageToMeasure {
  /** float32 [H, W, C]. */
  readonly image: Float32Array
  readonly target: number
  /** By order, [H, W]: what ranks the pixels. Values are given in the order of its keys. */
  readonly maps: Readonly<Record<string, ArrayLike<number>>>
}

export interface Measuring extends ResolvedFaithfulnessOptions {
  readonly baseline: Baseline
  /** The score that maps are of: sums over sets are held against its drops. */
  readonly score: Score
}

/** Every measure of one image, and the curves behind them. */
export interface ImageMeasured {
  /** By measure, a value for each order; NaN where it is undefined. */
  readonly values: Readonly<Record<MeasureName, readonly number[]>>
  /** By order, the score followed at each step. */
  readonly deletion: readonly (readonly number[])[]
  readonly insertion: readonly (readonly number[])[]
  readonly road: readonly RoadCurves[]
}

/** The scores of sets of an image, averaged over the draws of the baseline. */
interface Answers {
  /** Of the score curves follow, and of the map's; −1 is the image itself. */
  curve(set: number): number
  map(set: number): number
}

/** Turns scores into values: one for each order. */
type Reading<T> = (answers: Answers) => T

/**
 * Measures how faithful a map of an image is, beside the controls: every set of every measure is scored in one call.
 *
 * @param random - of this image
 */
export async function measureImage(
  explainer: Explainer,
  subject: ImageToMeasure,
  measuring: Measuring,
  random: Random,
  task: NamedTask = {},
): Promise<ImageMeasured> {
  const { image, target } = subject
  const [height, width] = explainer.inputShape
  const list = new SetList(height * width)
  const orders = Object.values(subject.maps)
  const names = Object.keys(subject.maps)
  const shape = explainer.inputShape
  const patches = patchesOf(measuring.patch, height, width)
  const superpixels = segmentsOf(image, shape, measuring)
  const curves = planCurves(list, { orders, names }, patches, measuring, random)
  const irof = planIrof(list, { orders, names }, superpixels, random)
  const sums = planSums(list, orders, shape, measuring, random)
  const batch = { data: image, shape: [1, ...shape] as const }
  const { base, covered } = await explainer.score(batch, list, { baseline: measuring.baseline }, task)
  const { outputs } = explainer.reader
  const reading = (score: Score) => {
    const read = explainer.reader.score(score)
    return (set: number) => {
      if (set < 0) return read(base, 0, target)
      return covered.reduce((sum, draw) => sum + read(draw, set * outputs, target), 0) / covered.length
    }
  }
  const answers: Answers = { curve: reading(measuring.curve), map: reading(measuring.score) }
  const road = await measureRoad(explainer, subject, measuring, random.split('road'), task)
  const { deletion, insertion, areas, drops } = curves(answers)
  return {
    values: {
      ...{ deletion: areas.deletion, insertion: areas.insertion, pixelFlipping: drops, irof: irof(answers) },
      road: road.map(({ score }) => score),
      ...sums(answers),
    },
    deletion,
    insertion,
    road,
  }
}

/** What ranks the pixels, and what it is called. */
interface Named {
  readonly orders: readonly ArrayLike<number>[]
  readonly names: readonly string[]
}

/** Deletion covers the first units of an order, insertion all but those. */
function planCurves(
  list: SetList,
  { orders, names }: Named,
  { unitOf, count }: Segments,
  { steps }: Measuring,
  random: Random,
) {
  const levels = levelsOf(count, steps)
  const planned = orders.map((map, i) => {
    const order = ranked(sumByUnit(map, unitOf, count), random.split(`ties ${names[i]}`))
    const deleted = list.addPrefixes(order, unitOf, levels)
    // All but the first k are the first U − k from behind.
    const inserted = list.addPrefixes(
      order.toReversed(),
      unitOf,
      levels.map((k) => count - k),
    )
    return { deleted, inserted }
  })
  return (({ curve, map }: Answers) => {
    const deletion = planned.map(({ deleted }) => deleted.map(curve))
    const insertion = planned.map(({ inserted }) => inserted.map(curve))
    return {
      deletion,
      insertion,
      areas: {
        deletion: deletion.map((values) => areaUnder(values, levels)),
        insertion: insertion.map((values) => areaUnder(values, levels)),
      },
      drops: planned.map(({ deleted }) => meanDrop(deleted.map(map))),
    }
  }) satisfies Reading<unknown>
}

/** Area over the curve of f(x with the first superpixels covered)/f(x). */
function planIrof(
  list: SetList,
  { orders, names }: Named,
  { unitOf, count }: Segments,
  random: Random,
): Reading<number[]> {
  const levels = levelsOf(count, count)
  const planned = orders.map((map, i) =>
    list.addPrefixes(
      ranked(meanByUnit(map, unitOf, count), random.split(`superpixel ties ${names[i]}`)),
      unitOf,
      levels,
    ),
  )
  return ({ curve }) => {
    const whole = curve(-1)
    // A share of a score that is not positive says nothing.
    if (!(whole > 0)) return planned.map(() => Number.NaN)
    return planned.map(
      (sets) =>
        1 -
        areaUnder(
          sets.map((set) => curve(set) / whole),
          levels,
        ),
    )
  }
}

/** What a map's sum over a set says, held against what covering the set takes from the score. */
function planSums(
  list: SetList,
  orders: readonly ArrayLike<number>[],
  [height, width]: readonly [number, number, number],
  { subsets }: Measuring,
  random: Random,
): Reading<Record<'sensitivityN' | 'muFidelity' | 'infidelity', number[]>> {
  const pixels = Int32Array.from({ length: height * width }, (_, i) => i)
  const grid = gridOf(MU_PATCHES, height, width)
  const plan = (sets: Iterable<Uint8Array>) => {
    const places: number[] = []
    const said = orders.map((): number[] => [])
    for (const set of sets) {
      places.push(list.add(set))
      for (const [o, map] of orders.entries()) said[o]!.push(sumOver(map, set))
    }
    return { places, said }
  }
  const sized = SENSITIVITY_SHARES.map((share) => {
    const size = Math.max(1, Math.round(share * pixels.length))
    return plan(drawnOfSize(subsets, size, pixels, pixels.length, random.split(`subsets ${share}`)))
  })
  const some = Math.max(1, Math.round(MU_SHARE * grid.count))
  const patches = plan(drawnOfSize(subsets, some, grid.unitOf, grid.count, random.split('patches')))
  const rectangles = plan(drawnRectangles(subsets, height, width, random.split('rectangles')))
  return ({ map }) => {
    const taken = ({ places }: typeof patches) => places.map((place) => map(-1) - map(place))
    const correlations = (planned: typeof patches) => {
      const drops = taken(planned)
      return planned.said.map((said) => pearson(said, drops))
    }
    const bySize = sized.map(correlations)
    const drops = taken(rectangles)
    return {
      sensitivityN: orders.map((_, i) => bySize.reduce((sum, each) => sum + each[i]!, 0) / bySize.length),
      muFidelity: correlations(patches),
      infidelity: rectangles.said.map((said) => infidelityOf(said, drops)),
    }
  }
}
