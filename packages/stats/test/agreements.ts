/** How far this package's answers lie from those of others, case by case, over the committed fixtures. */
import {
  benjaminiHochberg,
  betaDistribution,
  bootstrapBca,
  chiSquaredDistribution,
  cohensD,
  type Distribution,
  designEffect,
  fDistribution,
  hedgesG,
  holm,
  intraclassCorrelation,
  jointPermutation,
  mannWhitneyU,
  maxT,
  mean,
  mixedAnova,
  noncentralTDistribution,
  oneSampleT,
  pairedT,
  permutationTest,
  type Statistic,
  signFlipTest,
  specificationCurve,
  standardDeviation,
  standardNormal,
  studentT,
  studentTDistribution,
  varghaDelaneyA,
  welchT,
  wilcoxonSignedRank,
} from '../src/index.js'
import { Congruential } from './congruential.js'
import r from './fixtures/anova.json' with { type: 'json' }
import anovaExact from './fixtures/anova-exact.json' with { type: 'json' }
import distributions from './fixtures/distributions.json' with { type: 'json' }
import fixture from './fixtures/tests.json' with { type: 'json' }

/** One line of the table of agreement. */
export interface Agreement {
  readonly what: string
  readonly against: string
  readonly cases: number
  /** Largest |got − expected| over its scale: |expected|, or what the docstring of the comparison says. */
  readonly largest: number
}

/** Collects the differences of one line. */
class Comparison {
  cases = 0
  largest = 0

  /** @param scale - what the difference is relative to; |expected| unless told */
  add(got: number, expected: number, scale = Math.abs(expected)): void {
    const distance = got === expected ? 0 : Math.abs(got - expected) / scale
    this.largest = Math.max(this.largest, Number.isNaN(distance) ? Infinity : distance)
  }

  /** An interval, relative to its width or its limits, whichever is larger: limits may be near 0. */
  interval(got: readonly number[], expected: readonly number[]): void {
    const width = expected[1]! - expected[0]!
    got.forEach((limit, side) => {
      this.add(limit, expected[side]!, Math.max(width, Math.abs(expected[side]!)))
    })
  }

  /** A log probability, relative to its size, or to 1 where it is smaller: then it is p that is compared. */
  log(got: number, expected: number): void {
    this.add(got, expected, Math.max(1, Math.abs(expected)))
  }
}

function line(what: string, against: string, compare: (one: Comparison) => void): Agreement {
  const comparison = new Comparison()
  compare(comparison)
  return { what, against, cases: comparison.cases, largest: comparison.largest }
}

export function agreements(): Agreement[] {
  return [
    ...tails(),
    ...tTests(),
    ...rankTests(),
    ...resampled(),
    ...anovas(),
    ...effects(),
    ...adjustments(),
  ]
}

const MAKE: Record<string, [string, (...parameters: number[]) => Distribution]> = {
  normal: ['normal', () => standardNormal],
  t: ['Student t', (df) => studentTDistribution(df!)],
  f: ['F', (df1, df2) => fDistribution(df1!, df2!)],
  chiSquared: ['chi-squared', (df) => chiSquaredDistribution(df!)],
  beta: ['beta', (a, b) => betaDistribution(a!, b!)],
  noncentralT: ['noncentral t', (df, delta) => noncentralTDistribution(df!, delta!)],
}

function tails(): Agreement[] {
  return Object.entries(MAKE).map(([key, [name, make]]) =>
    line(`log tails, ${name}`, 'mpmath, 80 digits', (one) => {
      for (const { distribution, parameters, x, logCdf, logSurvival } of distributions.cases) {
        if (distribution !== key) continue
        one.log(make(...parameters).logCdf(x), logCdf)
        one.log(make(...parameters).logSurvival(x), logSurvival)
        one.cases++
      }
    }),
  )
}

function tTests(): Agreement[] {
  const exact = (['welch', 'student', 'paired'] as const).map((name) => {
    const test = { welch: welchT, student: studentT, paired: pairedT }[name]
    return line(
      `${name === 'paired' ? 'paired' : capital(name)} t: t, df, log p, interval`,
      'mpmath',
      (one) => {
        for (const row of fixture.t) {
          const expected = (row as Partial<Record<typeof name, (typeof row)['welch']>>)[name]
          if (!expected) continue
          const got = test(row.a, row.b, { confidence: row.confidence })
          one.add(got.statistic, expected.statistic, Math.max(1e-3, Math.abs(expected.statistic)))
          one.add(got.df, expected.df)
          one.log(got.logP, expected.logP)
          one.interval(got.interval, expected.interval)
          one.cases++
        }
      },
    )
  })
  const inR = line('one-sample, paired, Student and Welch t: p, interval', 'R', (one) => {
    for (const { a, b, pairs, ...expected } of r.ts) {
      const [x, y] = [a.slice(0, pairs), b.slice(0, pairs)]
      const got = {
        welch: welchT(a, b),
        student: studentT(a, b),
        paired: pairedT(x, y),
        one: oneSampleT(a, { nullValue: 0.3, confidence: 0.9 }),
      }
      for (const name of ['welch', 'student', 'paired', 'one'] as const) {
        one.add(got[name].p, expected[name].p)
        one.interval(got[name].interval, expected[name].interval)
        one.cases++
      }
    }
  })
  return [...exact, inR]
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function rankTests(): Agreement[] {
  type Row = Record<'normal' | 'continuity', number> & { a: number[]; b: number[] } & Partial<
      Record<'exact' | 'w' | 'pairedNormal' | 'pairedContinuity' | 'pairedExact', number>
    >
  const rows = fixture.ranks as readonly Row[]
  const both = ({ a, b }: Row) => {
    const n = Math.min(a.length, b.length)
    return [a.slice(0, n), b.slice(0, n)] as const
  }
  return [
    line('Mann–Whitney U, normal, ties', 'SciPy', (one) => {
      for (const { a, b, normal, continuity } of rows) {
        one.add(mannWhitneyU(a, b, { method: 'normal', continuity: false }).p, normal)
        one.add(mannWhitneyU(a, b, { method: 'normal' }).p, continuity)
        one.cases++
      }
    }),
    line('Mann–Whitney U, exact', 'SciPy', (one) => {
      for (const { a, b, exact } of rows) {
        if (exact === undefined) continue
        one.add(mannWhitneyU(a, b, { method: 'exact' }).p, exact)
        one.cases++
      }
    }),
    line('Wilcoxon, normal, ties and zeros', 'SciPy', (one) => {
      for (const row of rows) {
        if (row.w === undefined) continue
        one.add(
          wilcoxonSignedRank(...both(row), { method: 'normal', continuity: false }).p,
          row.pairedNormal!,
        )
        one.add(wilcoxonSignedRank(...both(row), { method: 'normal' }).p, row.pairedContinuity!)
        one.cases++
      }
    }),
    line('Wilcoxon, exact', 'SciPy', (one) => {
      for (const row of rows) {
        if (row.pairedExact === undefined) continue
        one.add(wilcoxonSignedRank(...both(row), { method: 'exact' }).p, row.pairedExact)
        one.cases++
      }
    }),
    line('Mann–Whitney U and Wilcoxon, as chosen by R', 'R', (one) => {
      for (const { a, b, p, pairs, pPaired } of r.ranks) {
        one.add(mannWhitneyU(a, b).p, p)
        one.add(wilcoxonSignedRank(a.slice(0, pairs), b.slice(0, pairs)).p, pPaired)
        one.cases += 2
      }
    }),
  ]
}

function resampled(): Agreement[] {
  const uniform = () => Number.NaN
  const statistics: Record<string, Statistic> = {
    mean: (x) => mean(x!),
    sd: (x) => standardDeviation(x!),
    difference: (x, y) => mean(x!) - mean(y!),
    ratio: (x, y) => mean(x!) / mean(y!),
  }
  return [
    line('permutation and sign-flip p, all counted', 'SciPy', (one) => {
      for (const { a, b, p, paired } of fixture.permutations) {
        const n = Math.min(a.length, b.length)
        const options = { uniform, permutations: 20_000 }
        one.add(permutationTest(a, b, options).p, p)
        one.add(signFlipTest(a.slice(0, n), b.slice(0, n), options).p, paired)
        one.cases += 2
      }
    }),
    line('BCa interval, same resamples', 'SciPy', (one) => {
      for (const { statistic, samples, seed, resamples, confidence, interval } of fixture.bootstraps) {
        const options = { resamples, confidence, uniform: new Congruential(seed).uniform }
        one.interval(bootstrapBca(samples, statistics[statistic]!, options).interval, interval)
        one.cases++
      }
    }),
    line('max-T and specification curve p, same relabellings', 'NumPy', (one) => {
      for (const row of fixture.joint) {
        const [a, b] = [row.a, row.b].map((list) => list.map((value) => value ?? Number.NaN))
        const options = () => ({
          permutations: row.permutations,
          uniform: new Congruential(row.seed).uniform,
        })
        const t: number[][] = []
        for (const figures of jointPermutation(a!, b!, row.k, options())) t.push([...figures.t])
        maxT(t[0]!, t.slice(1).flat()).forEach((p, k) => {
          one.add(p, row.maxT[k]!)
          one.cases++
        })
        const curve = specificationCurve(a!, b!, row.k, options())
        const p = [curve.median.p, curve.sameSign.p, curve.significant.p]
        p.forEach((value, i) => {
          one.add(value, row.curveP[i]!)
          one.cases++
        })
      }
    }),
  ]
}

function anovas(): Agreement[] {
  const effectNames = ['between', 'within', 'interaction'] as const
  const analyses = r.anovas.map(({ values, groups }) => mixedAnova(values, groups))
  return [
    line('mixed ANOVA: F, log p, ε, generalised eta squared', 'mpmath least squares, 50 digits', (one) => {
      analyses.forEach((result, i) => {
        one.add(result.interaction.epsilon, anovaExact[i]!.epsilon)
        for (const name of effectNames) {
          const expected = anovaExact[i]![name]
          one.add(result[name].statistic, expected.F)
          one.log(result[name].logP, expected.logP)
          one.add(result[name].effect.value, expected.ges)
          one.cases++
        }
      })
    }),
    line('mixed ANOVA: p', 'R, whose sums of squares cancel', (one) => {
      analyses.forEach((result, i) => {
        for (const name of effectNames) {
          one.add(result[name].p, r.anovas[i]![name].p)
          one.cases++
        }
      })
    }),
  ]
}

function effects(): Agreement[] {
  type Row = (typeof fixture.effects)[number]
  const over = (what: string, compare: (one: Comparison, row: Row) => void) =>
    line(what, 'mpmath', (one) => {
      for (const row of fixture.effects) {
        compare(one, row)
        one.cases++
      }
    })
  return [
    over('Hedges g and Cohen d: value, exact interval', (one, { a, b, confidence, ...expected }) => {
      const g = hedgesG(a, b, { confidence })
      one.add(g.value, expected.g)
      one.interval(g.interval, expected.gInterval)
      const d = cohensD(a, b, { confidence })
      one.add(d.value, expected.d)
      one.interval(d.interval, expected.dInterval)
    }),
    over('Vargha–Delaney A: value, interval', (one, { a, b, confidence, A, AInterval }) => {
      const effect = varghaDelaneyA(a, b, { confidence })
      one.add(effect.value, A)
      one.interval(effect.interval, AInterval)
    }),
    line('intraclass correlation, design effect', 'R', (one) => {
      for (const { clusters, icc, kish } of r.iccs) {
        const result = intraclassCorrelation(clusters)
        one.add(result.value, icc)
        if (kish > 0) one.add(designEffect(result.sizes, result.value).value, kish)
        one.cases++
      }
    }),
  ]
}

function adjustments(): Agreement[] {
  const over = (what: string, adjust: (p: readonly number[]) => ArrayLike<number>, key: 'holm' | 'bh') =>
    line(what, 'R', (one) => {
      for (const row of r.adjustments) {
        Array.from(adjust(row.p)).forEach((value, i) => {
          one.add(value, row[key][i]!)
          one.cases++
        })
      }
    })
  return [
    over('Holm, adjusted p', holm, 'holm'),
    over('Benjamini–Hochberg, adjusted p', benjaminiHochberg, 'bh'),
  ]
}
