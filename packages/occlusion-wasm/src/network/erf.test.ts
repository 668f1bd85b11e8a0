import { describe, expect, it } from 'vitest'
import { erf } from './erf.js'

describe('erf', () => {
  it.each([
    [0, 0],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [2.5, 0.999593047982555],
    [3, 0.9999779095030014],
    [7, 1],
  ])('of %d is %d, and odd', (x, y) => {
    expect(Math.abs(erf(x) - y)).toBeLessThan(4e-15)
    expect(erf(-x)).toBeCloseTo(-y, 14)
  })
})
