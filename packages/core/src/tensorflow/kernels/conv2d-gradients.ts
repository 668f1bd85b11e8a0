import type { Tensor, Tensor4D, TensorInfo } from '../tensorflow.js'
import { type Conv2dAttributes, conv2dGeometry, withConv2dScratch } from './conv2d-geometry.js'
import { registerDilatedGradient } from './dilated-gradient.js'
import type { KernelContext } from './kernel-context.js'

type FilterAttributes = Conv2dAttributes & { readonly filterShape: readonly number[] }
type InputAttributes = Conv2dAttributes & { readonly inputShape: readonly number[] }

/** Registers the gradients of 2-D convolution, for every stride, padding and dilation. */
export function registerConv2dGradients(context: KernelContext): void {
  context.register<{ x: TensorInfo; dy: TensorInfo }, FilterAttributes>(
    'Conv2DBackpropFilter',
    (kernels, { inputs: { x, dy }, attrs, backend }) => {
      const geometry = conv2dGeometry(context, x.shape, attrs.filterShape, attrs)
      const dw = backend.makeOutput(attrs.filterShape, 'float32')
      const [from, slope, to] = kernels.addresses(x, dy, dw)
      withConv2dScratch(kernels, geometry, (run, scratch) =>
        run.conv2dBackpropFilter(from, slope, to, scratch, ...geometry),
      )
      return dw
    },
  )
  context.register<{ dy: TensorInfo; filter: TensorInfo }, InputAttributes>(
    'Conv2DBackpropInput',
    (kernels, { inputs: { dy, filter }, attrs, backend }) => {
      const geometry = conv2dGeometry(context, attrs.inputShape, filter.shape, attrs)
      const dx = backend.makeOutput(attrs.inputShape, 'float32')
      const [slope, by, to] = kernels.addresses(dy, filter, dx)
      withConv2dScratch(kernels, geometry, (run, scratch) =>
        run.conv2dBackpropInput(slope, by, to, scratch, ...geometry),
      )
      return dx
    },
  )
  registerDilatedGradient(context, 'Conv2D', { input: 'Conv2DBackpropInput', filter: 'Conv2DBackpropFilter' })
}

/** The gradient of a convolution by its input. @param dy - [N, OH, OW, Cout] */
export function inputGradient(
  { tf }: KernelContext,
  x: Tensor4D,
  filter: Tensor4D,
  dy: Tensor,
  attrs: object,
): Tensor {
  return tf
    .engine()
    .runKernel('Conv2DBackpropInput', { dy, filter }, { ...attrs, inputShape: x.shape }) as Tensor
}

/** The gradient of a convolution by its filter. @param dy - [N, OH, OW, Cout] */
export function filterGradient(
  { tf }: KernelContext,
  x: Tensor4D,
  filter: Tensor4D,
  dy: Tensor,
  attrs: object,
): Tensor {
  return tf
    .engine()
    .runKernel('Conv2DBackpropFilter', { x, dy }, { ...attrs, filterShape: filter.shape }) as Tensor
}
