import type { Conv2dGeometry, GradientKernels } from '@umbra/occlusion-wasm/gradients'
import type { KernelContext } from './kernel-context.js'
import type { BoundKernels } from './wasm-backend.js'

type Shape4D = [number, number, number, number]

/** A convolution's attributes, as TensorFlow.js passes them to kernels. */
export interface Conv2dAttributes {
  readonly strides: number | [number, number]
  readonly pad: Parameters<KernelContext['tf']['backend_util']['computeConv2DInfo']>[4]
  readonly dataFormat?: 'NHWC' | 'NCHW'
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
  /** TensorFlow.js's own gradients leave it out, knowing no dilation; absent or null means 1. */
  readonly dilations?: number | [number, number] | null
}

/** Works out all sizes of a convolution. @throws Error for NCHW images, which the wasm backend does not convolve */
export function conv2dGeometry(
  { tf }: KernelContext,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dataFormat = 'NHWC', dimRoundingMode, dilations }: Conv2dAttributes,
): Conv2dGeometry {
  if (dataFormat !== 'NHWC') throw new Error('the wasm backend convolves NHWC images only')
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
  )
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.filterHeight,
    info.filterWidth,
    info.outChannels,
    info.outHeight,
    info.outWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  ]
}

/** Calls `use` with the kernels and the scratch memory a convolution of this geometry needs. */
export function withConv2dScratch(
  kernels: BoundKernels,
  [, , , ci, kh, kw, co, oh, ow, strideY, strideX, dilationY, dilationX]: Conv2dGeometry,
  use: (run: GradientKernels, scratch: number) => void,
): void {
  const { run } = kernels
  const bytes = run.conv2dScratchBytes(ci, kh, kw, co, oh, ow, strideY, strideX, dilationY, dilationX)
  kernels.withScratch(bytes, (scratch) => use(run, scratch))
}
