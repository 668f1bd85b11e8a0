import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { expect, it } from 'vitest'

it('one import makes model.fit train a convolutional network on the wasm backend', async () => {
  await import('./register.js')
  await tf.setBackend('wasm')
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  })
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] })
  const labels = tf.tensor1d(Array.from({ length: 32 }, (_, i) => i % 2))
  const images = tf.tidy(() => tf.mul(labels.reshape([32, 1, 1, 1]), tf.ones([32, 8, 8, 1])) as tf.Tensor4D)
  const { history } = await model.fit(images, labels, { epochs: 20, batchSize: 8 })
  expect(history.acc!.at(-1)).toBe(1)
})
