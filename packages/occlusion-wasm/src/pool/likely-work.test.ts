import fc from 'fast-check'
import { expect, it } from 'vitest'
import { likelyWork } from './likely-work.js'

const SHAPE = [5, 6, 2] as const
const SIZE = 60

const windows = fc.array(
  fc
    .tuple(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 6 }),
    )
    .map(([a, b, c, d]) => [Math.min(a, b), Math.min(c, d), 0, Math.max(a, b), Math.max(c, d), 2]),
)

it('is how many pixels a window changes, and a little for one that changes none', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2 * SIZE, maxLength: 2 * SIZE }),
      windows,
      (pixels, list) => {
        const images = Float32Array.from(pixels)
        const baselines = new Float32Array(2 * SIZE)
        const job = { n: 2, images, baselines, windows: Int32Array.from(list.flat()) }
        const changed = list.map(([y0, x0, , y1, x1]) => {
          let count = 0
          for (let y = y0!; y < y1!; y++) {
            for (let x = x0!; x < x1!; x++) {
              const at = SIZE + (y * 6 + x) * 2
              if (pixels[at] !== 0 || pixels[at + 1] !== 0) count++
            }
          }
          return count
        })
        expect(Array.from(likelyWork(job, 1, SHAPE), Math.floor)).toEqual(changed)
        const filled = likelyWork({ ...job, fill: { kind: 'patch-mean' } }, 1, SHAPE)
        expect(Array.from(filled, Math.floor)).toEqual(
          list.map(([y0, x0, , y1, x1]) => (y1! - y0!) * (x1! - x0!)),
        )
      },
    ),
  )
})
