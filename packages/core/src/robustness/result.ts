import type { ClassChoice, StudyConfig } from '../mapping/config.js'
import type { Provenance } from '../mapping/provenance.js'
import type { SimultaneousInterval } from '../study/result.js'
import type { ChoiceName, RobustnessGrid, WrittenChoices } from './grid.js'

/** A study's difference under one specification and one network; first class minus second. */
export interface ModelEstimate {
  /** Hedges g, and the p of Welch's t. */
  readonly g: number
  /** Of g over images, where there is one network only. */
  readonly interval?: readonly [number, number]
  readonly p: number
  /** Difference of means in the unit of the score. */
  readonly difference: number
}

/**
 * A mean over networks that holds for new networks and for new images, both being drawn at random
 * (docs/statistics.md, New networks and new images).
 */
export interface CrossedEstimate {
  readonly estimate: number
  readonly interval: readonly [number, number]
  readonly p: number
  /** Satterthwaite's, of the squared standard error. */
  readonly df: number
  readonly standardError: number
  /** What of the squared standard error is due to drawing other networks, other images, and to what a network makes of an image; 1 in all. */
  readonly shares: { readonly networks: number; readonly images: number; readonly both: number }
  /** Components of variance whose estimate was negative and was taken for 0. */
  readonly negative: readonly string[]
  /** Images of each class that every network has. */
  readonly images: readonly [number, number]
  /** Of a region: the interval that holds together with those of the other regions. */
  readonly simultaneous?: SimultaneousInterval
  /** Two-way bootstrap, networks and images resampled apart. */
  readonly bootstrap?: {
    readonly interval: readonly [number, number]
    readonly standardError: number
    readonly resamples: number
  }
}

/** The study's own specification over the networks. */
export interface OwnEstimates {
  /** Of means, in the unit of the score. */
  readonly difference: CrossedEstimate
  readonly g: CrossedEstimate
}

/** Specifications that give one answer for every image, so that one of them stands for all. */
export interface SpecificationGroup {
  /** The study's own specification in its group, else the one most like the others. */
  readonly representative: number
  /** Ascending. */
  readonly members: readonly number[]
  /** Smallest correlation of two members' values over images; 1 for one alone. */
  readonly weakest: number
  /** How far g of a member is from that of the representative at most, over the networks; absent for patterns. */
  readonly spread?: number
}

/** In results from before `CrossedEstimate`: a mean over networks, images being taken as fixed. */
export interface AcrossModelsEstimate {
  readonly estimate: number
  readonly interval: readonly [number, number]
  readonly p: number
  /** Standard deviation between networks. */
  readonly sd: number
}

/** One specification's estimates. */
export interface SpecificationEstimate {
  /** [models]; null where the difference is not defined, as in a region without ink. */
  readonly models: readonly (ModelEstimate | null)[]
  /** Of g, where there are two networks or more and all define it. */
  readonly crossed?: CrossedEstimate
  readonly across?: AcrossModelsEstimate
}

/** One choice, and how far the estimates hang on it. */
export interface ChoiceInfluence {
  readonly choice: ChoiceName | 'network'
  /** Eta squared: the share of the variance of all g that the choice alone explains, 0 … 1. */
  readonly share: number
  readonly values: readonly {
    readonly value: string
    /** Median g with this value. */
    readonly median: number
    /** Share of g above 0 with this value. */
    readonly positive: number
  }[]
}

/** A figure of the whole curve and its joint permutation p. */
export interface JointFigure {
  readonly value: number
  readonly p: number
}

/** One measure over all specifications and networks. */
export interface MeasureCurve {
  /** `middle against the rest`, `top`, `whole map`. */
  readonly measure: string
  /** In the order of the result's specifications. */
  readonly estimates: readonly SpecificationEstimate[]
  /**
   * Which specifications give one answer; those that define the measure are each in one group. All figures of the curve count each group once.
   * Absent in results from before, whose figures count every specification.
   */
  readonly groups?: readonly SpecificationGroup[]
  /** How many different specifications they amount to (Galwey, 2009). */
  readonly effective?: number
  /** Shares of the estimates, each group on each network, each in 0 … 1. */
  readonly positive: number
  readonly negative: number
  readonly significantPositive: number
  readonly significantNegative: number
  /** Labels of the images permuted for all specifications and networks at once. */
  readonly joint: {
    readonly median: JointFigure
    readonly sameSign: JointFigure
    readonly significant: JointFigure
    /** Share significant with each sign, its p one-sided and doubled, by which a direction is judged; absent in older results. */
    readonly significantPositive?: JointFigure
    readonly significantNegative?: JointFigure
    readonly permutations: number
  }
  /** Of the mean g over the groups' representatives, where there are two networks or more. */
  readonly crossed?: CrossedEstimate
  /** The study's own specification, where there are two networks or more. */
  readonly own?: OwnEstimates
  /** Of each network's median g. */
  readonly across?: AcrossModelsEstimate
  /** Over all estimates, most influential first. */
  readonly influences: readonly ChoiceInfluence[]
}

/** The class × region interaction under one specification and one network. */
export interface PatternEstimate {
  /** Generalised eta squared, 0 … 1; it has no sign. */
  readonly etaSquared: number
  /** With Greenhouse and Geisser's correction. */
  readonly p: number
}

/** The primary question over all specifications and networks: do the patterns over regions differ? */
export interface PatternCurve {
  /** [specifications], each [models]; null where the interaction is not defined. */
  readonly estimates: readonly { readonly models: readonly (PatternEstimate | null)[] }[]
  /** As a measure's; duplicates are so in every region, and specifications of other regions are none. */
  readonly groups?: readonly SpecificationGroup[]
  /** Summed over the choices of regions. */
  readonly effective?: number
  /** Share of the estimates, each group on each network, with p up to one minus the confidence, 0 … 1. */
  readonly significant: number
  readonly joint: {
    /** Of generalised eta squared; its p compares medians of partial eta squared. */
    readonly median: JointFigure
    readonly significant: JointFigure
    readonly permutations: number
  }
}

/** A study repeated over its choices and over networks. Numbers only. Written as robustness.json. */
export interface RobustnessResult {
  readonly schema: 'umbra.robustness/1' | 'umbra.robustness/2'
  /** The study whose answer is examined. */
  readonly config: StudyConfig
  readonly grid: RobustnessGrid
  readonly classes: readonly [RobustnessClass, RobustnessClass]
  readonly models: readonly {
    readonly name: string
    readonly sha256: string
    readonly source: string
    readonly preprocessing?: string
    readonly testAccuracy?: number
  }[]
  readonly specifications: readonly WrittenChoices[]
  /** Index of the study's own specification. */
  readonly reference: number
  /** The class × region interaction, which is the primary question; absent where there is a single region. */
  readonly pattern?: PatternCurve
  /** What the interaction consists of, and strength: contrasts of regions, each region, the whole map. All secondary. */
  readonly curves: readonly MeasureCurve[]
  /** As a study's; the networks are in `models`. */
  readonly provenance: Omit<Provenance, 'model'>
  /** Seconds by stage. */
  readonly timings: Readonly<Record<string, number>>
}

export interface RobustnessClass {
  readonly class: ClassChoice
  readonly name: string
  /** Images that occur in any specification under any network. */
  readonly n: number
}
