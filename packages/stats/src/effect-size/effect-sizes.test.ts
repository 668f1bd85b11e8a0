import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cohensD, designEffect, hedgesG, intraclassCorrelation, varghaDelaneyA } from '../index.js'

const sample = fc
  .array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 15 })
  .filter((values) => new Set(values).size > 1)

describe('standardised differences', () => {
  it('lie in their intervals, and change sign with the order of samples', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [g, swapped] = [hedgesG(a, b), hedgesG(b, a)]
        expect(g.interval[0]).toBeLessThanOrEqual(g.value)
        expect(g.interval[1]).toBeGreaterThanOrEqual(g.value)
        expect(swapped.value).toBeCloseTo(-g.value, 12)
        expect(swapped.interval[0]).toBeCloseTo(-g.interval[1], 9)
        expect(Math.abs(g.value)).toBeLessThanOrEqual(Math.abs(cohensD(a, b).value))
      }),
      { numRuns: 50 },
    )
  })

  it('are 0 where nothing varies, and an error where only the samples differ', () => {
    expect(hedgesG([0.1, 0.1], [0.1, 0.1])).toEqual({ name: 'Hedges g', value: 0, interval: [0, 0] })
    expect(() => hedgesG([1, 1], [2, 2])).toThrow('ZERO_VARIANCE')
  })
})

describe('varghaDelaneyA', () => {
  it('is a probability inside its interval', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const { value, interval } = varghaDelaneyA(a, b)
        expect(interval[0]).toBeGreaterThanOrEqual(0)
        expect(interval[1]).toBeLessThanOrEqual(1)
        expect(interval[0]).toBeLessThanOrEqual(value + 1e-12)
        expect(interval[1]).toBeGreaterThanOrEqual(value - 1e-12)
      }),
    )
  })

  it('has an interval of some width where the samples do not overlap', () => {
    const { value, interval } = varghaDelaneyA([4, 5, 6], [1, 2, 3])
    expect(value).toBe(1)
    expect(interval[1]).toBe(1)
    expect(interval[0]).toBeGreaterThan(0.4)
    expect(interval[0]).toBeLessThan(0.9)
  })
})

describe('intraclassCorrelation', () => {
  it('is 1 where clusters are constant, and its least where they are alike', () => {
    expect(
      intraclassCorrelation([
        [1, 1],
        [2, 2],
        [5, 5],
      ]).value,
    ).toBe(1)
    expect(
      intraclassCorrelation([
        [1, 2, 3],
        [3, 1, 2],
      ]).value,
    ).toBeCloseTo(-1 / 2, 12)
    expect(
      intraclassCorrelation([
        [0.1, 0.1],
        [0.1, 0.1],
      ]).value,
    ).toBe(0)
  })

  it('does not take a difference between groups for likeness', () => {
    const clusters = [
      [1, 2, 3],
      [2, 3, 1],
      [11, 12, 13],
      [13, 11, 12],
    ]
    expect(intraclassCorrelation(clusters).value).toBeGreaterThan(0.9)
    expect(intraclassCorrelation(clusters, [0, 0, 1, 1]).value).toBeCloseTo(-1 / 2, 12)
  })

  it('names what is missing', () => {
    expect(() => intraclassCorrelation([[1, 2]])).toThrow('TOO_FEW_VALUES: clusters: 1 in 1 groups')
    expect(() => intraclassCorrelation([[1], [2]])).toThrow('TOO_FEW_VALUES')
    expect(() => intraclassCorrelation([[1, 2], []])).toThrow('TOO_FEW_VALUES: clusters[1] holds 0 values')
    expect(() =>
      intraclassCorrelation(
        [
          [1, 2],
          [2, 3],
        ],
        [0],
      ),
    ).toThrow('LENGTH_MISMATCH: strata holds 1 groups')
  })
})

describe('designEffect', () => {
  it('is 1 + (m − 1) ICC for equal clusters', () => {
    expect(designEffect([784, 784], 0.25)).toEqual({
      value: 1 + 783 * 0.25,
      effectiveN: 1568 / (1 + 783 * 0.25),
    })
    expect(designEffect([5, 5], 0).value).toBe(1)
  })

  it('weighs large clusters more', () => {
    expect(designEffect([1, 9], 0.5).value).toBeCloseTo(1 + (82 / 10 - 1) * 0.5, 14)
  })

  it('names wrong input', () => {
    expect(() => designEffect([], 0)).toThrow('TOO_FEW_VALUES')
    expect(() => designEffect([5], 1.5)).toThrow('OUT_OF_RANGE: intraclassCorrelation is 1.5')
    expect(() => designEffect([5, 5], -0.5)).toThrow('OUT_OF_RANGE')
  })
})
