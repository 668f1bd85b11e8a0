import type { Tensor, Tensor4D, TensorInfo } from '../tensorflow.js'
import { type Conv2dAttributes, conv2dGeometry, withConv2dScratch } from './conv2d-geometry.js'
import { filterGradient, inputGradient } from './conv2d-gradients.js'
import type { KernelContext } from './kernel-context.js'
import { reluGrad } from './relu-gradient.js'

type TrainingConv2dAttributes = Conv2dAttributes & { readonly relu: boolean }

/**
 * Registers a convolution with its bias and ReLU in one pass that can be differentiated. TensorFlow.js fuses them only where
 * no gradient is recorded.
 */
export function registerTrainingConv2d(context: KernelContext): void {
  context.register<{ x: TensorInfo; filter: TensorInfo; bias?: TensorInfo }, TrainingConv2dAttributes>(
    'TrainingConv2D',
    (kernels, { inputs: { x, filter, bias }, attrs, backend }) => {
      const geometry = conv2dGeometry(context, x.shape, filter.shape, attrs)
      const [n, , , , , , channels, height, width] = geometry
      const y = backend.makeOutput([n, height, width, channels], 'float32')
      const [from, by, to] = kernels.addresses(x, filter, y)
      const offset = bias ? kernels.address(bias) : 0
      withConv2dScratch(kernels, geometry, (run, scratch) =>
        run.conv2dForward(from, by, offset, to, scratch, attrs.relu ? 1 : 0, ...geometry),
      )
      return y
    },
  )
  context.tf.registerGradient({
    kernelName: 'TrainingConv2D',
    inputsToSave: ['x', 'filter'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      const { relu, ...attrs } = attributes as unknown as TrainingConv2dAttributes
      const [x, filter, y] = saved as [Tensor4D, Tensor4D, Tensor]
      const slope = relu ? reluGrad(context, dy as Tensor, y) : (dy as Tensor)
      return {
        x: () => inputGradient(context, x, filter, slope, attrs),
        filter: () => filterGradient(context, x, filter, slope, attrs),
        bias: () => context.tf.sum(slope, [0, 1, 2]),
      }
    },
  })
}

/** Convolves, adds the bias and applies ReLU if asked, recording the gradient of all three. */
export function trainingConv2d(
  { tf }: KernelContext,
  inputs: { readonly x: Tensor4D; readonly filter: Tensor4D; readonly bias?: Tensor },
  attrs: TrainingConv2dAttributes,
): Tensor {
  return tf.engine().runKernel('TrainingConv2D', { ...inputs }, { ...attrs } as never) as Tensor
}
