import type { EngineReport } from '../engines/engine.js'
import type { ClassChoice, StudyConfig } from '../mapping/config.js'
import type { Shard } from '../mapping/part.js'
import type { Provenance } from '../mapping/provenance.js'
import { type Region, regionsOf } from '../regions/index.js'
import type { RobustnessGrid } from './grid.js'
import type { RobustnessResult } from './result.js'

/** The scoring passes of some of a robustness run's networks and coverings, and all that its tests are made from besides. */
export interface ScoredRobustness {
  readonly shard: Shard
  /** The study whose answer is examined. */
  readonly config: StudyConfig
  /** With the study's own choices in it. */
  readonly grid: RobustnessGrid
  readonly classes: readonly [ScoredClass, ScoredClass]
  /** [H, W] */
  readonly shape: readonly [number, number]
  /** Of every network, whether its passes are in this part or not. */
  readonly networks: readonly ScoredNetwork[]
  readonly images: InkTable
  /** The finished passes, by network and then covering. */
  readonly passes: readonly ScoredPass[]
  readonly provenance: Omit<Provenance, 'model' | 'engine'> & { readonly engine: EngineReport }
  /** Seconds by stage. */
  readonly timings: Readonly<Record<string, number>>
}

export interface ScoredClass {
  readonly class: ClassChoice
  readonly name: string
}

/** A network, and the images its studies are made of. */
export interface ScoredNetwork {
  readonly model: RobustnessResult['models'][number]
  /** By `drawKey` and class, positions in the dataset: the very images a study of those choices draws. */
  readonly drawn: ReadonlyMap<string, readonly [Uint32Array, Uint32Array]>
  /** [n] of both classes together, each image once, ascending: the rows of its passes. */
  readonly indices: Uint32Array
}

/** One network's images under one window, stride and baseline. */
export interface ScoredPass {
  /** Places among the networks, and among the coverings of the grid. */
  readonly network: number
  readonly covering: number
  /** float64 [n, scores, areas] sums of the map over each area. */
  readonly values: Float64Array
}

/** How much ink images hold. */
export interface InkTable {
  /** [N] positions in the dataset of all images that occur, ascending. */
  readonly indices: Uint32Array
  /** float64 [N, areas] */
  readonly ink: Float64Array
}

/** The areas that sums are taken over: the whole map, then the regions of every choice of regions, one choice after another. */
export function areasOf(
  { regions }: Pick<RobustnessGrid, 'regions'>,
  [height, width]: readonly [number, number],
) {
  const whole: Region = {
    name: 'whole map',
    pixels: Uint32Array.from({ length: height * width }, (_, p) => p),
  }
  const cuts = regions.map((choice) => regionsOf(choice, height, width))
  return { areas: [whole, ...cuts.flat()], cuts }
}
