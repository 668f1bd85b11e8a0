import type { AttributionMethod } from '../method.js'
import { gradientMaps, overChannels, sum } from './gradient-maps.js'

/** x·∂f/∂x, added up over the channels of each pixel: what a linear network takes from it, and so 0 where x is. One pass an image. */
export const gradientTimesInput: AttributionMethod = {
  id: 'gradient-times-input',
  name: 'gradient × input',
  source:
    'Shrikumar et al., 2016, Not just a black box: learning important features through propagating activation differences, arXiv:1605.01713, section 2',
  needs: 'gradients',
  attribute: (subject, request) =>
    gradientMaps(subject, request, async ({ gradients, image, target, name }) => {
      const slopes = gradients.at(image, target, { name }).gradient
      return overChannels(
        image.map((x, i) => x * slopes[i]!),
        subject.channels,
        sum,
      )
    }),
}
