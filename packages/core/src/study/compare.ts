import {
  designEffect,
  hedgesG,
  holm,
  intraclassCorrelation,
  mannWhitneyU,
  meanInterval,
  mixedAnova,
  pairedT,
  permutationTest,
  studentT,
  welchT,
} from '@umbra/stats'
import type { Random } from '../random.js'
import type { ClassMaps } from './class-maps.js'
import type { StudyConfig } from './config.js'
import type { MeanSummary, PairedRegionTest, RegionTest, StudyResult } from './result.js'

/** Mean, SD, n and interval of one sample; values that are not defined are left out and n says so. */
export function summariseMean(values: Float64Array, confidence: number): MeanSummary {
  const defined = values.filter((value) => !Number.isNaN(value))
  const { n, mean, sd, interval } = meanInterval(defined, { confidence })
  return { mean, sd, n, interval }
}

/**
 * The primary question: does the pattern over regions differ between the classes? The class × region interaction of a
 * mixed-design ANOVA, over the images in which every region is defined.
 */
export function interactionTest(
  classes: readonly [ClassMaps, ClassMaps],
): StudyResult['tests']['interaction'] {
  const values: number[] = []
  const groups: number[] = []
  classes.forEach(({ regions }, group) => {
    for (let i = 0; i < regions[0]!.length; i++) {
      const row = regions.map((region) => region[i]!)
      if (row.some(Number.isNaN)) continue
      values.push(...row)
      groups.push(group)
    }
  })
  const { interaction } = mixedAnova(values, groups, { names: { between: 'class', within: 'region' } })
  const { name, statistic, df, p, logP, effect, epsilon, pUncorrected } = interaction
  return { name, statistic, df, p, logP, effect, epsilon, pUncorrected }
}

/** Both classes' values of one region, or of the whole map, tested every way the report shows. `pHolm` is p itself. */
export function compareRegion(
  region: string,
  a: Float64Array,
  b: Float64Array,
  config: Pick<StudyConfig, 'confidence' | 'permutations'>,
  random: Random,
): RegionTest {
  const [first, second] = [a, b].map((values) => values.filter((value) => !Number.isNaN(value)))
  const { confidence, permutations } = config
  const welch = welchT(first!, second!, { confidence })
  const stream = random.split(`permutation ${region}`)
  return {
    region,
    ...reported(welch),
    effect: hedgesG(first!, second!, { confidence }),
    pHolm: welch.p,
    student: reported(studentT(first!, second!, { confidence })),
    mannWhitney: mannWhitneyU(first!, second!, { confidence }),
    permutation: permutationTest(first!, second!, { permutations, uniform: () => stream.uniform() }),
  }
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
  const adjusted = holm(tests.map(({ p }) => p))
  return tests.map((test, r) => ({ ...test, pHolm: adjusted[r]! }))
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
      const test = pairedT(first!, second!, { confidence })
      tests.push({ class: className, regions: [names[r]!, names[q]!], ...reported(test) })
    }
  }
  const adjusted = holm(tests.map(({ p }) => p))
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
  const test = studentT(a.maps, b.maps, { confidence })
  const images = classes.flatMap(({ maps, sample }, stratum) => {
    const n = sample.indices.length
    const pixels = maps.length / n
    return Array.from({ length: n }, (_, i) => ({
      stratum,
      map: maps.subarray(i * pixels, (i + 1) * pixels),
    }))
  })
  const icc = intraclassCorrelation(
    images.map(({ map }) => map),
    images.map(({ stratum }) => stratum),
  )
  const design = designEffect(
    images.map(({ map }) => map.length),
    icc.value,
  )
  return {
    ...reported(test),
    name: 'Student t over pooled pixels',
    pixels: a.maps.length + b.maps.length,
    intraclassCorrelation: icc.value,
    designEffect: design.value,
    effectiveN: design.effectiveN,
  }
}

/** A t test without the fields results do not store. */
function reported({ name, statistic, df, p, logP, estimate, interval }: ReturnType<typeof welchT>) {
  return { name, statistic, df, p, logP, estimate, interval }
}
