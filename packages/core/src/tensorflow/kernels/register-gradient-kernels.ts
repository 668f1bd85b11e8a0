import { loadGradientModule } from '@umbra/occlusion-wasm/gradients'
import type { TensorFlow } from '../tensorflow.js'
import { registerConv2dGradients } from './conv2d-gradients.js'
import { trainConv2dLayers } from './conv2d-layers.js'
import { registerDepthwiseGradients } from './depthwise-gradients.js'
import { KernelContext } from './kernel-context.js'
import { registerLeadingSum } from './leading-sum.js'
import { registerTransposedMatMul } from './matmul-transposed.js'
import { registerMaxPoolGradient } from './max-pool-gradient.js'
import { registerReluGradient } from './relu-gradient.js'
import { mendSamePadding } from './same-padding.js'
import { registerSegmentSum } from './segment-sum.js'
import { registerSharedIdentity } from './shared-identity.js'
import { registerTrainingConv2d } from './training-conv2d.js'

/** The gradient kernels as registered. */
export interface RegisteredKernels {
  /** The build that runs. */
  readonly variant: 'simd' | 'scalar'
  /** How many times each kernel has run, by its TensorFlow.js name. */
  readonly calls: Readonly<Record<string, number>>
}

let registered: Promise<RegisteredKernels> | undefined

/**
 * Registers this project's gradient kernels for the `wasm` backend of TensorFlow.js, so that `model.fit` trains networks
 * with 2-D convolutions there. Once is enough; later calls return the first one's outcome.
 */
export function registerGradientKernels(tf: TensorFlow): Promise<RegisteredKernels> {
  registered ??= register(tf)
  return registered
}

async function register(tf: TensorFlow): Promise<RegisteredKernels> {
  mendSamePadding(tf)
  const context = new KernelContext(tf, await loadGradientModule())
  registerTrainingConv2d(context)
  registerConv2dGradients(context)
  registerDepthwiseGradients(context)
  registerMaxPoolGradient(context)
  registerTransposedMatMul(context)
  registerReluGradient(context)
  registerLeadingSum(context)
  registerSegmentSum(context)
  registerSharedIdentity(context)
  trainConv2dLayers(context)
  return context
}
