import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SmallFastCounter } from '../../test/small-fast-counter.js'
import { interactionTest, mixedAnova, profileOf, welchT } from '../index.js'
import { labelledMoments } from './labelled-moments.js'
import { randomSubset } from './random-subset.js'

const groups = (levels: number, sizes: readonly [number, number]) =>
  fc.tuple(
    ...sizes.map((n) =>
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: n * levels, maxLength: n * levels }),
    ),
  )
const quick = () => ({ permutations: 19, uniform: new SmallFastCounter(1).uniform })

describe('interactionTest', () => {
  it('for two levels is Welch’s t test of differences, squared', () => {
    fc.assert(
      fc.property(groups(2, [4, 7]), ([a, b]) => {
        const differences = [a!, b!].map((rows) =>
          rows.filter((_, i) => i % 2 === 0).map((x, i) => x - rows[2 * i + 1]!),
        )
        fc.pre(differences.every((one) => new Set(one).size > 1))
        const t = welchT(differences[0]!, differences[1]!)
        const result = interactionTest(a!, b!, 2, quick())
        expect(result.statistic / t.statistic ** 2 || 1).toBeCloseTo(1, 9)
        expect(result.df[0]).toBeCloseTo(1, 12)
        expect(result.df[1]).toBeCloseTo(t.df, 8)
        expect(result.p).toBeCloseTo(t.p, 9)
      }),
    )
  })

  it('for groups of one size has the F, the corrected df and partial eta squared of the mixed analysis of variance', () => {
    fc.assert(
      fc.property(groups(4, [6, 6]), ([a, b]) => {
        const anova = mixedAnova([...a!, ...b!], [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]).interaction
        const result = interactionTest(a!, b!, 4, quick())
        expect(result.statistic).toBeCloseTo(anova.statistic, 8)
        expect(result.df[0]).toBeCloseTo(3 * anova.epsilon, 8)
        expect(result.effect.value).toBeCloseTo(
          anova.sumOfSquares / (anova.sumOfSquares + anova.errorSumOfSquares),
          10,
        )
      }),
    )
  })

  it('is the same with the groups exchanged, and when subjects are shifted or all levels are', () => {
    fc.assert(
      fc.property(groups(3, [5, 8]), ([a, b]) => {
        const shifted = (rows: readonly number[]) =>
          rows.map((x, i) => x + 3 * Math.floor(i / 3) + 5 * (i % 3))
        const one = interactionTest(a!, b!, 3, quick())
        for (const other of [
          interactionTest(shifted(a!), shifted(b!), 3, quick()),
          interactionTest(b!, a!, 3, quick()),
        ]) {
          expect(other.statistic).toBeCloseTo(one.statistic, 8)
          expect(other.df[1]).toBeCloseTo(one.df[1], 6)
          expect(other.permutationP).toBe(one.permutationP)
        }
      }),
    )
  })

  it('computes the moments of a labelling alike from levels and from subjects', () => {
    const source = new SmallFastCounter(5)
    for (const [subjects, levels, few] of [
      [9, 3, 2],
      [12, 40, 5],
      [30, 7, 15],
    ] as const) {
      const rows = source.sample(subjects * levels, source.normal)
      for (let r = 0; r < levels; r++) {
        let mean = 0
        for (let i = 0; i < subjects; i++) mean += rows[i * levels + r]! / subjects
        for (let i = 0; i < subjects; i++) rows[i * levels + r]! -= mean
      }
      const ways = (['levels', 'subjects'] as const).map((way) => labelledMoments(rows, levels, few, way))
      const order = Int32Array.from({ length: subjects }, (_, i) => i)
      for (let labelling = 0; labelling < 5; labelling++) {
        const [byLevels, bySubjects] = ways.map((moments) => ({ ...moments(order) }))
        expect(bySubjects!.cross).toBeCloseTo(byLevels!.cross, 8)
        bySubjects!.squares.forEach((square, g) => {
          expect(square).toBeCloseTo(byLevels!.squares[g]!, 8)
        })
        randomSubset(order, few, source.uniform)
      }
    }
  })

  it('finds nothing between maps in the proportion of two once they are profiles, and an interaction before', () => {
    const source = new SmallFastCounter(3)
    const maps = Array.from(source.sample(90, () => 2 + 0.5 * source.normal())).map(
      (x, i) => x * ((i % 3) + 1),
    )
    const double = maps.map((x) => 2 * x)
    expect(interactionTest(maps, double, 3, { uniform: source.uniform }).permutationP).toBeLessThan(0.05)
    const [a, b] = [profileOf(maps, 3), profileOf(double, 3)]
    const profiles = interactionTest(a.profiles, b.profiles, 3, { uniform: source.uniform })
    expect(profiles.p).toBeCloseTo(1, 12)
    expect(profiles.permutationP).toBe(1)
  })

  it('has no unit: the same from values of 1e-120 and of 1e120', () => {
    const source = new SmallFastCounter(7)
    const [a, b] = [source.sample(24, source.normal), source.sample(30, source.normal)]
    const one = interactionTest(a, b, 3, quick())
    for (const unit of [1e-120, 1e120]) {
      const other = interactionTest(
        a.map((x) => unit * x),
        b.map((x) => unit * x),
        3,
        quick(),
      )
      expect(other.statistic).toBeCloseTo(one.statistic, 10)
      expect(other.df[1]).toBeCloseTo(one.df[1], 8)
      expect(other.permutationP).toBe(one.permutationP)
    }
  })

  it('leaves out rows with a NaN, and counts them', () => {
    const [a, b] = [
      [1, 2, 3, 4, Number.NaN, 0, 5, 9],
      [0, 1, 7, 2, 2, 8],
    ]
    const result = interactionTest(a, b, 2, quick())
    expect(result).toMatchObject({ subjects: [3, 3], leftOut: [1, 0] })
    expect(result.statistic).toBe(interactionTest([1, 2, 3, 4, 5, 9], b, 2, quick()).statistic)
  })

  it('finds nothing in patterns that do not vary, and refuses a difference without error variance', () => {
    const flat = interactionTest(new Array(9).fill(0.1), new Array(6).fill(0.1), 3, quick())
    expect(flat).toMatchObject({ statistic: 0, p: 1, permutationP: 1, effect: { value: 0 } })
    expect(() => interactionTest([1, 2, 1, 2], [2, 1, 2, 1], 2, quick())).toThrow(
      'ZERO_VARIANCE: group × level',
    )
    // Sums that are not exact in binary leave a little when they are subtracted.
    const of = (shares: readonly number[]) => Array.from({ length: 12 }, () => shares).flat()
    expect(() => interactionTest(of([0.31, 0.41, 0.28]), of([0.37, 0.33, 0.3]), 3, quick())).toThrow(
      'ZERO_VARIANCE',
    )
  })

  it('names wrong input', () => {
    expect(() => interactionTest([1, 2], [1, 2], 1, quick())).toThrow('TOO_FEW_VALUES: levels is 1')
    expect(() => interactionTest([1, 2, 3], [1, 2], 2, quick())).toThrow('LENGTH_MISMATCH: a holds 3 values')
    expect(() => interactionTest([1, 2, Number.NaN, 2], [1, 2, 3, 4], 2, quick())).toThrow(
      'TOO_FEW_VALUES: a holds 1 profiles (1 left out for a NaN)',
    )
    expect(() => interactionTest([1, 2, 3, 4], [1, 2, 3, Infinity], 2, quick())).toThrow('NOT_FINITE: b[3]')
    expect(() => interactionTest([1, 2, 3, 4], [1, 2, 3, 4], 2, { ...quick(), permutations: 0 })).toThrow(
      'OUT_OF_RANGE',
    )
  })
})
