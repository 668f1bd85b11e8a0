import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Random } from '../random.js'
import { type FitOptions, fitImage } from './fit-image.js'
import { fitOptionsOf } from './fit-options-of.js'
import { pixelsOf } from './raster.js'

it('makes of a picture’s steps the options that make the same image of it again', () => {
  const side = fc.integer({ min: 1, max: 9 })
  const channels = fc.constantFrom(1, 2, 3, 4) as fc.Arbitrary<1 | 2 | 3 | 4>
  const options: fc.Arbitrary<FitOptions> = fc.record({
    invert: fc.boolean(),
    centre: fc.boolean(),
    fit: fc.constantFrom('contain', 'cover', 'stretch'),
    background: fc.constantFrom(0, 1, 0.5, 1e-7),
  })
  const takes = fc.tuple(side, side, fc.constantFrom(1, 3, 4)) as fc.Arbitrary<[number, number, number]>
  fc.assert(
    fc.property(side, side, channels, takes, options, fc.nat(), (width, height, from, shape, how, seed) => {
      const random = new Random(seed)
      const bytes = Uint8Array.from({ length: width * height * from }, () => random.integer(256))
      const picture = pixelsOf({
        ...{ width, height, channels: from, format: 'PNG, 8-bit', largest: 255 },
        *rows() {
          for (let y = 0; y < height; y++) yield bytes.subarray(y * width * from, (y + 1) * width * from)
        },
      })
      const made = fitImage(picture, shape, how.centre ? { ...how, fit: 'contain' } : how)
      const again = fitImage(picture, shape, fitOptionsOf(made.steps))
      expect(again.data).toEqual(made.data)
      expect(again.steps).toEqual(made.steps)
    }),
    { numRuns: 300 },
  )
})
