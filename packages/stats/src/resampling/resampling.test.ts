import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Congruential } from '../../test/congruential.js'
import {
  bootstrapBca,
  clusterMassTest,
  interactionCurve,
  interactionCurves,
  jointPermutation,
  mean,
  mixedAnova,
  permutationTest,
  signFlipTest,
  specificationCurve,
  studentT,
} from '../index.js'
import { randomSubset } from './random-subset.js'

const never = () => expect.fail('nothing should be drawn')

describe('randomSubset', () => {
  it('draws every subset equally often', () => {
    const { uniform } = new Congruential(3)
    const order = Int32Array.of(0, 1, 2, 3, 4)
    const counts = new Map<string, number>()
    for (let i = 0; i < 10_000; i++) {
      randomSubset(order, 2, uniform)
      const key = [...order.subarray(0, 2)].sort().join()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect(counts.size).toBe(10)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(900))
  })
})

describe('permutation tests', () => {
  it('count all relabellings where there are few', () => {
    expect(permutationTest([1, 2, 3], [4, 5, 6], { uniform: never })).toMatchObject({
      name: 'permutation (exact)',
      statistic: -3,
      estimate: -3,
      p: 2 / 20,
      permutations: 20,
    })
    expect(signFlipTest([2, 3, 4], [1, 1, 1], { uniform: never })).toMatchObject({
      p: 2 / 8,
      permutations: 8,
    })
  })

  it('draw (b + 1)/(m + 1) where there are many: never 0, and near the count in full', () => {
    const { uniform } = new Congruential(5)
    const [a, b] = [
      Array.from({ length: 9 }, () => uniform()),
      Array.from({ length: 9 }, () => uniform() + 0.2),
    ]
    const full = permutationTest(a, b, { uniform: never, permutations: 48_620 })
    const drawn = permutationTest(a, b, { uniform, permutations: 9_999 })
    expect([full.method, drawn.method]).toEqual(['exact', 'random'])
    expect(Math.abs(drawn.p - full.p)).toBeLessThan(4 * Math.sqrt((full.p * (1 - full.p)) / 9_999))
    const apart = Array.from({ length: 30 }, (_, i) => i + 1000)
    expect(
      permutationTest(
        apart,
        Array.from({ length: 30 }, (_, i) => i),
        { uniform, permutations: 99 },
      ).p,
    ).toBe(0.01)
  })

  it('count ties however the sums are rounded', () => {
    // Every relabelling of equal values ties with the observed one.
    expect(permutationTest([0.1, 0.1, 0.1], [0.1, 0.1], { uniform: never }).p).toBe(1)
    expect(signFlipTest([0.3, 0.1], [0.3, 0.1], { uniform: never }).p).toBe(1)
  })

  it('give the same answer for the same draws', () => {
    const [a, b] = [new Congruential(1).normals(20), new Congruential(2).normals(25, 0.3)]
    const run = () => permutationTest(a, b, { uniform: new Congruential(9).uniform, permutations: 500 })
    expect(run()).toEqual(run())
  })

  it('name wrong options', () => {
    expect(() => permutationTest([1], [2], { uniform: never, permutations: 0 })).toThrow(
      'OUT_OF_RANGE: permutations is 0',
    )
    expect(() => signFlipTest([1], [2, 3], { uniform: never })).toThrow('LENGTH_MISMATCH')
  })
})

describe('bootstrapBca', () => {
  it('has no width for a statistic that nothing changes', () => {
    const result = bootstrapBca([[1, 1, 1]], (x) => mean(x!), {
      uniform: new Congruential(1).uniform,
      resamples: 50,
    })
    expect(result.interval).toEqual([1, 1])
  })

  it('stays inside the range of the statistic and names one that is not finite', () => {
    const { uniform } = new Congruential(1)
    const { interval } = bootstrapBca([[1, 5, 9, 12]], (x) => Math.max(...x!), { uniform, resamples: 200 })
    expect(interval[0]).toBeGreaterThanOrEqual(1)
    expect(interval[1]).toBe(12)
    expect(() => bootstrapBca([[1, 2]], () => Number.NaN, { uniform })).toThrow(
      'NOT_FINITE: statistic returned NaN',
    )
    expect(() => bootstrapBca([], () => 1, { uniform })).toThrow('TOO_FEW_VALUES')
  })
})

describe('clusterMassTest', () => {
  const noise = (n: number, seed: number, width = 6, height = 5) => ({
    data: new Congruential(seed).normals(n * width * height),
    shape: [n, height, width] as const,
  })

  it('takes Student’s t at each pixel', async () => {
    const [a, b] = [noise(7, 1), noise(5, 2)]
    const { t, threshold } = await clusterMassTest(a, b, {
      uniform: new Congruential(1).uniform,
      permutations: 1,
    })
    for (let p = 0; p < 30; p++) {
      const pixel = (stack: typeof a) => stack.data.filter((_, i) => i % 30 === p)
      expect(t[p]).toBeCloseTo(studentT(pixel(a), pixel(b)).statistic, 10)
    }
    expect(threshold).toBeCloseTo(2.2281388519649385, 10)
  })

  it('joins pixels by their sides, not their corners, and not across edges or signs', async () => {
    // One pixel of +, one diagonal to it, two adjacent of −, one at each end of neighbouring rows.
    const pattern = [1, 0, -1, -1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0]
    const stack = (sign: number) => ({
      data: [0.1, -0.1, 0].flatMap((noise) => pattern.map((value) => sign * value + noise)),
      shape: [3, 4, 4] as const,
    })
    const { clusters } = await clusterMassTest(stack(1), stack(-1), {
      uniform: new Congruential(1).uniform,
      permutations: 9,
      threshold: 5,
    })
    const found = clusters.map(({ sign, pixels }) => [sign, ...pixels].join()).sort()
    expect(found).toEqual(['-1,2,3', '1,0', '1,11', '1,12', '1,5'].sort())
  })

  it('is as sensitive one way as the other', async () => {
    const [a, b] = [noise(6, 1), noise(9, 2)]
    const options = () => ({ uniform: new Congruential(4).uniform, permutations: 50, threshold: 1 })
    const [one, other] = [await clusterMassTest(a, b, options()), await clusterMassTest(b, a, options())]
    expect(other.clusters.map(({ mass, sign, p }) => [mass, sign, p])).toEqual(
      one.clusters.map(({ mass, sign, p }) => [mass, -sign, p]),
    )
    expect(other.nullMasses).toEqual(one.nullMasses)
  })

  it('leaves out pixels that never vary', async () => {
    const flat = { data: new Float64Array(4 * 4).fill(0.1), shape: [4, 2, 2] as const }
    const { t, clusters, nullMasses } = await clusterMassTest(flat, flat, {
      uniform: () => 0,
      permutations: 1,
    })
    expect([...t]).toEqual([0, 0, 0, 0])
    expect(clusters).toEqual([])
    expect([...nullMasses]).toEqual([0])
  })

  it('reports progress and stops when told', async () => {
    const [a, b] = [noise(60, 1, 28, 28), noise(60, 2, 28, 28)]
    const seen: number[] = []
    const controller = new AbortController()
    const run = clusterMassTest(a, b, {
      uniform: new Congruential(4).uniform,
      permutations: 5000,
      signal: controller.signal,
      onProgress(done, total) {
        seen.push(done)
        expect(total).toBe(5000)
        if (seen.length === 2) controller.abort(new Error('enough'))
      },
    })
    await expect(run).rejects.toThrow('enough')
    expect(seen.length).toBe(2)
    expect(seen[1]).toBeGreaterThan(seen[0]!)
  })

  it('names wrong input', async () => {
    const { uniform } = new Congruential(1)
    await expect(clusterMassTest(noise(3, 1), noise(3, 1, 5, 6), { uniform })).rejects.toThrow(
      'LENGTH_MISMATCH: b holds',
    )
    await expect(clusterMassTest(noise(1, 1), noise(3, 1), { uniform })).rejects.toThrow(
      'TOO_FEW_VALUES: a holds 1',
    )
    await expect(clusterMassTest(noise(3, 1), noise(3, 1), { uniform, threshold: 0 })).rejects.toThrow(
      'OUT_OF_RANGE',
    )
  })
})

describe('jointPermutation', () => {
  it('first gives what single tests give, without the missing values', () => {
    const number = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: -50, max: 50 }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    )
    const rows = fc.array(fc.tuple(number, number), { minLength: 5, maxLength: 12 })
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const columns = [0, 1].map((k) =>
          [a, b].map((group) => group.map((row) => row[k]!).filter((x) => !Number.isNaN(x))),
        )
        fc.pre(columns.every(([x, y]) => x!.length > 1 && y!.length > 1 && new Set(x).size > 1))
        const options = { uniform: never, permutations: 1 }
        const figures = jointPermutation(a.flat(), b.flat(), 2, options).next().value!
        columns.forEach(([x, y], k) => {
          const test = studentT(x!, y!)
          expect(figures.t[k]).toBeCloseTo(test.statistic, 8)
          expect(figures.differences[k]).toBeCloseTo(test.estimate, 8)
          expect(figures.df[k]).toBe(test.df)
        })
      }),
    )
  })

  it('names wrong input before anything is drawn', () => {
    expect(() => jointPermutation([1, 2, 3], [1, 2], 2, { uniform: never })).toThrow(
      'LENGTH_MISMATCH: a holds 3 values',
    )
    expect(() => jointPermutation([1, 2], [1, 2, 3, 4], 2, { uniform: never })).toThrow(
      'TOO_FEW_VALUES: a holds 1',
    )
    expect(() => jointPermutation([1, Infinity], [1, 2], 1, { uniform: never })).toThrow(
      'NOT_FINITE: measure 0',
    )
  })
})

describe('specificationCurve', () => {
  it('tells a sign that turns from one that holds, and swaps them where the groups are swapped', () => {
    const source = new Congruential(9)
    const group = (shift: number, turn: number) =>
      Array.from({ length: 40 }, () => {
        const image = source.normal()
        return [0, 1, 2, 3].map((k) => image + (k < 2 ? shift : turn * shift) + 0.2 * source.normal())
      }).flat()
    const options = () => ({ permutations: 199, uniform: new Congruential(4).uniform })
    const [none, held, turned] = [group(0, 0), group(1.5, 1), group(1.5, -1)]
    const holds = specificationCurve(held, none, 4, options())
    expect(holds.significantPositive.value).toBe(1)
    expect(holds.significantPositive.p).toBeLessThanOrEqual(0.05)
    expect(holds.significantNegative).toEqual({ value: 0, p: 1 })
    const turns = specificationCurve(turned, none, 4, options())
    // Half of the specifications each way: less than all one way, and either half as likely by chance.
    for (const { value, p } of [turns.significantPositive, turns.significantNegative]) {
      expect(value).toBe(0.5)
      expect(p).toBeGreaterThan(holds.significantPositive.p)
    }
    const swapped = specificationCurve(none, held, 4, options())
    expect([swapped.significantNegative.value, swapped.significantPositive.value]).toEqual([1, 0])
  })

  it('finds a difference that every specification shows, and says which way', () => {
    const source = new Congruential(2)
    const specifications = 12
    const group = (n: number, shift: number) =>
      Array.from({ length: n }, () => {
        const image = source.normal() + shift
        return Array.from({ length: specifications }, () => image + 0.3 * source.normal())
      }).flat()
    const curve = specificationCurve(group(30, 0), group(30, 1), specifications, {
      uniform: source.uniform,
      permutations: 199,
    })
    expect(curve.direction).toBe(-1)
    expect(curve.sameSign).toEqual({ value: 1, p: expect.any(Number) })
    expect(curve.significant.value).toBe(1)
    expect(curve.median.p).toBeLessThanOrEqual(0.01)
    expect(curve.significant.p).toBeLessThanOrEqual(0.02)
  })

  it('has p 1 where no specification varies', () => {
    const curve = specificationCurve([1, 1, 1, 1], [1, 1, 1, 1], 2, { uniform: () => 0, permutations: 9 })
    expect([curve.median.p, curve.sameSign.p, curve.significant.p]).toEqual([1, 1, 1])
    expect([...curve.p]).toEqual([1, 1])
  })
})

describe('interactionCurve', () => {
  const profile = (levels: number) =>
    fc.array(
      fc.oneof({ weight: 12, arbitrary: fc.integer({ min: -50, max: 50 }) }, fc.constant(Number.NaN)),
      {
        minLength: 2 * levels,
        maxLength: 2 * levels,
      },
    )
  const groups = fc.integer({ min: 2, max: 4 }).chain((levels) => {
    const rows = fc.array(profile(levels), { minLength: 6, maxLength: 12 })
    return fc.tuple(fc.constant(levels), rows, rows)
  })

  it('has for each specification the interaction of mixedAnova, profiles with missing values left out', () => {
    fc.assert(
      fc.property(groups, ([levels, a, b]) => {
        const whole = (rows: number[][], k: number) =>
          rows
            .map((row) => row.slice(k * levels, (k + 1) * levels))
            .filter((profile) => !profile.some(Number.isNaN))
        const both = [0, 1].map((k) => [whole(a, k), whole(b, k)] as const)
        fc.pre(both.every(([x, y]) => x.length > 2 && y.length > 2))
        const options = { specifications: 2, levels, permutations: 1, uniform: new Congruential(3).uniform }
        const curve = interactionCurve(a.flat(), b.flat(), options)
        both.forEach(([x, y], k) => {
          const labels = [...x.map(() => 0), ...y.map(() => 1)]
          const { interaction } = mixedAnova([...x, ...y].flat(), labels)
          expect(curve.effects[k]).toBeCloseTo(interaction.effect.value, 9)
          expect(curve.p[k]).toBeCloseTo(interaction.p, 9)
        })
        const significant = [...curve.p].filter((p) => p < 0.05).length / 2
        // Interpolated critical values may decide otherwise next to the level itself.
        if ([...curve.p].every((p) => Math.abs(p - 0.05) > 1e-4)) {
          expect(curve.significant.value).toBe(significant)
        }
      }),
    )
  })

  it('over blocks is the curve of all their specifications, under the same relabellings', () => {
    const source = new Congruential(11)
    const group = (n: number) => Array.from({ length: n * 6 }, () => source.normal())
    const [a, b] = [group(9), group(12)]
    const half = (values: number[], k: number) => values.filter((_, i) => Math.floor((i % 6) / 3) === k)
    const options = { permutations: 99, alpha: 0.3 }
    const whole = interactionCurve(a, b, {
      ...{ specifications: 2, levels: 3, ...options },
      uniform: new Congruential(7).uniform,
    })
    const block = (k: number) => ({ a: half(a, k), b: half(b, k), specifications: 1, levels: 3 })
    const uniform = () => new Congruential(7).uniform
    expect(interactionCurves([block(0), block(1)], { ...options, uniform: uniform() })).toEqual(whole)
    // Blocks of other levels change no specification of the first, and share its relabellings.
    const two = { a: group(9), b: group(12), specifications: 3, levels: 2 }
    const mixed = interactionCurves([block(0), two, block(1)], { ...options, uniform: uniform() })
    expect([mixed.effects[0], mixed.effects[4]]).toEqual([...whole.effects])
    expect(mixed.p).toHaveLength(5)
    const other = { ...two, a: group(8) }
    expect(() => interactionCurves([block(0), other], { ...options, uniform: uniform() })).toThrow(
      'LENGTH_MISMATCH: block 1 is of 8 and 12 subjects, block 0 of 9 and 12',
    )
    expect(() => interactionCurves([], { ...options, uniform: uniform() })).toThrow('OUT_OF_RANGE: blocks')
  })

  it('is blind to level, and finds a pattern that every specification shows', () => {
    const source = new Congruential(5)
    const group = (level: number, bend: number) =>
      Array.from({ length: 20 }, () => {
        const image = level + source.normal()
        return [0, bend, 0, 0, 2 * bend, 0].map((more) => image + more + 0.5 * source.normal())
      }).flat()
    const options = { specifications: 2, levels: 3, permutations: 199, uniform: source.uniform }
    expect(interactionCurve(group(0, 0), group(5, 0), options).median.p).toBeGreaterThan(0.05)
    const found = interactionCurve(group(0, 0), group(0, 1), options)
    expect(found.median.p).toBe(1 / 200)
    expect(found.significant.value).toBe(1)
  })

  it('has p 1 where nothing varies, and names wrong input', () => {
    const options = { specifications: 1, levels: 2, permutations: 9, uniform: () => 0 }
    const flat = interactionCurve([1, 1, 1, 1], [1, 1, 1, 1], options)
    expect(flat).toMatchObject({ median: { value: 0, p: 1 }, significant: { value: 0, p: 1 } })
    expect([...flat.p]).toEqual([1])
    expect(() => interactionCurve([1, 2, 3], [1, 2, 3, 4], options)).toThrow('LENGTH_MISMATCH: a holds 3')
    expect(() => interactionCurve([1, 2], [1, 2, 3, 4], options)).toThrow('TOO_FEW_VALUES: a holds 1')
    expect(() => interactionCurve([1, 2, 3, Infinity], [1, 2, 3, 4], options)).toThrow('NOT_FINITE: a[3]')
    expect(() => interactionCurve([1], [2], { ...options, levels: 1 })).toThrow('OUT_OF_RANGE: levels')
  })
})
