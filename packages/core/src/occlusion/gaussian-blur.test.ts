import { describe, expect, it } from 'vitest'
import oracle from '../../test/fixtures/numpy.json' with { type: 'json' }
import { gaussianBlur } from './gaussian-blur.js'

describe('gaussianBlur', () => {
  it.each(oracle.gaussianBlur)(
    'equals SciPy at shape $shape, sigma $sigma',
    ({ shape, sigma, image, blurred }) => {
      const ours = gaussianBlur(Float32Array.from(image), shape as [number, number, number], sigma)
      ours.forEach((value, i) => {
        expect(value).toBeCloseTo(blurred[i]!, 6)
      })
    },
  )
})
