import { expect, it } from 'vitest'
import { createExplainer } from '../../attribution/explainer.js'
import type { ModelArtifacts } from '../../formats/keras/artifacts.js'

/** A layer, the mean of what it gives and the scores made of that. */
function model(class_name: string, config: object): ModelArtifacts {
  const first = { name: 'first', batch_input_shape: [null, 6, 6, 2], ...config }
  const layers = [
    { class_name, config: first },
    { class_name: 'GlobalAveragePooling2D', config: { name: 'mean' } },
    { class_name: 'Dense', config: { name: 'dense', units: 3, use_bias: false } },
  ]
  return {
    modelTopology: { keras_version: '2.15.0', class_name: 'Sequential', config: { name: 'model', layers } },
    weightSpecs: [{ name: 'dense/kernel', shape: [2, 3], dtype: 'float32' }],
    weightData: Float32Array.of(1, 2, 3, 4, 5, 6).buffer,
  }
}

it('settings that TensorFlow.js has no memory for are refused before it ends for the whole process', async () => {
  const hostile = [
    ['ZeroPadding2D', { padding: 5000 }],
    ['UpSampling2D', { size: [10_000, 10_000] }],
    ['MaxPooling2D', { pool_size: [100_000, 100_000], strides: [1, 1], padding: 'same' }],
    ['AveragePooling2D', { pool_size: [60_000, 60_000], strides: [1, 1], padding: 'same' }],
  ] as const
  for (const [className, config] of hostile) {
    await expect(createExplainer(model(className, config), { engine: 'batched' })).rejects.toThrow(
      'MODEL_TOO_LARGE',
    )
  }
  const explainer = await createExplainer(model('ReLU', {}), { engine: 'batched' })
  const { base } = await explainer.explain(
    { data: new Float32Array(72).fill(0.5), shape: [1, 6, 6, 2] },
    { window: 6, target: 0 },
  )
  expect([...base.data]).toEqual([2.5, 3.5, 4.5])
  explainer.dispose()
})
