import type { LayersModel, Tensor, Tensor4D } from '../tensorflow.js'
import type { KernelContext } from './kernel-context.js'
import { trainingConv2d } from './training-conv2d.js'

type Layer = LayersModel['layers'][number]

/** What a tfjs Conv2D layer holds; its class declares most of it protected. */
interface Conv2dLayer extends Layer {
  readonly dilationRate: [number, number]
  readonly strides: [number, number]
  readonly padding: 'valid' | 'same'
  readonly dataFormat: 'channelsFirst' | 'channelsLast'
  readonly kernel: { read(): Tensor4D }
  readonly bias: { read(): Tensor } | null
  readonly activation: { apply(x: Tensor): Tensor; getClassName(): string } | null
}

/**
 * Makes Conv2D layers use the differentiable one-pass convolution while gradients are recorded on the wasm backend. It is
 * faster than TensorFlow.js's three passes, and its gradient takes dilated kernels, which TensorFlow.js's refuses.
 */
export function trainConv2dLayers(context: KernelContext): void {
  const { tf } = context
  const [Conv2D] = tf.serialization.SerializationMap.getMap().classNameMap.Conv2D as unknown as [
    { prototype: Conv2dLayer },
  ]
  const original = Conv2D.prototype.call
  Conv2D.prototype.call = function (this: Conv2dLayer, inputs, kwargs) {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D
    const recording = tf.engine().state.gradientDepth > 0 && tf.getBackend() === 'wasm'
    if (!recording || this.dataFormat === 'channelsFirst' || x.rank !== 4 || x.dtype !== 'float32') {
      return original.call(this, inputs, kwargs)
    }
    const activation = this.activation?.getClassName()
    const relu = activation === 'relu'
    return tf.tidy(() => {
      const bias = this.bias?.read()
      const y = trainingConv2d(
        context,
        { x, filter: this.kernel.read(), ...(bias && { bias }) },
        { strides: this.strides, pad: this.padding, dilations: this.dilationRate, relu },
      )
      return this.activation && !relu && activation !== 'linear' ? this.activation.apply(y) : y
    })
  }
}
