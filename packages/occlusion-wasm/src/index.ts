export { type Capabilities, capabilities } from './capabilities.js'
export { createIncrementalRunner, type RunnerOptions } from './incremental/create-runner.js'
export type { IncrementalRunner } from './incremental/incremental-runner.js'
export { KernelError } from './kernel-error.js'
export { createMaskKernel, type MaskKernel } from './mask-kernel.js'
export type {
  Activation,
  ActivationLayer,
  Add,
  Conv2d,
  Crop,
  Dense,
  DepthwiseConv2d,
  Flatten,
  GlobalPool,
  Layer,
  LayerDescription,
  Operation,
  Padding,
  Pair,
  Pool,
  Reshape,
  Resize,
  ScaleShift,
  Shape,
  Wiring,
  ZeroPad,
} from './network/layer.js'
export { createNetwork, type Network, validateNetwork } from './network/network.js'
export { NetworkError, type NetworkErrorCode } from './network/network-error.js'
export { NetworkSize } from './network/network-size.js'
export { classesOf, type OutputHead, plainHead } from './network/output-head.js'
export { outputShapeOf, samePadding } from './network/output-shape.js'
export { ownArray } from './own-array.js'
export { peakRate } from './peak-rate.js'
export {
  createOcclusionPool,
  type OcclusionPool,
  type OcclusionPoolOptions,
  type Scores,
  type ScoringJob,
  type ScoringTask,
} from './pool/occlusion-pool.js'
export { referenceLogits, referenceOcclusion } from './reference/reference.js'
export { availableVariants, chooseVariant, type KernelVariant, kernelVariants } from './variants.js'
