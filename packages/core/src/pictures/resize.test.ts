import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ImageSize, resizeRows } from './resize.js'

function resize(image: ImageSize & { readonly data: Float32Array }, width: number, height: number) {
  const length = image.width * image.channels
  const rows = Array.from({ length: image.height }, (_, y) =>
    image.data.subarray(y * length, (y + 1) * length),
  )
  return { data: resizeRows(rows, image, width, height) }
}

const size = fc.integer({ min: 1, max: 20 })

describe('resize', () => {
  it('keeps a constant image constant, at any size', () => {
    fc.assert(
      fc.property(
        size,
        size,
        size,
        size,
        fc.constantFrom(1, 3),
        (width, height, toWidth, toHeight, channels) => {
          const data = new Float32Array(width * height * channels).fill(0.7)
          const resized = resize({ width, height, channels, data }, toWidth, toHeight)
          expect(resized.data.length).toBe(toWidth * toHeight * channels)
          for (const value of resized.data) expect(value).toBeCloseTo(0.7, 5)
        },
      ),
    )
  })

  it('stays within the range of its values', () => {
    const values = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 36, maxLength: 36 })
    fc.assert(
      fc.property(values, size, size, (list, toWidth, toHeight) => {
        const { data } = resize(
          { width: 6, height: 6, channels: 1, data: Float32Array.from(list) },
          toWidth,
          toHeight,
        )
        expect(Math.min(...data)).toBeGreaterThanOrEqual(Math.min(...list) - 1e-5)
        expect(Math.max(...data)).toBeLessThanOrEqual(Math.max(...list) + 1e-5)
      }),
    )
  })

  it('mirrors with its image', () => {
    const data = Float32Array.from({ length: 11 * 3 }, (_, i) => (i * 37) % 11)
    const mirrored = data.map((_, i) => data[Math.floor(i / 11) * 11 + 10 - (i % 11)]!)
    const straight = resize({ width: 11, height: 3, channels: 1, data }, 4, 3).data
    const turned = resize({ width: 11, height: 3, channels: 1, data: mirrored }, 4, 3).data
    straight.forEach((value, i) => {
      expect(turned[Math.floor(i / 4) * 4 + 3 - (i % 4)]).toBeCloseTo(value, 5)
    })
  })

  it('averages fine stripes to grey, where picking pixels would alias', () => {
    const data = Float32Array.from({ length: 64 }, (_, i) => i % 2)
    for (const value of resize({ width: 64, height: 1, channels: 1, data }, 4, 1).data) {
      expect(value).toBeCloseTo(0.5, 1)
    }
  })

  it('weighs by a triangle cut off at the edge: halving 0 0 1 1 leaves 1/7 and 6/7', () => {
    const { data } = resize({ width: 4, height: 1, channels: 1, data: Float32Array.of(0, 0, 1, 1) }, 2, 1)
    ;[1 / 7, 6 / 7].forEach((value, i) => {
      expect(data[i]).toBeCloseTo(value, 6)
    })
  })
})
