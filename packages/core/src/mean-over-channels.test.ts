import fc from 'fast-check'
import { expect, it } from 'vitest'
import { meanOverChannels, sumOfChannelShares } from './mean-over-channels.js'

const images = fc.integer({ min: 1, max: 5 }).chain((channels) =>
  fc.record({
    channels: fc.constant(channels),
    pixels: fc.array(
      fc.array(fc.float({ noNaN: true, min: -8, max: 8 }), { minLength: channels, maxLength: channels }),
      {
        minLength: 1,
        maxLength: 12,
      },
    ),
  }),
)

it('averages the channels of every pixel, either way', () => {
  fc.assert(
    fc.property(images, ({ channels, pixels }) => {
      const values = Float32Array.from(pixels.flat())
      const once = meanOverChannels(values, new Float64Array(pixels.length))
      const shares = sumOfChannelShares(values, new Float64Array(pixels.length))
      pixels.forEach((pixel, p) => {
        const mean = pixel.reduce((sum, value) => sum + value, 0) / channels
        expect(once[p]).toBe(mean)
        expect(shares[p]).toBeCloseTo(mean, 12)
      })
    }),
  )
})

it('rounds once or at every share, as results have it', () => {
  // A tenth in float32 is 0.100000001490116…: a third of it rounds up, and so do its sums.
  const values = Float32Array.of(0.1, 0.1, 0.7)
  const sum = Math.fround(0.1) + Math.fround(0.1) + Math.fround(0.7)
  expect(meanOverChannels(values, new Float32Array(1))[0]).toBe(Math.fround(sum / 3))
  const shares = [0.1, 0.1, 0.7].map((value) => Math.fround(value) / 3)
  const stepwise = shares.reduce((so, share) => Math.fround(so + share), 0)
  expect(sumOfChannelShares(values, new Float32Array(1))[0]).toBe(stepwise)
})
