import type { ClassChoice, StudyConfig } from '../mapping/config.js'
import type { Provenance } from '../mapping/provenance.js'
import type { ChoiceName, RobustnessGrid, StudyChoices } from './grid.js'

/** A study's difference under one specification and one network; first class minus second. */
export interface ModelEstimate {
  /** Hedges g with its interval over images, and the p of Welch's t. */
  readonly g: number
  readonly interval: readonly [number, number]
  readonly p: number
  /** Difference of means in the unit of the score. */
  readonly difference: number
}

/** Networks as replicates: a mean over them with Student's t interval on models − 1 degrees of freedom. */
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
  /** Shares of all estimates, each in 0 … 1. */
  readonly positive: number
  readonly negative: number
  readonly significantPositive: number
  readonly significantNegative: number
  /** Labels of the images permuted for all specifications and networks at once. */
  readonly joint: {
    readonly median: JointFigure
    readonly sameSign: JointFigure
    readonly significant: JointFigure
    readonly permutations: number
  }
  /** Of each network's median g, where there are two networks or more. */
  readonly across?: AcrossModelsEstimate
  /** Most influential first. */
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
  /** Share of all estimates with p up to one minus the confidence, 0 … 1. */
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
  readonly schema: 'umbra.robustness/1'
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
  readonly specifications: readonly StudyChoices[]
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
