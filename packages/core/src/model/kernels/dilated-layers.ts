import type { LayersModel, Tensor, Tensor4D, TensorFlow } from '../tensorflow.js'

type Layer = LayersModel['layers'][number]

/** What a tfjs Conv2D layer holds; its class declares most of it protected. */
interface Conv2dLayer extends Layer {
  readonly dilationRate: readonly number[]
  readonly strides: [number, number]
  readonly padding: 'valid' | 'same'
  readonly dataFormat: 'channelsFirst' | 'channelsLast'
  readonly kernel: { read(): Tensor4D }
  readonly bias: { read(): Tensor } | null
  readonly activation: { apply(x: Tensor): Tensor } | null
}

/**
 * Makes dilated Conv2D layers call the plain convolution, whose gradient this project provides. TensorFlow.js has them
 * call the fused one, whose gradient refuses dilation and cannot be replaced.
 */
export function trainDilatedLayers(tf: TensorFlow): void {
  const [Conv2D] = tf.serialization.SerializationMap.getMap().classNameMap.Conv2D as unknown as [
    { prototype: Conv2dLayer },
  ]
  const original = Conv2D.prototype.call
  Conv2D.prototype.call = function (this: Conv2dLayer, inputs, kwargs) {
    const dilated = this.dilationRate.some((rate) => rate !== 1)
    if (!dilated || this.dataFormat === 'channelsFirst' || tf.getBackend() !== 'wasm') {
      return original.call(this, inputs, kwargs)
    }
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D
      let y: Tensor = tf.conv2d(
        x,
        this.kernel.read(),
        this.strides,
        this.padding,
        'NHWC',
        this.dilationRate as [number, number],
      )
      if (this.bias) y = tf.add(y, this.bias.read())
      return this.activation ? this.activation.apply(y) : y
    })
  }
}
