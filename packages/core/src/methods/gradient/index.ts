import type { AttributionMethod } from '../method.js'
import { gradCam } from './grad-cam.js'
import { gradient } from './gradient.js'
import { gradientTimesInput } from './gradient-times-input.js'
import { integratedGradientsMethod } from './integrated-gradients.js'
import { smoothGrad } from './smooth-grad.js'

/** Methods that go back through the network, in the order they are shown. */
export const GRADIENT_METHODS: readonly AttributionMethod[] = [
  gradient,
  gradientTimesInput,
  integratedGradientsMethod,
  smoothGrad,
  gradCam,
]
