import { Random } from '../../random.js'
import type { AttributionMethod } from '../method.js'
import { gradientMaps, largestMagnitude, overChannels } from './gradient-maps.js'

/** The noise's standard deviation as a share of the range of the image's values: within the 10% to 20% of the paper. */
const NOISE = 0.15
/** Beyond 50 the paper sees little change. */
const MOST_DRAWS = 50

/**
 * SmoothGrad: the mean gradient over copies of the image with Gaussian noise, then as `gradient` the largest magnitude over channels. As
 * many passes an image as samples, at most 50. The noise hangs on the seed alone, so that all images of a request have the same but for its size.
 */
export const smoothGrad: AttributionMethod = {
  id: 'smooth-grad',
  name: 'SmoothGrad',
  source:
    'Smilkov, Thorat, Kim, Viégas and Wattenberg, 2017, SmoothGrad: removing noise by adding noise, arXiv:1706.03825, section 3',
  needs: 'gradients',
  attribute: (subject, request) =>
    gradientMaps(subject, request, async ({ gradients, image, target, name, turn }) => {
      const random = new Random(request.seed).split('smooth-grad')
      const draws = Math.max(1, Math.min(MOST_DRAWS, request.samples))
      const sd = NOISE * rangeOf(image)
      const mean = new Float64Array(image.length)
      for (let draw = 0; draw < draws; draw++) {
        const noisy = image.map((x) => x + sd * random.normal())
        const slopes = gradients.at(noisy, target, { name }).gradient
        for (let i = 0; i < mean.length; i++) mean[i]! += slopes[i]! / draws
        await turn()
      }
      return overChannels(mean, subject.channels, largestMagnitude)
    }),
}

function rangeOf(image: Float32Array): number {
  let [least, most] = [image[0]!, image[0]!]
  for (const x of image) [least, most] = [Math.min(least, x), Math.max(most, x)]
  return most - least
}
