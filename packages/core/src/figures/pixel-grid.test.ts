import fc from 'fast-check'
import { decode } from 'fast-png'
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

test('a large grid is a PNG of the very colours', () => {
  const [width, height] = [80, 60]
  const drawn = pixelGrid(width, height, (i) => `#${i.toString(16).padStart(6, '0')}`)
  const [, base64] = /href="data:image\/png;base64,([^"]+)"/.exec(drawn)!
  const png = decode(Buffer.from(base64!, 'base64'))
  expect([png.width, png.height, png.channels]).toEqual([width, height, 3])
  const codes = Array.from({ length: width * height }, (_, i) =>
    [0, 1, 2].reduce((code, c) => code * 256 + png.data[3 * i + c]!, 0),
  )
  expect(codes).toEqual(codes.map((_, i) => i))
})
