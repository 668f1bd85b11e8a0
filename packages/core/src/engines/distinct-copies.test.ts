import fc from 'fast-check'
import { expect, it } from 'vitest'
import { windowGrid } from '../attribution/occlusion/windows.js'
import { distinctCopies } from './distinct-copies.js'

const SHAPE = [6, 7, 2] as const

function cover(image: Float32Array, baseline: Float32Array, window: Int32Array): string {
  const [y0, x0, c0, y1, x1, c1] = window
  return Array.from(image, (value, i) => {
    const [c, x, y] = [i % 2, Math.floor(i / 2) % 7, Math.floor(i / 14)]
    const inside = y >= y0! && y < y1! && x >= x0! && x < x1! && c >= c0! && c < c1!
    return inside ? baseline[i]! : value
  }).join()
}

it('finds each covered copy once, and knows which window makes it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 84, maxLength: 84 }),
      fc.constantFrom(0, 1),
      fc.tuple(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 2 }),
      ),
      (pixels, value, window) => {
        const [image, baseline] = [Float32Array.from(pixels), new Float32Array(84).fill(value)]
        const { windows } = windowGrid(SHAPE, { window, stride: [1, 1] })
        const { windows: distinct, which } = distinctCopies(image, baseline, windows, SHAPE)
        const copies = Array.from({ length: distinct.length / 6 }, (_, d) =>
          cover(image, baseline, distinct.subarray(d * 6, d * 6 + 6)),
        )
        expect(new Set([image.join(), ...copies]).size).toBe(copies.length + 1)
        which.forEach((d, p) => {
          expect(cover(image, baseline, windows.subarray(p * 6, p * 6 + 6))).toBe(
            d < 0 ? image.join() : copies[d],
          )
        })
      },
    ),
  )
})
