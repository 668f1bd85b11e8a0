import { baselineKey, baselineOfData } from '../attribution/baseline-of-data.js'
import type { Explainer } from '../attribution/explainer.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import { requiredWindows } from '../attribution/required-windows.js'
import type { Dataset } from '../dataset/index.js'
import type { Score } from '../network/score.js'
import { imagesAtOnce, runsOf } from '../units/images-at-once.js'
import { type Unit, unitOrigin } from '../units/unit.js'
import { type Covering, coveringsOf, type RobustnessGrid } from './grid.js'
import { areasOf } from './scored.js'

/** Sums of the maps of some images under one covering: float64 [n, scores, areas]. */
export interface SumsUnit extends Unit {
  readonly unit: 'sums'
  readonly options: Covering
  readonly scores: readonly Score[]
  /** The choices of regions, whose areas follow the whole map. */
  readonly regions: RobustnessGrid['regions']
}

/** Images of a unit at the most. */
const AT_ONCE = 1024

/** One network's images under one covering, cut into units. */
export interface PlannedPass {
  /** Of the covering among those of the grid. */
  readonly place: number
  /** The covering's, with the images it draws. */
  readonly baseline: Baseline
  /** Numbers of an image: scores × areas. */
  readonly perImage: number
  readonly units: readonly SumsUnit[]
}

/** What a network's units say of it. */
export type PlannedNetwork = Pick<Explainer, 'engine' | 'reader' | 'inputShape'> & {
  readonly sha256: string
  /** [n] positions in the dataset. */
  readonly indices: Uint32Array
}

/** Some of a network's passes. @param places - of their coverings among those of the grid */
export async function planPasses(
  network: PlannedNetwork,
  grid: RobustnessGrid,
  places: readonly number[],
  data: Dataset,
): Promise<PlannedPass[]> {
  const [height, width] = network.inputShape
  const perImage = grid.score.length * areasOf(grid, [height, width]).areas.length
  const all = coveringsOf(grid)
  const baselines = new Map<Baseline, Baseline>()
  for (const baseline of grid.baseline) baselines.set(baseline, await baselineOfData(baseline, data))
  return places.map((place) => {
    const baseline = baselines.get(all[place]!.baseline)!
    return { place, baseline, perImage, units: unitsOf(network, { ...all[place]!, baseline }, grid, data) }
  })
}

function unitsOf(
  { engine, reader, inputShape, sha256, indices }: PlannedNetwork,
  covering: Covering,
  { score: scores, regions }: RobustnessGrid,
  data: Dataset,
): SumsUnit[] {
  const windows = requiredWindows(inputShape, covering).windows.length / 6
  return runsOf(indices.length, imagesAtOnce(windows, inputShape, AT_ONCE)).map(([from, to]) => ({
    unit: 'sums',
    ...unitOrigin(engine, reader.head.kind, { model: sha256, data: data.sha256 }),
    indices: [...indices.subarray(from, to)],
    targets: Array.from(indices.subarray(from, to), (index) => data.labels[index]!),
    options: { ...covering, baseline: baselineKey(covering.baseline) as Baseline },
    scores,
    regions,
  }))
}
