/**
 * Simultaneous intervals: the interval of a measure that was chosen because it is the largest holds as often as it says;
 * that of a single comparison does not. Seeds are fixed.
 */
import { describe, expect, it } from 'vitest'
import { simultaneousIntervals, studentTDistribution, welchT } from '../src/index.js'
import { resampledMaxT } from '../src/resampling/resampled-max-t.js'
import { SmallFastCounter } from './small-fast-counter.js'

type Draw = (source: SmallFastCounter) => number
const normal: Draw = (s) => s.normal()
const skewed: Draw = (s) => s.exponential() - 1

/** n subjects' values of R measures that share a part of their variance. */
function group(source: SmallFastCounter, n: number, measures: number, draw: Draw, shared: number) {
  const values = Array.from({ length: measures }, () => new Float64Array(n))
  for (let i = 0; i < n; i++) {
    const own = draw(source)
    for (const sample of values) {
      sample[i] = Math.sqrt(shared) * own + Math.sqrt(1 - shared) * draw(source)
    }
  }
  return values
}

/** Share of runs in which the interval of the largest |t| holds the true difference, 0. */
function coverage(
  runs: number,
  seed: number,
  {
    n,
    measures,
    draws,
    shared,
    resamples = 499,
  }: {
    n: number
    measures: number
    draws: readonly [Draw, Draw]
    shared: number
    resamples?: number
  },
) {
  const source = new SmallFastCounter(seed)
  let [held, single] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const a = group(source, n, measures, draws[0], shared)
    const b = group(source, n, measures, draws[1], shared)
    const tests = a.map((values, r) => welchT(values, b[r]!))
    const most = tests.reduce(
      (best, { statistic }, r) => (Math.abs(statistic) > Math.abs(tests[best]!.statistic) ? r : best),
      0,
    )
    const [low, high] = simultaneousIntervals(a, b, { resamples, uniform: source.uniform })[most]!.interval
    if (low <= 0 && 0 <= high) held++
    const [from, to] = tests[most]!.interval
    if (from <= 0 && 0 <= to) single++
  }
  return { held: held / runs, single: single / runs }
}

describe('the interval of the measure with the largest difference holds', () => {
  it.each([
    ['3 measures, normal, n = 20', 600, { n: 20, measures: 3, draws: [normal, normal], shared: 0.2 }],
    ['3 measures, both skewed, n = 20', 600, { n: 20, measures: 3, draws: [skewed, skewed], shared: 0.2 }],
    [
      '3 measures, one class skewed, n = 30',
      600,
      { n: 30, measures: 3, draws: [skewed, normal], shared: 0.2 },
    ],
    ['60 measures, normal, n = 20', 200, { n: 20, measures: 60, draws: [normal, normal], shared: 0.3 }],
    [
      '60 measures, one class skewed, n = 20',
      200,
      { n: 20, measures: 60, draws: [skewed, normal], shared: 0.3 },
    ],
    [
      '784 measures, normal, n = 40',
      40,
      { n: 40, measures: 784, draws: [normal, normal], shared: 0.5, resamples: 199 },
    ],
    [
      '784 measures, both skewed, n = 20',
      40,
      { n: 20, measures: 784, draws: [skewed, skewed], shared: 0.5, resamples: 199 },
    ],
    [
      '4 measures of 6 subjects, normal: Bonferroni',
      600,
      { n: 6, measures: 4, draws: [normal, normal], shared: 0.3 },
    ],
  ] as const)(
    '%s',
    (_, runs, design) => {
      const { held, single } = coverage(runs, 41, design)
      expect(held).toBeGreaterThanOrEqual(0.95 - 3 * Math.sqrt((0.95 * 0.05) / runs))
      // The interval of a single comparison is what goes wrong: 0.86 with three measures, none with 784.
      expect(single).toBeLessThan(design.measures > 50 ? 0.4 : 0.93)
    },
    120_000,
  )
})

describe('max |T*|', () => {
  it('is what resampling subjects and testing each measure by itself gives', () => {
    const source = new SmallFastCounter(7)
    const [a, b] = [group(source, 9, 4, skewed, 0.3), group(source, 12, 4, normal, 0.3)]
    const [ours, theirs] = [new SmallFastCounter(8), new SmallFastCounter(8)]
    const draw = (samples: readonly Float64Array[]) => {
      const picked = Uint32Array.from(samples[0]!, () => Math.floor(theirs.uniform() * samples[0]!.length))
      return samples.map((sample) => Float64Array.from(picked, (i) => sample[i]!))
    }
    const expected = Array.from({ length: 50 }, () => {
      const [x, y] = [draw(a), draw(b)]
      return Math.max(
        ...a.map((values, r) => {
          const { estimate } = welchT(values, b[r]!)
          return Math.abs(welchT(x[r]!, y[r]!, { nullValue: estimate }).statistic)
        }),
      )
    })
    const found = resampledMaxT(a, b, 50, ours.uniform)
    for (const [k, value] of found.entries()) expect(value).toBeCloseTo(expected[k]!, 9)
  })
})

describe('simultaneousIntervals', () => {
  const source = new SmallFastCounter(5)
  const { uniform } = new SmallFastCounter(3)
  const [a, b] = [group(source, 25, 6, skewed, 0.4), group(source, 25, 6, normal, 0.4)]

  it('is the same but for the unit in which each measure is taken', () => {
    const scaled = (samples: readonly Float64Array[]) =>
      samples.map((sample, r) => sample.map((x) => 2 ** r * x))
    const plain = simultaneousIntervals(a, b, { uniform: new SmallFastCounter(2).uniform })
    const other = simultaneousIntervals(scaled(a), scaled(b), { uniform: new SmallFastCounter(2).uniform })
    plain.forEach(({ interval: [low, high], method }, r) => {
      expect(method).toBe('max-T')
      expect(other[r]!.interval[0]).toBeCloseTo(2 ** r * low, 10)
      expect(other[r]!.interval[1]).toBeCloseTo(2 ** r * high, 10)
    })
  })

  it('takes Bonferroni’s t where it is told not to resample, and where the level asks for more resamples', () => {
    for (const options of [{ resamples: 0 }, { resamples: 199, confidence: 0.999 }]) {
      const alpha = 1 - (options.confidence ?? 0.95)
      simultaneousIntervals(a, b, { ...options, uniform }).forEach(({ interval, method, estimate }, r) => {
        const { df, standardError } = welchT(a[r]!, b[r]!)
        const reach = studentTDistribution(df).upperQuantile(alpha / 12) * standardError
        expect(method).toBe('Bonferroni')
        expect(interval[1] - estimate).toBeCloseTo(reach, 10)
      })
    }
  })

  it('keeps measures that hardly vary from making all others’ intervals endless', () => {
    const rare = Float64Array.from({ length: 25 }, (_, i) => (i === 0 ? 1 : 0))
    const intervals = simultaneousIntervals([...a, rare], [...b, new Float64Array(25)], { uniform })
    expect(intervals.at(-1)!.method).toBe('Bonferroni')
    for (const { interval } of intervals) expect(interval.every(Number.isFinite)).toBe(true)
    expect(intervals[0]!.method).toBe('max-T')
  })

  it('gives no width where nothing varies, and no limits where groups without variance differ', () => {
    const constant = (value: number) => new Float64Array(25).fill(value)
    const [same, different] = simultaneousIntervals([constant(2), constant(2)], [constant(2), constant(3)], {
      uniform,
    })
    expect(same!.interval).toEqual([0, 0])
    expect(different).toMatchObject({ estimate: -1, interval: [Number.NaN, Number.NaN] })
  })

  it('refuses what is not paired', () => {
    expect(() => simultaneousIntervals(a, b.slice(1), { uniform })).toThrow(/LENGTH_MISMATCH/)
    expect(() => simultaneousIntervals(a, b, { uniform, family: 3 })).toThrow(/OUT_OF_RANGE/)
  })
})
