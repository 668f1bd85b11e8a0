import type { TensorInfo } from '../tensorflow.js'
import { type Conv2dAttributes, conv2dGeometry } from './conv2d-geometry.js'
import { registerDilatedGradient } from './dilated-gradient.js'
import type { KernelContext } from './kernel-context.js'

type Shape = readonly number[]

/** Registers the gradients of depthwise convolution, which TensorFlow.js's wasm backend lacks. */
export function registerDepthwiseGradients(context: KernelContext): void {
  context.register<{ x: TensorInfo; dy: TensorInfo }, Conv2dAttributes & { readonly filterShape: Shape }>(
    'DepthwiseConv2dNativeBackpropFilter',
    (kernels, { inputs: { x, dy }, attrs, backend }) => {
      const geometry = conv2dGeometry(context, x.shape, attrs.filterShape, attrs)
      const dw = backend.makeOutput(attrs.filterShape, 'float32')
      const [from, slope, to] = kernels.addresses(x, dy, dw)
      kernels.run.depthwiseBackpropFilter(from, slope, to, ...geometry)
      return dw
    },
  )
  context.register<{ dy: TensorInfo; filter: TensorInfo }, Conv2dAttributes & { readonly inputShape: Shape }>(
    'DepthwiseConv2dNativeBackpropInput',
    (kernels, { inputs: { dy, filter }, attrs, backend }) => {
      const geometry = conv2dGeometry(context, attrs.inputShape, filter.shape, attrs)
      const dx = backend.makeOutput(attrs.inputShape, 'float32')
      const [slope, by, to] = kernels.addresses(dy, filter, dx)
      kernels.run.depthwiseBackpropInput(slope, by, to, ...geometry)
      return dx
    },
  )
  registerDilatedGradient(context, 'DepthwiseConv2dNative', {
    input: 'DepthwiseConv2dNativeBackpropInput',
    filter: 'DepthwiseConv2dNativeBackpropFilter',
  })
}
