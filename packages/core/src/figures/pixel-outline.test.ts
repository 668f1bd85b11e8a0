import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outlineOfPixels, pixelOutline } from './pixel-outline.js'

const masks = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      mask: fc.array(fc.boolean(), { minLength: width * height, maxLength: width * height }),
    }),
  )

/** The corners of each loop of a path made of M, h, v and z. */
function loopsOf(path: string): [number, number][][] {
  return path
    .split('z')
    .filter(Boolean)
    .map((loop) => {
      const [, x0, y0] = loop.match(/^M(\d+) (\d+)/)!
      let [x, y] = [Number(x0), Number(y0)]
      const corners: [number, number][] = [[x, y]]
      for (const [, axis, step] of loop.matchAll(/([hv])(-?\d+)/g)) {
        if (axis === 'h') x += Number(step)
        else y += Number(step)
        corners.push([x, y])
      }
      return corners
    })
}

test('the path is closed, as long as the boundary, and encloses as many pixels as the mask holds', () => {
  fc.assert(
    fc.property(masks, ({ width, height, mask }) => {
      const inside = (x: number, y: number) => mask[y * width + x]!
      const { path, length } = pixelOutline(inside, width, height)
      const at = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && inside(x, y)
      let boundary = 0
      for (let y = -1; y < height; y++) {
        for (let x = -1; x < width; x++) {
          boundary += Number(at(x, y) !== at(x + 1, y)) + Number(at(x, y) !== at(x, y + 1))
        }
      }
      let [drawn, area] = [0, 0]
      for (const corners of loopsOf(path)) {
        expect(corners.at(-1)).toEqual(corners[0])
        for (let i = 1; i < corners.length; i++) {
          const [[x1, y1], [x2, y2]] = [corners[i - 1]!, corners[i]!]
          drawn += Math.abs(x2 - x1) + Math.abs(y2 - y1)
          area += (x1 * y2 - x2 * y1) / 2
        }
      }
      expect([length, drawn]).toEqual([boundary, boundary])
      // Outer loops run clockwise and holes anticlockwise, so signed areas add up to the pixels inside.
      expect(area).toBe(mask.filter(Boolean).length)
    }),
  )
})

test('pixels that touch only at a corner keep separate outlines', () => {
  expect(loopsOf(outlineOfPixels([0, 3], 2, 2).path)).toHaveLength(2)
})

test('an empty set has no outline, a hole has its own', () => {
  expect(outlineOfPixels([], 4, 4)).toEqual({ path: '', length: 0 })
  const ring = [0, 1, 2, 3, 5, 6, 7, 8]
  expect(outlineOfPixels(ring, 3, 3).length).toBe(16)
  expect(loopsOf(outlineOfPixels(ring, 3, 3).path)).toHaveLength(2)
})
