// biome-ignore-all assist/source/organizeImports: exports stand in the order in which an analysis uses them
/**
 * @umbra/stats: tests, effect sizes, intervals, corrections and resampling, one documented function a file.
 *
 * Samples are arrays or typed arrays of finite numbers, never modified. p-values are two-sided and come with their
 * natural logarithm, which holds where p underflows. What has no answer is a {@link StatisticsError} with a stable code.
 *
 * @module
 */

export type { Sample, Uniform } from './sample.js'
export type { EffectSize, TestResult } from './test-result.js'
export { StatisticsError, type StatisticsErrorCode } from './statistics-error.js'

// Describe a sample.
export { mean } from './descriptive/mean.js'
export { meanDifference } from './descriptive/mean-difference.js'
export { type MeanInterval, meanInterval } from './descriptive/mean-interval.js'
export { variance } from './descriptive/variance.js'
export { standardDeviation } from './descriptive/standard-deviation.js'
export { median } from './descriptive/median.js'
export { type MedianInterval, medianInterval } from './descriptive/median-interval.js'
export { quantile } from './descriptive/quantile.js'
export { type Ranks, ranks } from './descriptive/ranks.js'
export { type Summary, summarise } from './descriptive/summarise.js'
export { proportionInterval } from './descriptive/proportion-interval.js'

// Take place and strength apart.
export { type ProfileOptions, type Profiles, profileOf } from './descriptive/profile-of.js'

// How alike are two maps?
export { spearman } from './similarity/spearman.js'
export { type StructuralSimilarityOptions, structuralSimilarity } from './similarity/structural-similarity.js'

// Test a difference.
export type { TTestOptions, TTestResult } from './tests/t-result.js'
export { welchT } from './tests/welch-t.js'
export { studentT } from './tests/student-t.js'
export { oneSampleT } from './tests/one-sample-t.js'
export { pairedT } from './tests/paired-t.js'
export { type MannWhitneyResult, mannWhitneyU, type RankTestOptions } from './tests/mann-whitney-u.js'
export { type WilcoxonResult, wilcoxonSignedRank } from './tests/wilcoxon-signed-rank.js'
export { type AnovaEffect, type MixedAnova, type MixedAnovaOptions, mixedAnova } from './tests/mixed-anova.js'
export {
  type AdjustedDifference,
  adjustedDifference,
  type CovariateOverlap,
} from './tests/adjusted-difference.js'

// Test it by relabelling.
export {
  type PermutationOptions,
  type PermutationResult,
  permutationTest,
} from './resampling/permutation-test.js'
export {
  type InteractionTest,
  type InteractionTestOptions,
  interactionTest,
} from './resampling/interaction-test.js'
export { signFlipTest } from './resampling/sign-flip-test.js'
export {
  type ClusterMassOptions,
  type ClusterMassResult,
  clusterMassTest,
  type ImageStack,
  type TestedCluster,
} from './resampling/cluster-mass-test.js'
export type { Cluster } from './resampling/clusters.js'

// More than controls show?
export {
  type ControlRank,
  type ControlRankOptions,
  type ControlSide,
  controlsNeeded,
  rankAmongControls,
} from './resampling/rank-among-controls.js'

// Size it.
export type { EffectSizeOptions, EffectSizeWithInterval } from './effect-size/effect-size-options.js'
export { hedgesG } from './effect-size/hedges-g.js'
export { cohensD } from './effect-size/cohens-d.js'
export { pairedG } from './effect-size/paired-g.js'
export { varghaDelaneyA } from './effect-size/vargha-delaney-a.js'
export {
  type BootstrapOptions,
  type BootstrapResult,
  bootstrapBca,
  type Statistic,
} from './resampling/bootstrap-bca.js'
export { type IntraclassCorrelation, intraclassCorrelation } from './effect-size/intraclass-correlation.js'
export { type DesignEffect, designEffect } from './effect-size/design-effect.js'

// Many tests at once.
export { holm } from './multiplicity/holm.js'
export { benjaminiHochberg } from './multiplicity/benjamini-hochberg.js'
export { maxT } from './multiplicity/max-t.js'
export {
  type SimultaneousInterval,
  type SimultaneousOptions,
  simultaneousIntervals,
} from './multiplicity/simultaneous-intervals.js'
export {
  type JointPermutationOptions,
  type JointStatistics,
  jointPermutation,
} from './resampling/joint-permutation.js'

// Does the answer survive its choices?
export { correlationMatrix } from './specifications/correlation-matrix.js'
export { effectiveNumber } from './specifications/effective-number.js'
export { type DuplicateGroup, duplicateGroups } from './specifications/duplicate-groups.js'
export {
  type CurveStatistic,
  type SpecificationCurve,
  type SpecificationCurveOptions,
  specificationCurve,
} from './resampling/specification-curve.js'
export {
  type InteractionBlock,
  type InteractionCurve,
  type InteractionCurveOptions,
  interactionCurve,
  interactionCurves,
} from './resampling/interaction-curve.js'
export { type AcrossModelsResult, acrossModels } from './tests/across-models.js'

// Does it hold for new networks and new images?
export {
  type CrossedDifference,
  type CrossedOptions,
  crossedDifference,
} from './crossed/crossed-difference.js'
export type { CrossedVariance } from './crossed/crossed-variance.js'
export { crossedEffect, type EffectContributions, effectContributions } from './crossed/crossed-effect.js'
export {
  type PigeonholeBootstrap,
  type PigeonholeOptions,
  pigeonholeBootstrap,
} from './crossed/pigeonhole-bootstrap.js'

// Distributions.
export type { Distribution } from './distributions/distribution.js'
export { standardNormal } from './distributions/normal.js'
export { studentTDistribution } from './distributions/student-t.js'
export { noncentralTDistribution } from './distributions/noncentral-t.js'
export { fDistribution } from './distributions/f.js'
export { chiSquaredDistribution } from './distributions/chi-squared.js'
export { betaDistribution } from './distributions/beta.js'
