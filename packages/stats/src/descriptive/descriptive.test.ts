import fc from 'fast-check'
import * as simple from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { Congruential } from '../../test/congruential.js'
import {
  mean,
  meanDifference,
  meanInterval,
  median,
  medianInterval,
  oneSampleT,
  quantile,
  ranks,
  StatisticsError,
  standardDeviation,
  summarise,
  variance,
} from '../index.js'

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 })

describe('mean and variance', () => {
  it('are those of simple-statistics', () => {
    fc.assert(
      fc.property(values, (sample) => {
        expect(mean(sample)).toBeCloseTo(simple.mean(sample), 6)
        expect(standardDeviation(sample)).toBeCloseTo(simple.sampleStandardDeviation(sample), 5)
        expect(median(sample)).toBeCloseTo(simple.median(sample), 6)
      }),
    )
  })

  it('of a constant sample are exactly its value and 0, for any number', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
        fc.integer({ min: 2, max: 99 }),
        (x, n) => {
          // Their difference, since a mean of −0 is as right as one of 0.
          expect(mean(new Array(n).fill(x)) - x).toBe(0)
          expect(variance(new Array(n).fill(x))).toBe(0)
        },
      ),
    )
  })

  it('lose no digits to a common offset', () => {
    const sample = [1, 2, 4, 8, 16]
    const shifted = sample.map((value) => value + 2 ** 40)
    expect(variance(shifted)).toBe(variance(sample))
    expect(
      meanDifference(
        shifted,
        shifted.map((value) => value + 0.25),
      ),
    ).toBe(-0.25)
  })

  it('take typed arrays and leave them as they were', () => {
    const sample = Float32Array.of(3, 1, 2)
    expect([mean(sample), variance(sample), median(sample)]).toEqual([2, 1, 2])
    expect([...sample]).toEqual([3, 1, 2])
  })
})

describe('meanInterval', () => {
  it('is the interval of the one-sample t test, and has no width where nothing varies', () => {
    const sample = [2.5, 3.1, 4.7, 5.2]
    expect(meanInterval(sample, { confidence: 0.9 }).interval).toEqual(
      oneSampleT(sample, { confidence: 0.9 }).interval,
    )
    expect(meanInterval([0.1, 0.1, 0.1])).toEqual({
      n: 3,
      mean: 0.1,
      sd: 0,
      standardError: 0,
      interval: [0.1, 0.1],
    })
  })
})

describe('quantile', () => {
  it('interpolates as R and NumPy do', () => {
    expect(quantile([40, 10, 30, 20], 0)).toBe(10)
    expect(quantile([40, 10, 30, 20], 0.25)).toBe(17.5)
    expect(quantile([40, 10, 30, 20], 1)).toBe(40)
    expect(median([3, 1, 2])).toBe(2)
  })
})

describe('ranks', () => {
  it('shares the ranks of ties and sums them up', () => {
    expect(ranks([10, 30, 20, 20, 30, 30])).toEqual({
      ranks: Float64Array.of(1, 5, 2.5, 2.5, 5, 5),
      tieTerm: 2 ** 3 - 2 + 3 ** 3 - 3,
    })
  })

  it('always sums to n(n + 1)/2', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (sample) => {
        const sum = ranks(sample).ranks.reduce((total, rank) => total + rank, 0)
        expect(sum).toBe((sample.length * (sample.length + 1)) / 2)
      }),
    )
  })
})

describe('summarise', () => {
  it('gives size, mean, spread and quartiles', () => {
    expect(summarise([1, 2, 3, 4, 5])).toEqual({
      n: 5,
      mean: 3,
      sd: Math.sqrt(2.5),
      standardError: Math.sqrt(0.5),
      min: 1,
      lowerQuartile: 2,
      median: 3,
      upperQuartile: 4,
      max: 5,
    })
    expect(summarise([7])).toMatchObject({ n: 1, mean: 7, sd: 0, standardError: 0 })
  })
})

it('names what is wrong with a sample', () => {
  expect(() => mean([])).toThrow('TOO_FEW_VALUES: sample holds 0 values, at least 1 are needed')
  expect(() => variance([1])).toThrow('TOO_FEW_VALUES: sample holds 1 value, at least 2 are needed')
  expect(() => mean([1, Number.NaN])).toThrow('NOT_FINITE: sample[1] is NaN, expected a finite number')
  expect(() => quantile([1], 2)).toThrow('OUT_OF_RANGE: p is 2, expected a probability in 0 … 1')
  expect(() => mean([Infinity])).toThrow(StatisticsError)
})

describe('the interval of a median', () => {
  it('is made of the order statistics that tables give', () => {
    const ofFirst = (n: number) => medianInterval(Array.from({ length: n }, (_, i) => i + 1))
    // Hollander and Wolfe (1999), table A.2, two-sided 0.05: the sign test's intervals.
    expect(ofFirst(6)).toEqual({ median: 3.5, interval: [1, 6], coverage: 1 - 2 / 64 })
    expect(ofFirst(9).interval).toEqual([2, 8])
    expect(ofFirst(20).interval).toEqual([6, 15])
    expect(ofFirst(5).coverage).toBeCloseTo(0.9375, 12)
    expect(ofFirst(1)).toEqual({ median: 1, interval: [1, 1], coverage: 0 })
  })

  it('holds the true median as often as it says', () => {
    const random = new Congruential(11)
    for (const n of [6, 7, 15, 30]) {
      let [held, coverage] = [0, 0]
      for (let i = 0; i < 4000; i++) {
        // Skewed: the median of −log u is log 2.
        const result = medianInterval(Array.from({ length: n }, () => -Math.log(1 - random.uniform())))
        const [low, high] = result.interval
        if (low <= Math.LN2 && Math.LN2 <= high) held++
        coverage = result.coverage
      }
      expect(Math.abs(held / 4000 - coverage)).toBeLessThan(0.012)
    }
  })
})
