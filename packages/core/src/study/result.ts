import type { MeasureResult } from '../faithfulness/result.js'
import type { ClassChoice, StudyConfig } from '../mapping/config.js'
import type { Provenance } from '../mapping/provenance.js'
import type { StudyControls } from './controls-result.js'
import type {
  InteractionTest,
  MeanSummary,
  PairedRegionTest,
  ProfileTest,
  RegionTest,
  ReportedTest,
} from './reported-test.js'

export type * from './controls-result.js'
export type * from './reported-test.js'

/** An area of pixels where the classes differ (cluster-mass permutation test). */
export interface PixelCluster {
  /** +1 where the first class is higher, −1 where lower. */
  readonly sign: 1 | -1
  /** Sum of |t| over its pixels. */
  readonly mass: number
  readonly p: number
  /** Flat pixel indices y·W + x. */
  readonly pixels: readonly number[]
}

export interface ClassSummary {
  /** Class index and name; `rest` is every class but the first. */
  readonly class: ClassChoice
  readonly name: string
  readonly n: number
  /** How many test images were drawn and left out because the model got them wrong. */
  readonly excluded: number
  /** How many were drawn and left out because a region of theirs holds no ink, which `ink` divides by. */
  readonly withoutInk?: number
  /** Over the whole map: of the images' mean sensitivity. */
  readonly overall: MeanSummary
  readonly regions: readonly (MeanSummary & { readonly name: string })[]
}

/** A region of the image. */
export interface ReportedRegion {
  readonly name: string
  /** Of a band: its first row, and one past its last. */
  readonly rows?: readonly [number, number]
  /** Of any other: flat pixel indices y·W + x. */
  readonly pixels?: readonly number[]
}

/** What a study quotes of a `RobustnessResult` (docs/methods.md, What an answer depends on). */
export interface RobustnessQuote {
  /** Ways of running the study, and independently trained networks each was run on. */
  readonly specifications: number
  readonly models: number
  /** Ways whose answers differ, each counted once; absent in older results, which count every way. */
  readonly answers?: number
  /** Level of its intervals. */
  readonly confidence: number
  /**
   * Share of all estimates whose class × region interaction is significant, with the p of the joint test of that share
   * (absent in older results), and the p of the joint test of the median effect.
   */
  readonly pattern?: { readonly significant: number; readonly p: number; readonly pSignificant?: number }
  readonly curves: readonly QuotedCurve[]
}

/** One measure of a `RobustnessQuote`. */
export interface QuotedCurve {
  /** A region, `whole map`, or a contrast of regions. */
  readonly measure: string
  /** Share of all estimates, each in 0 … 1, in which the first class is higher, and in which the second is. */
  readonly positive: number
  readonly negative: number
  /** Median Hedges g, and the p of the joint permutation test of it. */
  readonly median: number
  readonly p: number
  /** Share of the estimates that are significant with each sign, and its p in the joint permutation test; absent in older results. */
  readonly significantPositive?: { readonly value: number; readonly p: number }
  readonly significantNegative?: { readonly value: number; readonly p: number }
  /** Mean g over ways and networks, for new networks and new images, where there are several; of a region simultaneous. */
  readonly crossed?: {
    readonly estimate: number
    readonly interval: readonly [number, number]
    readonly simultaneous: boolean
  }
  /** In results from before: mean of the networks' medians with its interval over networks, images taken as fixed. */
  readonly across?: { readonly estimate: number; readonly interval: readonly [number, number] }
  /** The choice that explains most of how the estimates vary, and the median g with each of its values. */
  readonly dependsOn?: {
    readonly choice: string
    /** Eta squared, 0 … 1. */
    readonly share: number
    readonly values: readonly { readonly value: string; readonly median: number }[]
  }
}

/** What a study quotes of a `FaithfulnessResult` (docs/faithfulness.md). */
export interface FaithfulnessQuote {
  /** Images. */
  readonly n: number
  /** Theirs, where they are those of the study alone; of all together unless told. */
  readonly classes?: readonly number[]
  readonly measures: readonly MeasureResult[]
  readonly verdict: readonly string[]
}

/** What a study found. Numbers only: figures and words are made from it. Written as result.json. */
export interface StudyResult {
  /** Those of version 1 have neither `tests.profile` nor `tests.strength`; their primary test was `tests.interaction`. */
  readonly schema: 'umbra.study/1' | 'umbra.study/2'
  readonly config: StudyConfig
  readonly classes: readonly [ClassSummary, ClassSummary]
  /** In order; bands from top to bottom. */
  readonly regions: readonly ReportedRegion[]
  readonly tests: {
    /** Where: the primary test. */
    readonly profile?: ProfileTest
    /** How much: each image's strength, the sum over regions of the magnitudes of its sensitivities. */
    readonly strength?: RegionTest
    /** The raw interaction, of sensitivities as they are: strength and place together. */
    readonly interaction: InteractionTest
    readonly overall: RegionTest
    readonly regions: readonly RegionTest[]
    readonly withinClass: readonly PairedRegionTest[]
    /** There instead of those tests where there are more regions than `most`, whose pairs would be too many to read. */
    readonly withinClassLeftOut?: { readonly regions: number; readonly most: number }
    /** The original report's test: Student's t over pooled pixels, and why it cannot be trusted. */
    readonly pooledPixels: ReportedTest & {
      readonly pixels: number
      readonly intraclassCorrelation: number
      readonly designEffect: number
      readonly effectiveN: number
    }
    readonly clusters: {
      readonly threshold: number
      readonly clusters: readonly PixelCluster[]
      /** Images of each class. */
      readonly n?: readonly number[]
    }
  }
  /** What untrained networks show, and the ink by itself; absent in results of version 1. */
  readonly controls?: StudyControls
  /** What repeating the study over other choices and networks showed, where that was done. */
  readonly robustness?: RobustnessQuote
  /** How far maps made as these can be believed, where that was measured. */
  readonly faithfulness?: FaithfulnessQuote
  readonly verdict: { readonly text: string; readonly supported: boolean }
  readonly provenance: Provenance
  /** Seconds by stage. */
  readonly timings: Readonly<Record<string, number>>
}

/** One studied image: its place in the test split, prediction, and sensitivity by region. A row of samples.csv. */
export interface StudySample {
  readonly index: number
  readonly label: number
  readonly predicted: number
  readonly probability: number
  readonly overall: number
  /** [R], undefined (NaN) where ink-adjusted and the region holds no ink. */
  readonly regions: readonly number[]
}

/** What a study computed on the way: images, maps and rows behind the result. Written as samples.csv and maps.npz. */
export interface StudyData {
  readonly samples: readonly StudySample[]
  /** float32 [N, H, W], the map of each sample for its own class. */
  readonly maps: { readonly data: Float32Array; readonly shape: readonly [number, number, number] }
  /** float32 [N, H, W, C], the images. */
  readonly images: { readonly data: Float32Array; readonly shape: readonly [number, number, number, number] }
  /**
   * float32 [1 + steps, 2, H, W]: the mean maps of `controls.cascade`, of the trained network and of the first draw at every step, of each class; NaN
   * where some score was not finite.
   */
  readonly cascade?: {
    readonly data: Float32Array
    readonly shape: readonly [number, number, number, number]
  }
}

/** All a study returns. */
export interface Study {
  readonly result: StudyResult
  readonly data: StudyData
}
