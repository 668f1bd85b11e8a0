import { describe, expect, it } from 'vitest'
import { Random } from '../random.js'
import { augmentImages } from './augmentation.js'

const none = { shift: 0, rotation: 0, scale: 0 }

describe('augmentation', () => {
  const shape = [40, 9, 9, 2] as const
  const random = new Random(1)
  const images = Float32Array.from({ length: 40 * 162 }, () => random.uniform())

  it('does nothing when all ranges are zero, and the same for the same stream', () => {
    const copy = images.slice()
    augmentImages(copy, shape, none, new Random(2))
    expect(copy).toEqual(images)
    const [one, two] = [images.slice(), images.slice()]
    augmentImages(one, shape, { shift: 2, rotation: 20, scale: 0.1 }, new Random(2))
    augmentImages(two, shape, { shift: 2, rotation: 20, scale: 0.1 }, new Random(2))
    expect(one).toEqual(two)
    expect(one).not.toEqual(images)
  })

  it('shifts by no more than asked, and mixes no channels', () => {
    const dots = new Float32Array(40 * 162)
    for (let i = 0; i < 40; i++) dots[i * 162 + (4 * 9 + 4) * 2] = 1
    augmentImages(dots, shape, { ...none, shift: 1.5 }, new Random(3))
    for (let i = 0; i < 40; i++) {
      const image = dots.subarray(i * 162, (i + 1) * 162)
      let [mass, y, x] = [0, 0, 0]
      image.forEach((value, at) => {
        if (at % 2 === 1) expect(value).toBe(0)
        mass += value
        y += value * Math.floor(at / 18)
        x += value * (Math.floor(at / 2) % 9)
      })
      expect(mass).toBeCloseTo(1, 5)
      expect(Math.abs(y - 4)).toBeLessThanOrEqual(1.5001)
      expect(Math.abs(x - 4)).toBeLessThanOrEqual(1.5001)
    }
  })

  it('turns and scales about the centre', () => {
    const discs = Float32Array.from({ length: 40 * 162 }, (_, at) => {
      const [y, x] = [Math.floor((at % 162) / 18) - 4, (Math.floor(at / 2) % 9) - 4]
      return Math.max(0, 1 - Math.hypot(y, x) / 4)
    })
    const turned = discs.slice()
    augmentImages(turned, shape, { ...none, rotation: 180 }, new Random(4))
    // A cone looks the same from every side, but for interpolation.
    for (const [at, value] of turned.entries()) expect(Math.abs(value - discs[at]!)).toBeLessThan(0.15)
    const scaled = discs.slice()
    augmentImages(scaled, shape, { ...none, scale: 0.3 }, new Random(5))
    for (let i = 0; i < 40; i++) expect(scaled[i * 162 + (4 * 9 + 4) * 2]).toBeCloseTo(1, 5)
  })
})
