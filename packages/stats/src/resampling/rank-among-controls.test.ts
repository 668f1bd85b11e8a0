import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { controlsNeeded, proportionInterval, rankAmongControls } from '../index.js'

describe('rankAmongControls', () => {
  const twenty = Float64Array.from({ length: 20 }, (_, i) => i)

  it('gives (b + 1)/(m + 1), ties counted as extreme', () => {
    expect(rankAmongControls(20, twenty)).toMatchObject({
      p: 1 / 21,
      asExtreme: 0,
      ties: 0,
      smallestP: 1 / 21,
    })
    expect(rankAmongControls(19, twenty)).toMatchObject({
      p: 2 / 21,
      asExtreme: 1,
      ties: 1,
      estimate: 1 / 20,
    })
    expect(rankAmongControls(10, twenty, { side: 'less' })).toMatchObject({ p: 12 / 21, asExtreme: 11 })
    expect(rankAmongControls(0, new Float64Array(20))).toMatchObject({ p: 1, ties: 20 })
  })

  it('takes twice the rarer side, at most 1: an effect may stand apart by being small', () => {
    expect(rankAmongControls(-1, twenty, { side: 'two-sided' })).toMatchObject({ p: 2 / 21, asExtreme: 0 })
    expect(rankAmongControls(9.5, twenty, { side: 'two-sided' }).p).toBe(1)
    expect(rankAmongControls(1, [3], { side: 'two-sided' })).toMatchObject({ p: 1, smallestP: 1 })
  })

  it('bounds the chance of one more control as extreme: 0 of 20 leave up to 1 − 0.025^(1/20)', () => {
    const { interval } = rankAmongControls(20, twenty)
    expect(interval[0]).toBe(0)
    expect(interval[1]).toBeCloseTo(1 - 0.025 ** (1 / 20), 12)
  })

  it('has p-values no smaller than uniform ones: exactly k/(m + 1) for the k-th of m + 1 exchangeable values', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 12 }), (values) => {
        const p = values.map(
          (value, i) =>
            rankAmongControls(
              value,
              values.filter((_, j) => j !== i),
            ).p,
        )
        p.sort((a, b) => a - b).forEach((value, k) => {
          expect(value).toBeCloseTo((k + 1) / values.length, 12)
        })
      }),
    )
  })

  it('needs 19 controls for 0.05, 39 two-sided', () => {
    expect([controlsNeeded(0.05), controlsNeeded(0.05, 'two-sided'), controlsNeeded(0.01)]).toEqual([
      19, 39, 99,
    ])
    for (const alpha of [0.5, 0.1, 0.05, 0.03, 0.001]) {
      const m = controlsNeeded(alpha)
      expect(rankAmongControls(1, new Float64Array(m)).p).toBeLessThanOrEqual(alpha)
      if (m > 1) expect(rankAmongControls(1, new Float64Array(m - 1)).p).toBeGreaterThan(alpha)
    }
  })

  it('names wrong input', () => {
    expect(() => rankAmongControls(Number.NaN, [1])).toThrow('NOT_FINITE: value is NaN')
    expect(() => rankAmongControls(1, [])).toThrow('TOO_FEW_VALUES: controls')
    expect(() => rankAmongControls(1, [Infinity])).toThrow('NOT_FINITE: controls[0]')
    expect(() => controlsNeeded(0)).toThrow('OUT_OF_RANGE: alpha')
    expect(() => proportionInterval(3, 2)).toThrow('OUT_OF_RANGE: successes is 3')
    expect(() => proportionInterval(0, 0)).toThrow('OUT_OF_RANGE: trials is 0')
  })
})
