import { describe, expect, it } from 'vitest'
import { createExplainer } from '../attribution/explainer.js'
import type { OcclusionOptions } from '../attribution/occlusion/options.js'
import { evaluateModel } from '../evaluation/evaluation.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'

/** Convolutions of 1×1 with one filter and a ReLU each, then a dense layer over 1×3 pixels. */
function model(
  kernel: readonly number[],
  bias: number,
  convolutions: readonly number[] = [],
): ModelArtifacts {
  const layers = [
    ...convolutions.map((_, i) => ({
      class_name: 'Conv2D',
      config: {
        name: `conv${i}`,
        batch_input_shape: [null, 1, 3, 1],
        filters: 1,
        kernel_size: [1, 1],
        strides: [1, 1],
        padding: 'valid',
        activation: 'relu',
        use_bias: false,
      },
    })),
    { class_name: 'Flatten', config: { name: 'flatten', batch_input_shape: [null, 1, 3, 1] } },
    { class_name: 'Dense', config: { name: 'out', units: 1, activation: 'linear', use_bias: true } },
  ]
  return {
    modelTopology: { class_name: 'Sequential', config: { name: 'net', layers } },
    weightSpecs: [
      ...convolutions.map((_, i) => ({ name: `conv${i}/kernel`, shape: [1, 1, 1, 1], dtype: 'float32' })),
      { name: 'out/kernel', shape: [3, 1], dtype: 'float32' },
      { name: 'out/bias', shape: [1], dtype: 'float32' },
    ],
    weightData: Float32Array.from([...convolutions, ...kernel, bias]).buffer,
  }
}

const images = { data: Float32Array.of(0, 0, 0, 1, 1, 1), shape: [2, 1, 3, 1] as const }
const options: OcclusionOptions = { window: [1, 1], target: 1 }

async function failure(artifacts: ModelArtifacts, engine: 'incremental' | 'batched'): Promise<Error> {
  const explainer = await createExplainer(artifacts, { engine, threads: 1 })
  try {
    return await explainer.explain(images, options, { nameOf: (i) => `picture ${i}.png` }).then(
      () => new Error('none'),
      (error: Error) => error,
    )
  } finally {
    explainer.dispose()
  }
}

describe.each(['incremental', 'batched'] as const)('on the %s engine', (engine) => {
  it('names the image whose score overflows', async () => {
    const error = await failure(model([3e38, 3e38, 3e38], 0), engine)
    expect(error).toMatchObject({ name: 'InputError', code: 'SCORES_NOT_FINITE' })
    expect(error.message).toContain('picture 1.png: output 0 of the network is Infinity')
  })

  it('names the window as well where the covered copy overflows', async () => {
    const error = await failure(model([3e38, -3e38, 3e38], 0), engine)
    expect(error).toMatchObject({ code: 'SCORES_NOT_FINITE' })
    expect(error.message).toContain('picture 1.png with rows 0–0, columns 1–1 covered: output 0')
  })

  it('refuses a map that float32 does not hold', async () => {
    const explainer = await createExplainer(model([1.2e38, 1.2e38, 0], 0), { engine, threads: 1 })
    const below = { ...options, baseline: -1 }
    await expect(explainer.explain(images, { ...below, window: [1, 2] })).rejects.toMatchObject({
      code: 'SCORES_NOT_FINITE',
      message: expect.stringContaining('image 1'),
    })
    // From the same scores, what float32 does hold.
    const { maps } = await explainer.explain(images, below)
    const drop = 2 * Math.fround(1.2e38)
    expect([...maps.data.subarray(3)]).toEqual([drop, drop, 0])
    explainer.dispose()
  })

  it('predicts nothing either', async () => {
    const explainer = await createExplainer(model([3e38, 3e38, 3e38], 0), { engine, threads: 1 })
    await expect(explainer.predict(images)).rejects.toMatchObject({ code: 'SCORES_NOT_FINITE' })
    explainer.dispose()
  })
})

it('an overflow that a ReLU hides is none the less found', async () => {
  const error = await failure(model([1, 1, 1], 0, [3e38, 3e38, -1]), 'incremental')
  expect(error).toMatchObject({ code: 'SCORES_NOT_FINITE' })
})

it('evaluation ends with the image at which the network overflows', async () => {
  const data = {
    name: 'two',
    images,
    labels: Uint8Array.of(0, 1),
    classNames: ['a', 'b'],
    sha256: { images: '', labels: '' },
  }
  await expect(evaluateModel(model([3e38, 3e38, 3e38], 0), data)).rejects.toMatchObject({
    code: 'SCORES_NOT_FINITE',
    message: expect.stringContaining('image 1: output 0'),
  })
})

it('keeps the logarithm of a probability too small for a number', async () => {
  const explainer = await createExplainer(model([-1000, -1000, -1000], 0), { threads: 1 })
  const { maps } = await explainer.explain(images, { ...options, score: 'log-probability' })
  expect([...maps.data.subarray(3)]).toEqual([-1000, -1000, -1000])
  explainer.dispose()
})
