import type { ClassChoice, StudyConfig } from '../mapping/config.js'
import type { Provenance } from '../mapping/provenance.js'

/** A test as reported: every study test has this shape, whatever the method. */
export interface ReportedTest {
  /** The method: `Welch t`, `class × region interaction`. */
  readonly name: string
  /** NaN, as p is, where the test could not be computed. */
  readonly statistic: number
  /** One df, or numerator and denominator; absent where the test has none. */
  readonly df?: number | readonly [number, number]
  /** Two-sided; 0 only where it underflows, and then `logP` still holds. */
  readonly p: number
  /** Natural logarithm of p. */
  readonly logP: number
  /** Difference of means, first class minus second, in units of the score; absent where the test estimates none. */
  readonly estimate?: number
  readonly interval?: readonly [number, number]
  readonly effect?: ReportedEffect
  /** Images the numbers rest on: of each class, or of the one class tested; absent in results from before it was kept. */
  readonly n?: readonly number[]
  /** Why the test could not be computed, where it could not: `the values of a class do not vary`. */
  readonly notComputed?: string
}

export interface ReportedEffect {
  /** `Hedges g`, `generalised eta squared`, `Vargha–Delaney A`. */
  readonly name: string
  readonly value: number
  readonly interval?: readonly [number, number]
}

/** One region's comparison of the two classes. */
export interface RegionTest extends ReportedTest {
  readonly region: string
  /** Holm-adjusted over the regions; a test that could not be computed counts as one with p 1 there. */
  readonly pHolm: number
  /** An interval of the difference that holds together with those of all other regions, and so for a region chosen by its effect. */
  readonly simultaneous?: SimultaneousInterval
  readonly student: ReportedTest
  readonly mannWhitney: ReportedTest
  readonly permutation: ReportedTest
}

/** One of several intervals that hold all at once. */
export interface SimultaneousInterval {
  /** Chance that all hold. */
  readonly level: number
  readonly interval: readonly [number, number]
  /** How the level was shared out: by resampling images, or by Bonferroni's inequality. */
  readonly method: 'max-T' | 'Bonferroni'
}

/** A region against another within one class, paired over images. */
export interface PairedRegionTest extends ReportedTest {
  readonly class: string
  readonly regions: readonly [string, string]
  /** Holm-adjusted over the pairs within the class. */
  readonly pHolm: number
}

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

/** A mean over images, in units of the score. */
export interface MeanSummary {
  /** NaN where no image has a value. */
  readonly mean: number
  /** NaN, as the interval's limits are, where fewer than two have one. */
  readonly sd: number
  readonly n: number
  /** Student t interval of the mean, at the study's confidence. */
  readonly interval: readonly [number, number]
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

/** What a study found. Numbers only: figures and words are made from it. Written as result.json. */
export interface StudyResult {
  readonly schema: 'umbra.study/1'
  readonly config: StudyConfig
  readonly classes: readonly [ClassSummary, ClassSummary]
  /** In order; bands from top to bottom. */
  readonly regions: readonly ReportedRegion[]
  readonly tests: {
    readonly interaction: ReportedTest & { readonly epsilon: number; readonly pUncorrected: number }
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
  /** What repeating the study over other choices and networks showed, where that was done. */
  readonly robustness?: RobustnessQuote
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
}

/** All a study returns. */
export interface Study {
  readonly result: StudyResult
  readonly data: StudyData
}
