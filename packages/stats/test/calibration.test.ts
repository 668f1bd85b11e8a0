/**
 * Calibration: on data without an effect every test rejects at its level, on data with one it finds it as often as
 * theory says. Seeds are fixed; bounds are three standard errors of the binomial count.
 */
import { describe, expect, it } from 'vitest'
import {
  acrossModels,
  bootstrapBca,
  clusterMassTest,
  hedgesG,
  holm,
  interactionCurve,
  jointPermutation,
  mannWhitneyU,
  maxT,
  mean,
  mixedAnova,
  noncentralTDistribution,
  oneSampleT,
  pairedT,
  permutationTest,
  signFlipTest,
  specificationCurve,
  standardNormal,
  studentT,
  studentTDistribution,
  varghaDelaneyA,
  welchT,
  wilcoxonSignedRank,
} from '../src/index.js'
import { ALPHA, expectShare, share } from './rejection-share.js'
import type { SmallFastCounter } from './small-fast-counter.js'

/** Subjects of two groups at `levels` levels whose spread grows and whose neighbours are correlated: not spherical. */
function profiles(source: SmallFastCounter, n: number, levels: number): number[] {
  return Array.from({ length: n }, () => {
    const subject = source.normal()
    let drift = 0
    return Array.from({ length: levels }, (_, r) => {
      drift = 0.6 * drift + source.normal()
      return subject + drift * (1 + r / 2)
    })
  }).flat()
}

/** n smooth random images: white noise summed over 3 × 3 neighbourhoods. */
function smoothImages(source: SmallFastCounter, n: number, side: number) {
  const data = new Float64Array(n * side * side)
  const wide = side + 2
  for (let i = 0; i < n; i++) {
    const noise = source.sample(wide * wide, source.normal)
    for (let p = 0; p < side * side; p++) {
      const corner = Math.floor(p / side) * wide + (p % side)
      for (let q = 0; q < 9; q++)
        data[i * side * side + p]! += noise[corner + Math.floor(q / 3) * wide + (q % 3)]!
    }
  }
  return { data, shape: [n, side, side] as const }
}

describe('without an effect, tests reject at 5%', () => {
  const normals = (source: SmallFastCounter, n: number, sd = 1) =>
    source.sample(n, () => sd * source.normal())
  const skewed = (source: SmallFastCounter, n: number) => source.sample(n, source.exponential)
  const few = { permutations: 199 }
  const pValues: Record<string, (source: SmallFastCounter) => number> = {
    'one-sample t': (s) => oneSampleT(normals(s, 12)).p,
    'paired t': (s) => pairedT(normals(s, 15), normals(s, 15, 3)).p,
    'Student t': (s) => studentT(normals(s, 9), normals(s, 20)).p,
    'Welch t, unequal variances': (s) => welchT(normals(s, 12, 4), normals(s, 30)).p,
    'Mann–Whitney U, exact': (s) => mannWhitneyU(skewed(s, 20), skewed(s, 23)).p,
    'Mann–Whitney U, ties': (s) =>
      mannWhitneyU(normals(s, 60).map(Math.round), normals(s, 60).map(Math.round)).p,
    'Wilcoxon signed rank': (s) => wilcoxonSignedRank(normals(s, 25), normals(s, 25)).p,
    'permutation, skewed': (s) =>
      permutationTest(skewed(s, 10), skewed(s, 14), { ...few, uniform: s.uniform }).p,
    'sign-flip permutation': (s) =>
      signFlipTest(normals(s, 15), normals(s, 15), { ...few, uniform: s.uniform }).p,
    'mixed ANOVA, between': (s) => anova(s).between.p,
    'mixed ANOVA, within': (s) => anova(s).within.p,
    'mixed ANOVA, interaction': (s) => anova(s).interaction.p,
    'specification curve, median': (s) => curve(s).median.p,
    'interaction curve, median': (s) => patterns(s).median.p,
    'across models': (s) => acrossModels(normals(s, 6)).p,
  }
  const anova = (source: SmallFastCounter) => {
    const groups = Array.from({ length: 30 }, (_, i) => (i < 12 ? 0 : 1))
    return mixedAnova(profiles(source, 30, 3), groups)
  }
  const curve = (source: SmallFastCounter) =>
    specificationCurve(profiles(source, 12, 6), profiles(source, 12, 6), 6, {
      ...few,
      uniform: source.uniform,
    })
  const patterns = (source: SmallFastCounter) =>
    interactionCurve(profiles(source, 12, 12), profiles(source, 15, 12), {
      ...few,
      specifications: 4,
      levels: 3,
      uniform: source.uniform,
    })

  it.each(Object.keys(pValues))('%s', async (name) => {
    const runs = 2000
    const rejected = await share(runs, 1, (source) => pValues[name]!(source) <= ALPHA)
    expectShare(rejected, ALPHA, runs)
  })

  it('a direction of a specification curve, no more often than its level: ties of counted shares go against it', async () => {
    const runs = 2000
    const claimed = await share(runs, 23, (s) => {
      const { significantPositive, significantNegative } = curve(s)
      return Math.min(significantPositive.p, significantNegative.p) <= ALPHA
    })
    expect(claimed).toBeLessThan(ALPHA + 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / runs))
    expect(claimed).toBeGreaterThan(0.01)
  })

  it('Student t does not, where the smaller sample has the larger variance: why Welch t comes first', async () => {
    const rejected = await share(2000, 2, (s) => studentT(normals(s, 12, 4), normals(s, 30)).p <= ALPHA)
    expect(rejected).toBeGreaterThan(0.15)
  })

  it('the interaction, spreads four to one, in groups of one size but not of two: why studies draw equally many', async () => {
    const unequal = (runs: number, sizes: readonly [number, number]) =>
      share(runs, 16, (s) => {
        const wide = profiles(s, sizes[0], 3).map((value) => 4 * value)
        const groups = [...new Array(sizes[0]).fill(0), ...new Array(sizes[1]).fill(1)]
        return mixedAnova([...wide, ...profiles(s, sizes[1], 3)], groups).interaction.p <= ALPHA
      })
    expectShare(await unequal(2000, [30, 30]), ALPHA, 2000)
    expect(await unequal(1000, [12, 30])).toBeGreaterThan(0.15)
  })

  it('the uncorrected interaction does not, where levels are not spherical: why epsilon is applied', async () => {
    const groups = Array.from({ length: 30 }, (_, i) => i % 2)
    const rejected = await share(
      2000,
      3,
      (s) => mixedAnova(profiles(s, 30, 6), groups).interaction.pUncorrected <= ALPHA,
    )
    expect(rejected).toBeGreaterThan(0.065)
  })

  it('cluster mass: any cluster, over all pixels', async () => {
    const runs = 1000
    const rejected = await share(runs, 4, async (s) => {
      const [a, b] = [smoothImages(s, 8, 8), smoothImages(s, 11, 8)]
      const { clusters } = await clusterMassTest(a, b, { ...few, uniform: s.uniform })
      return (clusters[0]?.p ?? 1) <= ALPHA
    })
    expectShare(rejected, ALPHA, runs)
  })

  it('Holm and max-T: any of five correlated tests; max-T uses up the level, Holm is cautious', async () => {
    const runs = 1000
    const counts = { holm: 0, maxT: 0 }
    await share(runs, 5, (s) => {
      const group = () => Array.from({ length: 12 }, () => correlated(s, 5)).flat()
      const t: number[][] = []
      for (const figures of jointPermutation(group(), group(), 5, { ...few, uniform: s.uniform }))
        t.push([...figures.t])
      const [observed, ...permuted] = t
      if (Math.min(...maxT(observed!, permuted.flat())) <= ALPHA) counts.maxT++
      const p = observed!.map((value) => 2 * studentTDistribution(22).survival(Math.abs(value)))
      if (Math.min(...holm(p)) <= ALPHA) counts.holm++
      return true
    })
    expectShare(counts.maxT / runs, ALPHA, runs)
    expect(counts.holm).toBeLessThan(counts.maxT)
  })
})

/** Standard normal values with pairwise correlation 0.8. */
function correlated(source: SmallFastCounter, k: number): number[] {
  const common = Math.sqrt(0.8) * source.normal()
  return Array.from({ length: k }, () => common + Math.sqrt(0.2) * source.normal())
}

describe('with an effect, tests find it as often as the noncentral t distribution says', () => {
  const runs = 1500
  /** The chance that |T| exceeds its critical value at a noncentrality. */
  const power = (df: number, noncentrality: number): number => {
    const critical = studentTDistribution(df).upperQuantile(ALPHA / 2)
    const t = noncentralTDistribution(df, noncentrality)
    return t.survival(critical) + t.cdf(-critical)
  }
  const group = (s: SmallFastCounter, n: number, shift = 0) => s.sample(n, () => shift + s.normal())

  it('Student t and Welch t: d = 0.6, 30 and 40 values', async () => {
    const expected = power(68, 0.6 / Math.sqrt(1 / 30 + 1 / 40))
    expect(expected).toBeGreaterThan(0.6)
    expectShare(
      await share(runs, 6, (s) => studentT(group(s, 30, 0.6), group(s, 40)).p <= ALPHA),
      expected,
      runs,
    )
    expectShare(
      await share(runs, 6, (s) => welchT(group(s, 30, 0.6), group(s, 40)).p <= ALPHA),
      expected,
      runs,
    )
  })

  it('paired t: d = 0.5 of the differences, 25 pairs', async () => {
    const pairs = (s: SmallFastCounter) => {
      const subject = group(s, 25)
      return [
        subject.map((x) => x + 0.5 + s.normal() * Math.SQRT1_2),
        subject.map((x) => x + s.normal() * Math.SQRT1_2),
      ]
    }
    const found = await share(runs, 7, (s) => {
      const [a, b] = pairs(s)
      return pairedT(a!, b!).p <= ALPHA
    })
    expectShare(found, power(24, 0.5 * Math.sqrt(25)), runs)
  })

  it('interaction of two groups and two levels: Student t of the differences', async () => {
    const groups = Array.from({ length: 40 }, (_, i) => (i < 18 ? 0 : 1))
    const found = await share(runs, 8, (s) => {
      const values = groups.flatMap((g) => [s.normal(), s.normal() + 0.9 * g])
      return mixedAnova(values, groups).interaction.p <= ALPHA
    })
    expectShare(found, power(38, 0.9 / Math.SQRT2 / Math.sqrt(1 / 18 + 1 / 22)), runs)
  })

  it('the permutation test as often as Student t, on normal data', async () => {
    const found = await share(1000, 9, (s) => {
      const [a, b] = [group(s, 20, 0.8), group(s, 20)]
      return permutationTest(a, b, { permutations: 399, uniform: s.uniform }).p <= ALPHA
    })
    expectShare(found, power(38, 0.8 / Math.sqrt(1 / 10)), 1000)
  })

  it('Mann–Whitney U nearly as often: asymptotic relative efficiency 3/π', async () => {
    const found = await share(1000, 10, (s) => mannWhitneyU(group(s, 50, 0.6), group(s, 50)).p <= ALPHA)
    expectShare(found, power((98 * 3) / Math.PI, 0.6 * Math.sqrt((25 * 3) / Math.PI)), 1000)
  })

  it('cluster mass finds a planted square, and little beside it', async () => {
    const planted = [18, 19, 20, 26, 27, 28, 34, 35, 36]
    const found = await share(200, 11, async (s) => {
      const [a, b] = [smoothImages(s, 12, 8), smoothImages(s, 12, 8)]
      for (let i = 0; i < 12; i++) for (const p of planted) a.data[i * 64 + p]! += 5
      const { clusters } = await clusterMassTest(a, b, { permutations: 199, uniform: s.uniform })
      const first = clusters[0]
      return (
        first !== undefined &&
        first.sign === 1 &&
        first.p <= ALPHA &&
        planted.some((p) => first.pixels.includes(p))
      )
    })
    expect(found).toBeGreaterThan(0.9)
  })
})

describe('95% intervals hold the truth in 95% of samples', () => {
  const runs = 1000
  const holds = ([low, high]: readonly [number, number], truth: number) => low <= truth && truth <= high
  const group = (s: SmallFastCounter, n: number, shift = 0, sd = 1) =>
    s.sample(n, () => shift + sd * s.normal())

  it('Welch t, unequal variances', async () => {
    const held = await share(runs, 12, (s) => holds(welchT(group(s, 10, 2, 3), group(s, 25)).interval, 2))
    expectShare(held, 0.95, runs)
  })

  it('Hedges g, small samples and a large effect', async () => {
    // g estimates d; its interval is J times that of d, so it is d's times J that it holds.
    const held = await share(runs, 13, (s) => {
      const [a, b] = [group(s, 8, 1.5), group(s, 12)]
      const { interval } = hedgesG(a, b)
      const j = 1 - 3 / (4 * 18 - 1)
      return holds([interval[0] / j, interval[1] / j], 1.5)
    })
    expectShare(held, 0.95, runs)
  })

  it('Vargha–Delaney A, to two points: its interval is approximate', async () => {
    const truth = standardNormal.cdf(1 / Math.SQRT2)
    const held = await share(runs, 14, (s) =>
      holds(varghaDelaneyA(group(s, 20, 1), group(s, 25)).interval, truth),
    )
    expect(Math.abs(held - 0.95)).toBeLessThan(0.02)
  })

  it('BCa bootstrap of a skewed mean, to three points: it is second-order, and samples are small', async () => {
    const held = await share(500, 15, (s) => {
      const sample = s.sample(40, s.exponential)
      const { interval } = bootstrapBca([sample], (x) => mean(x!), { resamples: 499, uniform: s.uniform })
      return holds(interval, 1)
    })
    expect(Math.abs(held - 0.95)).toBeLessThan(0.03)
  })
})
