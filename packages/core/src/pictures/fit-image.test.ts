import { describe, expect, it } from 'vitest'
import { fitImage } from './fit-image.js'
import type { Pixels } from './pixels.js'

function pixels(
  width: number,
  height: number,
  channels: Pixels['channels'],
  data: readonly number[],
): Pixels {
  const all = Float32Array.from(data)
  return {
    ...{ width, height, channels, format: 'PNG, 8-bit' },
    *rows() {
      // As a decoder gives them: one array, filled anew.
      const row = new Float32Array(width * channels)
      for (let y = 0; y < height; y++) {
        row.set(all.subarray(y * row.length, (y + 1) * row.length))
        yield row
      }
      row.fill(Number.NaN)
    },
  }
}

describe('fitImage', () => {
  it('leaves alone what fits already', () => {
    const fitted = fitImage(pixels(2, 2, 1, [0, 0.25, 0.5, 0]), [2, 2, 1])
    expect([...fitted.data]).toEqual([0, 0.25, 0.5, 0])
    expect(fitted.steps).toEqual(['PNG, 8-bit, 2×2'])
  })

  it('makes grey by luma', () => {
    const { data } = fitImage(pixels(3, 1, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]), [1, 3, 1])
    ;[0.299, 0.587, 0.114].forEach((value, i) => {
      expect(data[i]).toBeCloseTo(value, 6)
    })
  })

  it('lays alpha over black and says so', () => {
    const fitted = fitImage(pixels(2, 1, 2, [1, 0.5, 1, 0]), [1, 2, 1])
    expect([...fitted.data]).toEqual([0.5, 0])
    expect(fitted.steps).toContain('laid over black')
  })

  it('inverts colours before alpha, so that dark strokes on a clear ground turn light on black', () => {
    const fitted = fitImage(pixels(2, 1, 2, [0, 1, 0, 0]), [1, 2, 1], { invert: true })
    expect([...fitted.data]).toEqual([1, 0])
  })

  it('gives colour models grey three times', () => {
    expect([...fitImage(pixels(2, 1, 1, [0, 1]), [1, 2, 3]).data]).toEqual([0, 0, 0, 1, 1, 1])
  })

  it('keeps proportions and pads with black', () => {
    const fitted = fitImage(pixels(8, 4, 1, new Array(32).fill(1)), [4, 4, 1])
    expect([...fitted.data]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0])
    expect(fitted.steps.slice(1)).toEqual(['resized to 4×2, antialiased', 'padded with black to 4×4'])
  })

  it('covers with the middle, or stretches', () => {
    const wide = pixels(4, 2, 1, [0, 0.25, 0.5, 1, 0, 0.25, 0.5, 1])
    const covered = fitImage(wide, [2, 2, 1], { fit: 'cover' })
    expect([...covered.data]).toEqual([0.25, 0.5, 0.25, 0.5])
    expect(covered.steps.slice(1)).toEqual(['cut to its middle 2×2'])
    const stretched = fitImage(wide, [2, 2, 1], { fit: 'stretch' })
    expect(stretched.steps.slice(1)).toEqual(['resized to 2×2, antialiased'])
  })

  it('fills clear pixels and margins with the background asked for', () => {
    const clear = fitImage(pixels(2, 1, 2, [0, 0.5, 0, 0]), [2, 2, 1], { background: 1 })
    expect([...clear.data]).toEqual([0.5, 1, 1, 1])
    expect(clear.steps.slice(1)).toEqual(['laid over white', 'padded with white to 2×2'])
  })

  it('warns of a light border, unless it is to be inverted, and of an empty picture', () => {
    const paper = pixels(3, 3, 1, [1, 1, 1, 1, 0, 1, 1, 1, 1])
    expect(fitImage(paper, [3, 3, 1]).warning).toMatch(/--invert/)
    expect(fitImage(paper, [3, 3, 1], { invert: true }).warning).toBeUndefined()
    expect(fitImage(pixels(2, 2, 1, [0, 0, 0, 0]), [2, 2, 1]).warning).toMatch(/flat/)
  })

  it('refuses models of two channels', () => {
    expect(() => fitImage(pixels(1, 1, 1, [0]), [1, 1, 2])).toThrow(
      expect.objectContaining({ code: 'IMAGE_CHANNELS' }),
    )
  })
})
