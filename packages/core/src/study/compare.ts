import {
  designEffect,
  hedgesG,
  holm,
  intraclassCorrelation,
  mannWhitneyU,
  meanDifference,
  meanInterval,
  mixedAnova,
  pairedT,
  permutationTest,
  type SimultaneousOptions,
  simultaneousIntervals,
  studentT,
  welchT,
} from '@umbra/stats'
import type { StudyConfig } from '../mapping/config.js'
import type { Random } from '../random.js'
import type { ClassMaps } from './class-maps.js'
import type {
  DifferenceTest,
  MeanSummary,
  PairedRegionTest,
  RegionTest,
  ReportedEffect,
  StudyResult,
} from './result.js'
import { ifDefined, testOrReason } from './test-or-reason.js'

/** Mean, SD, n and interval of one sample; values that are not defined are left out and n says so. */
export function summariseMean(values: Float64Array, confidence: number): MeanSummary {
  const defined = values.filter((value) => !Number.isNaN(value))
  const summary = ifDefined(() => meanInterval(defined, { confidence }))
  if (!summary) {
    const single = defined[0] ?? Number.NaN
    return { mean: single, sd: Number.NaN, n: defined.length, interval: [Number.NaN, Number.NaN] }
  }
  const { n, mean, sd, interval } = summary
  return { mean, sd, n, interval }
}

/** One class's values by region, [R][n]: sensitivities, or the shares of profiles. */
type ByRegion = Pick<ClassMaps, 'regions'>

/**
 * The raw interaction: does the difference between the classes differ from region to region? The class × region interaction of a
 * mixed-design ANOVA, over the images in which every region is defined. Strength alone makes one too.
 */
export function interactionTest(classes: readonly [ByRegion, ByRegion]): StudyResult['tests']['interaction'] {
  const values: number[] = []
  const groups: number[] = []
  const n = [0, 0]
  classes.forEach(({ regions }, group) => {
    for (let i = 0; i < regions[0]!.length; i++) {
      const row = regions.map((region) => region[i]!)
      if (row.some(Number.isNaN)) continue
      values.push(...row)
      groups.push(group)
      n[group]!++
    }
  })
  const undefinedParts = { epsilon: Number.NaN, pUncorrected: Number.NaN }
  const test = testOrReason('class × region interaction', n, () => {
    const { interaction } = mixedAnova(values, groups, { names: { between: 'class', within: 'region' } })
    const { name, statistic, df, p, logP, effect, epsilon, pUncorrected } = interaction
    return { name, statistic, df, p, logP, effect, epsilon, pUncorrected }
  })
  return { ...undefinedParts, ...test }
}

/** Generalised eta squared of class × region; undefined where it cannot be computed. */
export function interactionEffect(classes: readonly [ByRegion, ByRegion]): ReportedEffect | undefined {
  return interactionTest(classes).effect
}

/** Both classes' values of one region, or of all: the difference with Welch's t and interval, and Hedges' g. `pHolm` is p itself. */
export function compareDifference(
  region: string,
  a: Float64Array,
  b: Float64Array,
  { confidence }: Pick<StudyConfig, 'confidence'>,
): DifferenceTest {
  const [first, second] = bothDefined(a, b)
  const n = [first.length, second.length]
  const welch = testOrReason('Welch t', n, () => reported(welchT(first, second, { confidence })))
  const effect = ifDefined(() => hedgesG(first, second, { confidence }))
  const estimate = welch.estimate ?? ifDefined(() => meanDifference(first, second))
  return {
    region,
    ...welch,
    ...(estimate !== undefined && { estimate }),
    ...(effect && { effect }),
    pHolm: welch.p,
  }
}

/** The same, tested every way the report shows. */
export function compareRegion(
  region: string,
  a: Float64Array,
  b: Float64Array,
  config: Pick<StudyConfig, 'confidence' | 'permutations'>,
  random: Random,
): RegionTest {
  const [first, second] = bothDefined(a, b)
  const n = [first.length, second.length]
  const { confidence, permutations } = config
  const stream = random.split(`permutation ${region}`)
  return {
    ...compareDifference(region, first, second, config),
    student: testOrReason('Student t', n, () => reported(studentT(first, second, { confidence }))),
    mannWhitney: testOrReason('Mann–Whitney U', n, () => mannWhitneyU(first, second, { confidence })),
    permutation: testOrReason('permutation', n, () =>
      permutationTest(first, second, { permutations, uniform: () => stream.uniform() }),
    ),
  }
}

/** The values that are defined. */
function bothDefined(a: Float64Array, b: Float64Array): readonly [Float64Array, Float64Array] {
  const defined = (values: Float64Array) => values.filter((value) => !Number.isNaN(value))
  return [defined(a), defined(b)]
}

/** Holm's adjustment over all that were to be tested: what could not be computed counts as p = 1 and stays NaN. */
export function holmOverAll(p: readonly number[]): number[] {
  const adjusted = holm(p.map((one) => (Number.isNaN(one) ? 1 : one)))
  return p.map((one, i) => (Number.isNaN(one) ? Number.NaN : adjusted[i]!))
}

/** Every region, with Holm's adjustment over them. */
export function compareRegions(
  names: readonly string[],
  classes: readonly [ClassMaps, ClassMaps],
  config: Pick<StudyConfig, 'confidence' | 'permutations'>,
  random: Random,
): RegionTest[] {
  const tests = names.map((name, r) =>
    compareRegion(name, classes[0].regions[r]!, classes[1].regions[r]!, config, random),
  )
  const adjusted = holmOverAll(tests.map(({ p }) => p))
  const stream = random.split('simultaneous intervals')
  const together = holdTogether(classes, config, { uniform: () => stream.uniform() })
  return tests.map((test, r) => ({ ...test, pHolm: adjusted[r]!, ...together[r] }))
}

/**
 * Of each region the interval that holds together with all others', by resampling images, or by Bonferroni's inequality
 * where a family of more is given; nothing for a region without a test, or where some region has too few images.
 */
export function holdTogether(
  [a, b]: readonly [ByRegion, ByRegion],
  { confidence }: Pick<StudyConfig, 'confidence'>,
  options: Pick<SimultaneousOptions, 'uniform' | 'family'>,
): readonly Pick<DifferenceTest, 'simultaneous'>[] {
  const samples = [a, b].map(({ regions }) => regions.map((values) => values.filter((x) => !Number.isNaN(x))))
  const complete = [a, b].every(({ regions }, c) =>
    regions.every(({ length }, r) => samples[c]![r]!.length === length),
  )
  const resampling = options.family === undefined && complete
  const intervals = ifDefined(() =>
    simultaneousIntervals(samples[0]!, samples[1]!, {
      ...options,
      confidence,
      ...(!resampling && { resamples: 0 }),
    }),
  )
  return a.regions.map((_, r) => {
    const { interval, method } = intervals?.[r] ?? {}
    return interval?.every(Number.isFinite) && method
      ? { simultaneous: { level: confidence, interval, method } }
      : {}
  })
}

/** Within one class, each pair of regions, paired over the images in which both are defined; Holm over the pairs. */
export function compareWithinClass(
  className: string,
  names: readonly string[],
  { regions }: ClassMaps,
  { confidence }: Pick<StudyConfig, 'confidence'>,
): PairedRegionTest[] {
  const tests: Omit<PairedRegionTest, 'pHolm'>[] = []
  for (let r = 0; r < names.length; r++) {
    for (let q = r + 1; q < names.length; q++) {
      const both = [...regions[r]!.keys()].filter((i) => !Number.isNaN(regions[r]![i]! + regions[q]![i]!))
      const [first, second] = [regions[r]!, regions[q]!].map((region) => both.map((i) => region[i]!))
      const test = testOrReason('paired t', [both.length], () =>
        reported(pairedT(first!, second!, { confidence })),
      )
      tests.push({ class: className, regions: [names[r]!, names[q]!], ...test })
    }
  }
  const adjusted = holmOverAll(tests.map(({ p }) => p))
  return tests.map((test, i) => ({ ...test, pHolm: adjusted[i]! }))
}

/**
 * The original report's test, Student's t over the pooled pixels of all maps, beside what is wrong with it: pixels of one
 * image are alike (intraclass correlation, within classes), so the data hold far fewer independent values than pixels.
 */
export function pooledPixelTest(
  classes: readonly [ClassMaps, ClassMaps],
  { confidence }: Pick<StudyConfig, 'confidence'>,
): StudyResult['tests']['pooledPixels'] {
  const [a, b] = classes
  const n = classes.map(({ sample }) => sample.indices.length)
  const name = 'Student t over pooled pixels'
  const test = testOrReason(name, n, () => reported(studentT(a.maps, b.maps, { confidence })))
  const images = classes.flatMap(({ maps, sample }, stratum) => {
    const count = sample.indices.length
    const pixels = maps.length / count
    return Array.from({ length: count }, (_, i) => ({
      stratum,
      map: maps.subarray(i * pixels, (i + 1) * pixels),
    }))
  })
  const icc = ifDefined(
    () =>
      intraclassCorrelation(
        images.map(({ map }) => map),
        images.map(({ stratum }) => stratum),
      ).value,
  )
  const design = ifDefined(() =>
    designEffect(
      images.map(({ map }) => map.length),
      icc ?? Number.NaN,
    ),
  )
  return {
    ...test,
    name,
    pixels: a.maps.length + b.maps.length,
    intraclassCorrelation: icc ?? Number.NaN,
    designEffect: design?.value ?? Number.NaN,
    effectiveN: design?.effectiveN ?? Number.NaN,
  }
}

/** A t test without the fields results do not store. */
function reported({ name, statistic, df, p, logP, estimate, interval }: ReturnType<typeof welchT>) {
  return { name, statistic, df, p, logP, estimate, interval }
}
