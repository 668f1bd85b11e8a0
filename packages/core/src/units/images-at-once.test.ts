import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imagesAtOnce, runsOf } from './images-at-once.js'

it('the images of a unit are as many as cover 10⁸ values, one at least and no more than asked for', () => {
  const side = fc.integer({ min: 1, max: 300 })
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 4000 }), side, (height, width, windows, most) => {
      const covered = height * width * 3 * windows
      const found = imagesAtOnce(windows, [height, width, 3], most)
      expect(found).toBeGreaterThanOrEqual(1)
      expect(found).toBeLessThanOrEqual(most)
      expect(found === 1 || found * covered <= 1e8).toBe(true)
      expect(found === most || (found + 1) * covered > 1e8).toBe(true)
    }),
  )
})

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
