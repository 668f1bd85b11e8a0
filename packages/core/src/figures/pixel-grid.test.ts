import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pixelGrid } from './pixel-grid.js'

test('every pixel is painted once, in its own colour', () => {
  const grids = fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
    .chain(([width, height]) =>
      fc.tuple(
        fc.constant(width),
        fc.array(fc.constantFrom('#000000', '#ffffff', '#aa3300'), {
          minLength: width * height,
          maxLength: width * height,
        }),
      ),
    )
  fc.assert(
    fc.property(grids, ([width, colours]) => {
      const painted = new Map<number, string>()
      const drawn = pixelGrid(width, colours.length / width, (i) => colours[i]!)
      for (const [, fill, d] of drawn.matchAll(/<path fill="([^"]+)" d="([^"]+)"/g)) {
        for (const [, x, y, run] of d!.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
          for (let k = 0; k < Number(run); k++) {
            const pixel = Number(y) * width + Number(x) + k
            expect(painted.has(pixel)).toBe(false)
            painted.set(pixel, fill!)
          }
        }
      }
      expect(colours.map((_, i) => painted.get(i))).toEqual(colours)
    }),
  )
})
