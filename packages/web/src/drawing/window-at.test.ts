import { windowGrid } from '@umbra/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { windowAt } from './window-at.ts'

it('finds a window that contains the pixel, and none whose centre is nearer', () => {
  const cell = fc.integer({ min: 0, max: 27 })
  fc.assert(
    fc.property(
      cell,
      cell,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      (y, x, size, step) => {
        const stride = Math.min(size, step)
        const { windows } = windowGrid([28, 28, 1], { window: [size, size], stride: [stride, stride] })
        const distance = (w: number) => {
          const [y0, x0, , y1, x1] = windows.subarray(6 * w, 6 * w + 5) as unknown as number[]
          if (y < y0! || y >= y1! || x < x0! || x >= x1!) return Number.POSITIVE_INFINITY
          return ((y0! + y1! - 1) / 2 - y) ** 2 + ((x0! + x1! - 1) / 2 - x) ** 2
        }
        const found = windowAt(windows, y, x)
        const nearest = Math.min(...Array.from({ length: windows.length / 6 }, (_, w) => distance(w)))
        expect(distance(found)).toBe(nearest)
      },
    ),
  )
})
