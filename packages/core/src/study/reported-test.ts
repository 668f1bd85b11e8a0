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

/** The difference of the two classes in one region: of its sensitivity, or of its share. */
export interface DifferenceTest extends ReportedTest {
  readonly region: string
  /** Holm-adjusted over the regions; a test that could not be computed counts as one with p 1 there. */
  readonly pHolm: number
  /** An interval of the difference that holds together with those of all other regions, and so for a region chosen by its effect. */
  readonly simultaneous?: SimultaneousInterval
}

/** One region's comparison of the two classes, every way it is reported. */
export interface RegionTest extends DifferenceTest {
  readonly student: ReportedTest
  readonly mannWhitney: ReportedTest
  readonly permutation: ReportedTest
}

/**
 * The primary test: do the classes' patterns differ, whatever the strength of each image's map? The class × region interaction of
 * profiles, an image's profile being its regional sensitivities over its strength, the sum of their magnitudes.
 */
export interface ProfileTest extends ReportedTest {
  /** p of relabelling images, (b + 1)/(m + 1): the one to go by, `p` and `logP` being those of F. NaN where not computed. */
  readonly permutationP: number
  readonly permutations: number
  /** Images of each class that have no profile, and are left out: their maps have no strength but rounding. */
  readonly without: readonly [number, number]
  /** Each region's share of the profile; none where the test could not be computed. */
  readonly regions: readonly ShareTest[]
}

/** The difference of the classes in a region's share. */
export interface ShareTest extends DifferenceTest {
  /** Of each class, over the images that have a profile. */
  readonly means: readonly [MeanSummary, MeanSummary]
}

/** The raw class × region interaction, of sensitivities as they are. */
export interface InteractionTest extends ReportedTest {
  /** Greenhouse and Geisser's, which `df` carries, and p without it. */
  readonly epsilon: number
  readonly pUncorrected: number
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
