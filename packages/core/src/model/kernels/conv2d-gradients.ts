import type { Conv2dGeometry } from '@umbra/occlusion-wasm/gradients'
import type { Tensor, Tensor4D, TensorInfo } from '../tensorflow.js'
import type { KernelContext } from './kernel-context.js'

type Shape4D = [number, number, number, number]
type Pad = Parameters<KernelContext['tf']['backend_util']['computeConv2DInfo']>[4]

interface Conv2dAttributes {
  readonly strides: number | [number, number]
  readonly pad: Pad
  readonly dataFormat: 'NHWC' | 'NCHW'
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
  /** Beyond TensorFlow.js's own attributes, whose gradients know no dilation; absent means 1. */
  readonly dilations?: number | [number, number]
}

/** Registers the gradients of 2-D convolution, for every stride, padding and dilation. */
export function registerConv2dGradients(context: KernelContext): void {
  context.register<
    { x: TensorInfo; dy: TensorInfo },
    Conv2dAttributes & { readonly filterShape: readonly number[] }
  >('Conv2DBackpropFilter', (kernels, { inputs: { x, dy }, attrs, backend }) => {
    const geometry = conv2dGeometry(context, x.shape, attrs.filterShape, attrs)
    const dw = backend.makeOutput(attrs.filterShape, 'float32')
    kernels.withScratch(scratchBytes(kernels.run, geometry), (scratch) =>
      kernels.run.conv2dBackpropFilter(
        kernels.address(x),
        kernels.address(dy),
        kernels.address(dw),
        scratch,
        ...geometry,
      ),
    )
    return dw
  })

  context.register<
    { dy: TensorInfo; filter: TensorInfo },
    Conv2dAttributes & { readonly inputShape: readonly number[] }
  >('Conv2DBackpropInput', (kernels, { inputs: { dy, filter }, attrs, backend }) => {
    const geometry = conv2dGeometry(context, attrs.inputShape, filter.shape, attrs)
    const dx = backend.makeOutput(attrs.inputShape, 'float32')
    kernels.withScratch(scratchBytes(kernels.run, geometry), (scratch) =>
      kernels.run.conv2dBackpropInput(
        kernels.address(dy),
        kernels.address(filter),
        kernels.address(dx),
        scratch,
        ...geometry,
      ),
    )
    return dx
  })

  registerDilatedGradient(context)
}

function conv2dGeometry(
  { tf }: KernelContext,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: Conv2dAttributes,
): Conv2dGeometry {
  const { strides, pad, dimRoundingMode, dilations = 1 } = attrs
  const format = tf.backend_util.convertConv2DDataFormat(attrs.dataFormat ?? 'NHWC')
  if (format !== 'channelsLast') throw new Error('the wasm backend convolves NHWC images only')
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations,
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

function scratchBytes(
  run: { conv2dScratchBytes(...sizes: readonly number[]): number },
  [, , , ci, kh, kw, co, oh, ow, strideY, strideX, dilationY, dilationX]: Conv2dGeometry,
): number {
  return run.conv2dScratchBytes(ci, kh, kw, co, oh, ow, strideY, strideX, dilationY, dilationX)
}

/** Replaces the gradient of Conv2D, which TensorFlow.js refuses for dilated kernels, where our kernels can compute it. */
function registerDilatedGradient({ tf }: KernelContext): void {
  const original = tf.getGradient('Conv2D')
  tf.registerGradient({
    ...original,
    gradFunc: (dy, saved, attrs) => {
      const { dilations, ...rest } = attrs as unknown as Conv2dAttributes
      const dilated = [dilations ?? 1].flat().some((d) => d !== 1)
      if (!dilated || tf.getBackend() !== 'wasm') return original.gradFunc(dy, saved, attrs)
      const [x, filter] = saved as [Tensor4D, Tensor4D]
      const run = (kernel: string, inputs: Record<string, Tensor>, shape: Record<string, number[]>) =>
        tf.engine().runKernel(kernel, inputs, { ...rest, dilations, ...shape } as never) as Tensor
      return {
        x: () => run('Conv2DBackpropInput', { dy: dy as Tensor, filter }, { inputShape: x.shape }),
        filter: () => run('Conv2DBackpropFilter', { x, dy: dy as Tensor }, { filterShape: filter.shape }),
      }
    },
  })
}
