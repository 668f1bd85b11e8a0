import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runsOf } from './images-at-once.js'

describe('runs of a whole', () => {
  it('of all its parts hold every image once, and are cut where the whole is cut and at the ends of parts alone', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 40 }), fc.array(fc.nat(200)), (n, atOnce, cuts) => {
        const ends = [0, ...cuts.filter((cut) => cut < n).sort((a, b) => a - b), n]
        const runs = ends
          .slice(1)
          .flatMap((end, i) =>
            runsOf(end - ends[i]!, atOnce, ends[i]!).map(([from, to]) => [from + ends[i]!, to + ends[i]!]),
          )
        let at = 0
        for (const [from, to] of runs) {
          expect(from).toBe(at)
          expect(to! - from!).toBeGreaterThan(0)
          expect(to! - from!).toBeLessThanOrEqual(atOnce)
          expect(from! % atOnce === 0 || ends.includes(from!)).toBe(true)
          at = to!
        }
        expect(at).toBe(n)
      }),
    )
  })
})
