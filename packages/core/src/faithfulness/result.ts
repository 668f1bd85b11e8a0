import type { Provenance } from '../mapping/provenance.js'
import type { FaithfulnessConfig } from './config.js'
import type { Measure, Order } from './measures.js'

/** A mean over images; its spread and interval where there are two or more. */
export interface MeanOfImages {
  readonly mean: number
  readonly sd?: number
  readonly interval?: readonly [number, number]
}

/** The map against a control, image by image. */
export interface Comparison {
  readonly control: 'ink' | 'random'
  /** Mean over images of how much more faithful the map is by this measure: in its unit, positive where the map is better. */
  readonly advantage: number
  /** Of the advantage, for new images (paired t). */
  readonly interval?: readonly [number, number]
  /** Hedges' g of the pairs, with its interval; absent where the differences do not vary. */
  readonly g?: number
  readonly gInterval?: readonly [number, number]
  /** By sign flips; then adjusted by Holm's method over all measures and controls. */
  readonly p: number
  readonly adjustedP: number
  readonly verdict: 'better' | 'worse' | 'undecided'
}

/** One measure over all images. */
export interface MeasureResult extends Measure {
  /** Images it is defined of, whatever the order, and those it is not. */
  readonly n: number
  readonly undefined: number
  readonly orders: readonly ({ readonly order: Order } & MeanOfImages)[]
  readonly comparisons: readonly Comparison[]
}

/** Mean over images of the score followed, at each step. */
export interface MeanCurve {
  readonly order: Order
  readonly deletion: readonly number[]
  readonly insertion: readonly number[]
  readonly roadMost: readonly number[]
  readonly roadLeast: readonly number[]
}

/** What was measured of one image. */
export interface FaithfulnessSample {
  /** Place in the dataset. */
  readonly index: number
  readonly label: number
  /** The class explained. */
  readonly target: number
  /** By measure: of the map, of ink order, of random order. */
  readonly values: Readonly<Record<Measure['name'], readonly number[]>>
}

/** How faithful occlusion maps are, beside orders that know nothing of the network: faithfulness.json. */
export interface FaithfulnessResult {
  readonly schema: 'umbra.faithfulness/1'
  readonly config: FaithfulnessConfig
  readonly n: number
  /** Images drawn and left out because the model got them wrong. */
  readonly excluded: number
  /** What covered, in words. */
  readonly baseline: string
  /** Units covered at each step of deletion and insertion, of so many. */
  readonly levels: readonly number[]
  readonly measures: readonly MeasureResult[]
  readonly curves: readonly MeanCurve[]
  readonly verdict: readonly string[]
  readonly samples: readonly FaithfulnessSample[]
  readonly provenance: Provenance
  readonly timings: Readonly<Record<string, number>>
}
