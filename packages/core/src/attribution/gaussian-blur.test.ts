import { describe, expect, it } from 'vitest'
import oracle from '../../test/fixtures/numpy.json' with { type: 'json' }
import { gaussianBlur } from './gaussian-blur.js'

describe('gaussianBlur', () => {
  it.each(oracle.gaussianBlur)(
    'equals SciPy at shape $shape, sigma $sigma',
    ({ shape, sigma, image, blurred }) => {
      const ours = gaussianBlur(shape as [number, number, number], sigma)(Float32Array.from(image))
      ours.forEach((value, i) => {
        expect(value).toBeCloseTo(blurred[i]!, 6)
      })
    },
  )

  it.each([0.2, 2, 5, 13, 200, 1000])('equals the sum written out, at sigma %d', (sigma) => {
    const shape = [7, 5, 2] as const
    const image = Float32Array.from({ length: 70 }, (_, i) => ((i * 31) % 17) / 16)
    const down = Float32Array.from({ length: 70 }, (_, i) => {
      const column = i % 10
      return mirroredMean(sigma, 7, Math.floor(i / 10), (y) => image[y * 10 + column]!)
    })
    const blurred = gaussianBlur(shape, sigma)(image)
    blurred.forEach((value, i) => {
      const [row, x, c] = [Math.floor(i / 10), Math.floor((i % 10) / 2), i % 2]
      expect(value).toBeCloseTo(
        mirroredMean(sigma, 5, x, (at) => down[row * 10 + at * 2 + c]!),
        6,
      )
    })
  })

  it('takes as many steps for a pixel as its mirrored line is long, whatever the sigma', () => {
    let reads = 0
    const image = new Proxy(new Float32Array(6 * 4), {
      get: (target, key) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads++
        return Reflect.get(target, key)
      },
    })
    gaussianBlur([6, 4, 1], 65_535)(image)
    expect(reads).toBe(6 * 4 * 12)
  })
})

/** A Gaussian mean over a line of n values that goes on mirrored to both sides, term by term. */
function mirroredMean(sigma: number, n: number, i: number, value: (at: number) => number): number {
  const radius = Math.floor(4 * sigma + 0.5)
  let [sum, total] = [0, 0]
  for (let d = -radius; d <= radius; d++) {
    const weight = Math.exp((-d * d) / (2 * sigma * sigma))
    const at = (((i + d) % (2 * n)) + 2 * n) % (2 * n)
    sum += weight * value(at < n ? at : 2 * n - 1 - at)
    total += weight
  }
  return sum / total
}
