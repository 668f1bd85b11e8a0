import type { AttributionMethod } from '../method.js'
import { gradientMaps, largestMagnitude, overChannels } from './gradient-maps.js'

/**
 * A class's saliency map: the largest |∂f/∂x| over the channels of each pixel, so how steeply the score rises or falls with it, never
 * which of both. One pass an image.
 */
export const gradient: AttributionMethod = {
  id: 'gradient',
  name: 'gradient',
  source:
    'Simonyan, Vedaldi and Zisserman, 2013, Deep inside convolutional networks: visualising image classification models and saliency maps, arXiv:1312.6034, section 3.1',
  needs: 'gradients',
  attribute: (subject, request) =>
    gradientMaps(subject, request, async ({ gradients, image, target, name }) =>
      overChannels(gradients.at(image, target, { name }).gradient, subject.channels, largestMagnitude),
    ),
}
