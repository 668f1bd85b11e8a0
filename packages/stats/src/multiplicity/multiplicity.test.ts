import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg, holm, maxT } from '../index.js'

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 })

describe('holm and benjaminiHochberg', () => {
  it('never lower a p, keep the order, and lie between p and Bonferroni', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const [h, bh] = [holm(p), benjaminiHochberg(p)]
        for (let i = 0; i < p.length; i++) {
          expect(bh[i]).toBeGreaterThanOrEqual(p[i]! * (1 - 1e-12))
          expect(h[i]).toBeGreaterThanOrEqual(bh[i]! * (1 - 1e-12))
          expect(h[i]).toBeLessThanOrEqual(Math.min(1, p.length * p[i]!) + 1e-12)
          for (let j = 0; j < i; j++) {
            if (p[i]! < p[j]!) expect(h[i]!).toBeLessThanOrEqual(h[j]!)
          }
        }
      }),
    )
  })

  it('work by hand', () => {
    expect([...holm([0.01, 0.04, 0.03])]).toEqual([0.03, 0.06, 0.06])
    const [a, b, c] = benjaminiHochberg([0.01, 0.04, 0.03])
    expect([a!, b!, c!].map((p) => p.toFixed(12))).toEqual([
      '0.030000000000',
      '0.040000000000',
      '0.040000000000',
    ])
    expect(holm([])).toEqual(new Float64Array())
  })

  it('refuse what is no probability', () => {
    expect(() => holm([0.1, Number.NaN])).toThrow('OUT_OF_RANGE: p[1] is NaN')
    expect(() => benjaminiHochberg([-0.1])).toThrow('OUT_OF_RANGE: p[0] is -0.1')
  })
})

describe('maxT', () => {
  it('works by hand: step-down maxima over the tests not yet rejected', () => {
    // Falling |t|: 3 (test 1), 2 (test 0), 1 (test 2).
    const permuted = [
      [0.5, -3.5, 0.2],
      [2.5, 1.0, 0.1],
      [0.3, 0.4, -1.5],
    ].flat()
    expect([...maxT([-2, 3, 1], permuted)]).toEqual([2 / 4, 2 / 4, 2 / 4])
    expect([...maxT([-2, 3, 1], [0, 0, 0, 0, 0, 2.5])]).toEqual([2 / 3, 1 / 3, 2 / 3])
  })

  it('equals a single test’s permutation p, and costs nothing for tests that move together', () => {
    const t = Array.from({ length: 99 }, (_, i) => i / 10)
    const [alone] = maxT([9], t)
    const together = maxT(
      [9, 9],
      t.flatMap((value) => [value, value]),
    )
    expect([...together]).toEqual([alone, alone])
  })

  it('names wrong input', () => {
    expect(() => maxT([1, 2], [1, 2, 3])).toThrow('LENGTH_MISMATCH: permuted holds 3 statistics')
    expect(() => maxT([1, 2], [])).toThrow('LENGTH_MISMATCH')
    expect(() => maxT([Number.NaN], [1])).toThrow('NOT_FINITE: statistics[0]')
  })
})
