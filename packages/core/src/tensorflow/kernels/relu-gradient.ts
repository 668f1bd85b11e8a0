import type { Tensor, TensorInfo } from '../tensorflow.js'
import type { KernelContext } from './kernel-context.js'

/** Registers ReLU's gradient as one pass over memory, where TensorFlow.js composes it of a step and a product. */
export function registerReluGradient(context: KernelContext): void {
  const { tf } = context
  context.register<{ dy: TensorInfo; x: TensorInfo }, object>(
    'ReluGrad',
    (kernels, { inputs: { dy, x }, backend }) => {
      const dx = backend.makeOutput(x.shape, 'float32')
      const count = tf.util.sizeFromShape(x.shape)
      kernels.run.reluGrad(kernels.address(dx), kernels.address(dy), kernels.address(x), count)
      return dx
    },
  )
  const original = tf.getGradient('Relu')
  tf.registerGradient({
    ...original,
    gradFunc: (dy, saved, attrs) => {
      const x = saved[0]!
      if (tf.getBackend() !== 'wasm' || x.dtype !== 'float32') return original.gradFunc(dy, saved, attrs)
      return { x: () => reluGrad(context, dy as Tensor, x) }
    },
  })
  tf.registerGradient({
    kernelName: 'ReluGrad',
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
      const x = saved[0]!
      return { dy: () => reluGrad(context, dy as Tensor, x), x: () => tf.zerosLike(x) }
    },
  })
}

/** dy where x > 0, else 0; ReLU's output serves as x as well as its input does. */
export function reluGrad({ tf }: KernelContext, dy: Tensor, x: Tensor): Tensor {
  return tf.engine().runKernel('ReluGrad', { dy, x }) as Tensor
}
