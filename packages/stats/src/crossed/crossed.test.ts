import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SmallFastCounter } from '../../test/small-fast-counter.js'
import {
  acrossModels,
  crossedDifference,
  crossedEffect,
  effectContributions,
  hedgesG,
  pigeonholeBootstrap,
  studentTDistribution,
  welchT,
} from '../index.js'
import { cochranLogP, cochranQuantile } from './cochran.js'

const table = (networks: number, images: number) =>
  fc.array(fc.integer({ min: -1000, max: 1000 }), {
    minLength: networks * images,
    maxLength: networks * images,
  })
const varies = (values: ArrayLike<number>) => new Set(Array.from(values)).size > 1

/** Two classes' tables with variances between networks' differences, images, and of the rest. */
function draw(
  s: SmallFastCounter,
  m: number,
  sizes: readonly [number, number],
  sds: readonly number[],
  effect = 0,
) {
  return sizes.map((n, c) => {
    const own = s.sample(n, () => sds[1]! * s.normal())
    const values = new Float64Array(m * n)
    for (let k = 0; k < m; k++) {
      const shift = (sds[0]! / Math.SQRT2) * s.normal() + (c === 0 ? effect : 0)
      for (let i = 0; i < n; i++) values[k * n + i] = shift + own[i]! + sds[2]! * s.normal()
    }
    return values
  }) as [Float64Array, Float64Array]
}

describe('crossedDifference', () => {
  it('is Welch’s t test of the images where all networks say the same', () => {
    fc.assert(
      fc.property(table(1, 6), table(1, 9), fc.integer({ min: 2, max: 5 }), (a, b, m) => {
        fc.pre(varies(a) && varies(b))
        const repeated = (one: number[]) => new Array<number[]>(m).fill(one).flat()
        const result = crossedDifference(repeated(a), repeated(b), m)
        const t = welchT(a, b)
        expect(result.statistic).toBeCloseTo(t.statistic, 8)
        expect(result.df).toBeCloseTo(t.df, 8)
        expect(result.p).toBeCloseTo(t.p, 9)
        expect(result.interval[1]).toBeCloseTo(t.interval[1], 6)
        expect(result.variance.shares).toMatchObject({ networks: 0 })
      }),
    )
  })

  it('is the t test across networks where images are alike', () => {
    fc.assert(
      fc.property(table(1, 5), table(1, 5), (a, b) => {
        const differences = a.map((x, k) => x - b[k]!)
        fc.pre(varies(differences))
        const alike = (one: number[]) => one.flatMap((x) => [x, x, x])
        const result = crossedDifference(alike(a), alike(b), 5)
        const t = acrossModels(differences)
        expect(result.statistic).toBeCloseTo(t.statistic, 8)
        expect(result.df).toBeCloseTo(4, 8)
        expect(result.p).toBeCloseTo(t.p, 8)
        expect(result.interval[0]).toBeCloseTo(t.interval[0], 6)
        expect(result.variance.shares.networks).toBeCloseTo(1, 12)
      }),
    )
  })

  it('turns its sign with the classes, and does not see the level of a network', () => {
    fc.assert(
      fc.property(table(3, 4), table(3, 6), table(1, 3), (a, b, levels) => {
        fc.pre(varies(a) && varies(b))
        const [one, other] = [crossedDifference(a, b, 3), crossedDifference(b, a, 3)]
        const shifted = crossedDifference(
          a.map((x, i) => x + levels[Math.floor(i / 4)]!),
          b.map((x, i) => x + levels[Math.floor(i / 6)]!),
          3,
        )
        expect(other.estimate).toBeCloseTo(-one.estimate, 8)
        expect(other.interval[0]).toBeCloseTo(-one.interval[1], 6)
        expect(shifted.interval[0]).toBeCloseTo(one.interval[0], 6)
        const { networks, images, both } = one.variance.shares
        expect(networks + images + both).toBeCloseTo(1, 12)
      }),
    )
  })

  it('has df that do not depend on the unit', () => {
    const [a, b] = draw(new SmallFastCounter(3), 4, [6, 9], [0.5, 1, 0.5], 0.8)
    const { df, p } = crossedDifference(a, b, 4)
    for (const unit of [1e-120, 1e120]) {
      const other = crossedDifference(
        a.map((x) => unit * x),
        b.map((x) => unit * x),
        4,
      )
      expect(other.df).toBeCloseTo(df, 8)
      expect(other.p).toBeCloseTo(p, 10)
    }
  })

  it('has a p at which the interval just reaches 0', () => {
    const s = new SmallFastCounter(2)
    for (let run = 0; run < 20; run++) {
      const [a, b] = draw(s, 3, [8, 12], [0.5, 1, 0.5], 0.8)
      const { p, estimate, variance } = crossedDifference(a, b, 3)
      const { interval } = crossedDifference(a, b, 3, { confidence: 1 - p })
      expect(Math.min(...interval.map(Math.abs))).toBeLessThan(1e-8 * Math.abs(estimate))
      expect(variance.total).toBeGreaterThan(0)
    }
  })

  it('names components that are estimated below 0, and takes them for 0', () => {
    const s = new SmallFastCounter(4)
    const runs = Array.from(
      { length: 60 },
      () => crossedDifference(...draw(s, 4, [6, 6], [0, 0, 1]), 4).variance,
    )
    expect(new Set(runs.flatMap(({ negative }) => negative))).toEqual(
      new Set(['networks', 'images of a', 'images of b']),
    )
    for (const { negative, networks, images, total, df } of runs) {
      expect(networks === 0).toBe(negative.includes('networks'))
      expect(images[0] === 0).toBe(negative.includes('images of a'))
      expect(total > 0 && df > 0).toBe(true)
    }
  })

  it('finds nothing where nothing varies, and refuses a difference without variance', () => {
    const flat = new Float64Array(12).fill(0.1)
    expect(crossedDifference(flat, flat, 3)).toMatchObject({ statistic: 0, p: 1, interval: [0, 0] })
    expect(() => crossedDifference(flat, new Float64Array(12), 3)).toThrow('ZERO_VARIANCE: crossed networks')
  })

  it('names wrong input', () => {
    const four = [1, 2, 3, 4]
    expect(() => crossedDifference(four, four, 1)).toThrow('TOO_FEW_VALUES: networks is 1, at least 2')
    expect(() => crossedDifference(four, four, 2.5)).toThrow('OUT_OF_RANGE: networks is 2.5')
    expect(() => crossedDifference(four, four, 4)).toThrow('TOO_FEW_VALUES: a holds 1 image')
    expect(() => crossedDifference(four, [1, 2, 3], 2)).toThrow('LENGTH_MISMATCH: b holds 3 values')
    expect(() => crossedDifference([1, 2, 3, Number.NaN], four, 2)).toThrow('NOT_FINITE: a[3]')
    expect(() => crossedDifference(four, [2, 1, 4, 4], 2, { confidence: 1 })).toThrow(
      'OUT_OF_RANGE: confidence',
    )
  })
})

describe('Cochran’s critical value', () => {
  it('lies between the quantiles of both df, and its p between theirs', () => {
    const weights = { weight: 0.4, df: 2, otherDf: 50 }
    const value = cochranQuantile(weights, Math.log(0.025))
    const two = 0.95 / Math.sqrt(2 * 0.975 * 0.025)
    expect(value).toBeCloseTo(0.4 * two + 0.6 * studentTDistribution(50).quantile(0.975), 12)
    expect(cochranLogP(weights, value)).toBeCloseTo(Math.log(0.05), 10)
    expect(cochranLogP(weights, -40)).toBe(cochranLogP(weights, 40))
  })

  it('has a p that returns to it, for any weights and far into the tails', () => {
    const s = new SmallFastCounter(11)
    for (let run = 0; run < 300; run++) {
      const weights = {
        weight: s.uniform(),
        df: 1 + Math.floor(5 * s.uniform()),
        otherDf: 5 + 200 * s.uniform(),
      }
      const logP = -30 * s.uniform() ** 2
      const value = cochranQuantile(weights, logP - Math.LN2)
      expect(Math.abs(cochranLogP(weights, value) - logP)).toBeLessThan(1e-11 * Math.max(1, -logP))
    }
  })
})

describe('effectContributions', () => {
  it('have the difference of each network’s g, and averaged over two effects that of their mean', () => {
    const uniform = new SmallFastCounter(4).uniform
    const table = (n: number, shift: number) => Float64Array.from({ length: 3 * n }, () => uniform() + shift)
    const effects = [0, 0.4].map((shift) => [table(12, shift), table(9, 0)] as const)
    const both = effects.map(([a, b]) => effectContributions(a, b, 3))
    effects.forEach(([a, b], e) => {
      const crossed = crossedEffect(a, b, 3)
      const again = crossedDifference(...both[e]!.contributions, 3)
      expect(again.estimate).toBeCloseTo(crossed.estimate, 12)
      expect(again.standardError).toBeCloseTo(crossed.standardError, 12)
      expect([...both[e]!.perNetwork]).toEqual([...crossed.perNetwork])
    })
    const averaged = [0, 1].map((c) =>
      both[0]!.contributions[c]!.map((z, i) => (z + both[1]!.contributions[c]![i]!) / 2),
    )
    const estimates = effects.map(([a, b]) => crossedEffect(a, b, 3).estimate)
    expect(crossedDifference(averaged[0]!, averaged[1]!, 3).estimate).toBeCloseTo(
      (estimates[0]! + estimates[1]!) / 2,
      12,
    )
    expect(effectContributions([1, 2, 3], [2, 4, 4], 1).perNetwork).toHaveLength(1)
  })
})

describe('crossedEffect', () => {
  it('is Hedges g where networks say the same, to first order with its spread, whatever each network’s scale', () => {
    const s = new SmallFastCounter(6)
    const [a, b] = [s.sample(400, () => 1.5 + s.normal()), s.sample(400, s.normal)]
    const scaled = (one: Float64Array) =>
      [1, 7, 0.02].flatMap((scale) => [...one].map((x) => scale * x + scale))
    const result = crossedEffect(scaled(a), scaled(b), 3)
    const { value, interval } = hedgesG(a, b)
    expect(result.estimate).toBeCloseTo(value, 10)
    const width = (limits: readonly number[]) => limits[1]! - limits[0]!
    expect(width(result.interval) / width(interval)).toBeGreaterThan(0.95)
    expect(width(result.interval) / width(interval)).toBeLessThan(1.05)
    expect([...result.perNetwork].every((g) => Math.abs(g - value) < 1e-10)).toBe(true)
  })

  it('takes a network without spread or difference for 0, and names one without spread that differs', () => {
    expect(crossedEffect([1, 1, 1, 3, 2, 5], [1, 1, 1, 2, 0, 4], 2).perNetwork[0]).toBe(0)
    expect(() => crossedEffect([1, 1, 1, 2], [2, 2, 0, 4], 2)).toThrow('ZERO_VARIANCE: network 0')
  })
})

describe('pigeonholeBootstrap', () => {
  it('has the estimate of the closed form, and the variance A + B + E of resampling both ways', () => {
    const s = new SmallFastCounter(8)
    const [m, sizes] = [6, [9, 14]] as const
    const [a, b] = draw(s, m, sizes, [0.6, 1, 0.8], 1)
    const { estimate, perNetwork } = crossedDifference(a, b, m)
    const result = pigeonholeBootstrap(a, b, m, { uniform: s.uniform, resamples: 20_000 })
    expect(result.estimate).toBeCloseTo(estimate, 12)
    const square = (values: Float64Array, centre: number) =>
      values.reduce((sum, x) => sum + (x - centre) ** 2, 0)
    let expected = square(perNetwork, estimate) / m ** 2
    for (const values of [a, b]) {
      const n = values.length / m
      const rows = Array.from({ length: m }, (_, k) => values.subarray(k * n, (k + 1) * n))
      const rowMeans = rows.map((row) => row.reduce((sum, x) => sum + x, 0) / n)
      const whole = rowMeans.reduce((sum, x) => sum + x, 0) / m
      const imageMeans = Float64Array.from(
        { length: n },
        (_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / m,
      )
      expected += square(imageMeans, whole) / n ** 2
      const residual = values.map((x, at) => x - rowMeans[Math.floor(at / n)]! - imageMeans[at % n]! + whole)
      expected += square(residual, 0) / (m * n) ** 2
    }
    expect(result.standardError ** 2 / expected).toBeGreaterThan(0.96)
    expect(result.standardError ** 2 / expected).toBeLessThan(1.04)
  })

  it('of the standardised effect starts from the mean g of the networks', () => {
    const s = new SmallFastCounter(9)
    const [a, b] = draw(s, 4, [20, 20], [0.2, 1, 0.3], 1)
    const result = pigeonholeBootstrap(a, b, 4, {
      effect: 'standardised',
      uniform: s.uniform,
      resamples: 199,
    })
    expect(result.estimate).toBeCloseTo(crossedEffect(a, b, 4).estimate, 10)
    expect(result.interval[0]).toBeLessThan(result.estimate)
    expect(result.interval[1]).toBeGreaterThan(result.estimate)
  })

  it('draws networks, then images of a, then of b', () => {
    // Network 1 twice; image 0 of a twice; images 1 and 0 of b.
    const uniforms = [0.9, 0.5, 0.1, 0.4, 0.6, 0.2]
    let at = 0
    const uniform = () => uniforms[at++ % 6]!
    const { interval } = pigeonholeBootstrap([1, 2, 10, 20], [0, 0, 3, 5], 2, { uniform, resamples: 2 })
    expect(interval).toEqual([6, 6])
    expect(at).toBe(12)
  })

  it('names wrong input', () => {
    const uniform = () => 0
    expect(() => pigeonholeBootstrap([1, 2], [1, 2], 1, { uniform })).toThrow('TOO_FEW_VALUES: networks is 1')
    expect(() => pigeonholeBootstrap([1, 2, 3, 4], [1, 2, 3, 4], 2, { uniform, resamples: 1 })).toThrow(
      'OUT_OF_RANGE',
    )
    expect(() =>
      pigeonholeBootstrap([1, 2, 3, 4], [0, 2, 9, 4], 2, { uniform, effect: 'standardised' }),
    ).toThrow('ZERO_VARIANCE: a resample')
  })
})
