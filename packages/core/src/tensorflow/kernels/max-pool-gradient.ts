import type { TensorInfo } from '../tensorflow.js'
import type { KernelContext } from './kernel-context.js'

interface MaxPoolGradAttributes {
  readonly filterSize: number | [number, number]
  readonly strides: number | [number, number]
  readonly pad: Parameters<KernelContext['tf']['backend_util']['computePool2DInfo']>[4]
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/** Registers the gradient of 2-D max-pooling. */
export function registerMaxPoolGradient(context: KernelContext): void {
  context.register<{ dy: TensorInfo; input: TensorInfo; output: TensorInfo }, MaxPoolGradAttributes>(
    'MaxPoolGrad',
    (kernels, { inputs: { dy, input, output }, attrs, backend }) => {
      const info = context.tf.backend_util.computePool2DInfo(
        input.shape as [number, number, number, number],
        attrs.filterSize,
        attrs.strides,
        1,
        attrs.pad,
        attrs.dimRoundingMode,
      )
      const dx = backend.makeOutput(input.shape, 'float32')
      kernels.run.maxPoolGrad(
        kernels.address(dx),
        kernels.address(dy),
        kernels.address(input),
        kernels.address(output),
        info.batchSize,
        info.inHeight,
        info.inWidth,
        info.inChannels,
        info.outHeight,
        info.outWidth,
        info.filterHeight,
        info.filterWidth,
        info.strideHeight,
        info.strideWidth,
        info.dilationHeight,
        info.dilationWidth,
        info.padInfo.top,
        info.padInfo.left,
      )
      return dx
    },
  )
}
