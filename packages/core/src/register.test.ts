import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { expect, it } from 'vitest'

it('one import makes model.fit train a convolutional network on the wasm backend', async () => {
  await import('./register.js')
  await tf.setBackend('wasm')
  // Seeded, since an unlucky draw leaves a few rectified filters with nothing to learn from.
  const kernelInitializer = (seed: number) => tf.initializers.glorotUniform({ seed })
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [8, 8, 1],
        filters: 16,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: kernelInitializer(7),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2, activation: 'softmax', kernelInitializer: kernelInitializer(2) }),
    ],
  })
  model.compile({
    optimizer: tf.train.adam(0.02),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  })
  const labels = tf.tensor1d(Array.from({ length: 32 }, (_, i) => i % 2))
  const images = tf.tidy(() => tf.mul(labels.reshape([32, 1, 1, 1]), tf.ones([32, 8, 8, 1])) as tf.Tensor4D)
  const { history } = await model.fit(images, labels, { epochs: 20, batchSize: 8 })
  expect(history.acc!.at(-1)).toBe(1)
})
