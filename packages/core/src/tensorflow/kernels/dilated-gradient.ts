import type { NamedAttrMap, Tensor, Tensor4D } from '../tensorflow.js'
import type { Conv2dAttributes } from './conv2d-geometry.js'
import type { KernelContext } from './kernel-context.js'

/**
 * Replaces a convolution's gradient, which TensorFlow.js refuses for dilated kernels, where our kernels can compute it.
 * @param kernelName - the convolution; its gradients' kernels are named in `by`
 */
export function registerDilatedGradient(
  { tf }: KernelContext,
  kernelName: 'Conv2D' | 'DepthwiseConv2dNative',
  by: { readonly input: string; readonly filter: string },
): void {
  const original = tf.getGradient(kernelName)
  tf.registerGradient({
    ...original,
    gradFunc: (dy, saved, attrs) => {
      const { dilations } = attrs as unknown as Conv2dAttributes
      const dilated = [dilations ?? 1].flat().some((dilation) => dilation !== 1)
      if (!dilated || tf.getBackend() !== 'wasm') return original.gradFunc(dy, saved, attrs)
      const [x, filter] = saved as [Tensor4D, Tensor4D]
      const run = (kernel: string, inputs: Record<string, Tensor>, shape: NamedAttrMap) =>
        tf.engine().runKernel(kernel, inputs, { ...attrs, ...shape }) as Tensor
      return {
        x: () => run(by.input, { dy: dy as Tensor, filter }, { inputShape: x.shape }),
        filter: () => run(by.filter, { x, dy: dy as Tensor }, { filterShape: filter.shape }),
      }
    },
  })
}
