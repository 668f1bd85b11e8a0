import type { Random } from '../random.js'
import type { Sequential, TensorFlow } from '../tensorflow/tensorflow.js'

export interface DigitCnnOptions {
  /** Draws every initial weight: the same stream gives the same network. */
  readonly random: Random
  /** [H, W, C]. @default [28, 28, 1] */
  readonly inputShape?: readonly [height: number, width: number, channels: number]
  /** K. @default 10 */
  readonly classes?: number
  /** Share of the dense layer's units left out of each training step. @default 0.5 */
  readonly dropout?: number
}

/**
 * The network this project trains: two 3×3 convolutions (32, then 64 filters), each with ReLU and 2×2 max-pooling, a dense layer
 * of 128 with ReLU and dropout, and K logits. Weights start as He et al. (2015) advise below ReLUs, the last layer's as Glorot
 * and Bengio (2010); biases start at zero.
 */
export function buildDigitCnn(tf: TensorFlow, options: DigitCnnOptions): Sequential {
  const { random, inputShape = [28, 28, 1], classes = 10, dropout = 0.5 } = options
  const initialiser = (layer: string) => {
    const seed = 1 + (random.split(layer).uint32() >>> 1)
    return layer === 'logits' ? tf.initializers.glorotUniform({ seed }) : tf.initializers.heNormal({ seed })
  }
  const convolution = (name: string, filters: number) =>
    tf.layers.conv2d({
      name,
      filters,
      kernelSize: 3,
      activation: 'relu',
      kernelInitializer: initialiser(name),
    })
  const first = tf.layers.conv2d({
    name: 'conv1',
    inputShape: [...inputShape],
    filters: 32,
    kernelSize: 3,
    activation: 'relu',
    kernelInitializer: initialiser('conv1'),
  })
  return tf.sequential({
    name: 'digit-cnn',
    layers: [
      first,
      tf.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
      convolution('conv2', 64),
      tf.layers.maxPooling2d({ name: 'pool2', poolSize: 2 }),
      tf.layers.flatten({ name: 'flatten' }),
      tf.layers.dense({
        name: 'dense',
        units: 128,
        activation: 'relu',
        kernelInitializer: initialiser('dense'),
      }),
      tf.layers.dropout({ name: 'dropout', rate: dropout }),
      tf.layers.dense({ name: 'logits', units: classes, kernelInitializer: initialiser('logits') }),
    ],
  })
}
