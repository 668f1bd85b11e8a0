import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { expect, it } from 'vitest'

/** Losses and accuracies of 20 epochs of model.fit on a backend: blank images against full ones. */
async function fitOn(backend: 'wasm' | 'cpu') {
  await tf.setBackend(backend)
  // Seeded: with other draws all four filters may start below zero for every image, and nothing can be learnt.
  const kernelInitializer = (seed: number) => tf.initializers.glorotUniform({ seed })
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [8, 8, 1],
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: kernelInitializer(12),
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
  const { history } = await model.fit(images, labels, { epochs: 20, batchSize: 8, shuffle: false })
  return { losses: history.loss as number[], accuracies: history.acc as number[] }
}

it('one import makes model.fit train a convolutional network on the wasm backend, as cpu would', async () => {
  await import('./register.js')
  const wasm = await fitOn('wasm')
  expect(tf.getBackend()).toBe('wasm')
  expect(wasm.accuracies.at(-1)).toBe(1)
  const cpu = await fitOn('cpu')
  wasm.losses.forEach((loss, epoch) => {
    expect(Math.abs(loss - cpu.losses[epoch]!)).toBeLessThan(1e-4)
  })
})
