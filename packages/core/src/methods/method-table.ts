import { GRADIENT_METHODS } from './gradient/index.js'
import { hsic } from './hsic.js'
import { kernelShap } from './kernel-shap.js'
import { lime } from './lime.js'
import type { AttributionMethod } from './method.js'
import { occlusionMethod } from './occlusion-method.js'
import { rise } from './rise.js'
import { sobol } from './sobol.js'

/** Every method, in the order it is shown. */
export const METHODS: readonly AttributionMethod[] = [
  occlusionMethod,
  rise,
  kernelShap,
  lime,
  sobol,
  hsic,
  ...GRADIENT_METHODS,
]
