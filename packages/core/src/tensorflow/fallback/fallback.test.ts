import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { Draw, kerasMakers, randomKerasChain } from '../../../test/random-keras-layers.js'
import { createExplainer } from '../../attribution/explainer.js'
import { InputError } from '../../errors.js'
import { evaluateModel } from '../../evaluation/evaluation.js'
import type { ModelArtifacts } from '../../formats/keras/artifacts.js'
import { Random } from '../../random.js'
import { loadTensorFlow } from '../tensorflow.js'

type Json = Readonly<Record<string, unknown>>

/** A chain of layers over an image of 6×6×2, flattened. Weights come in the order of the layers. */
function chain(
  layers: readonly (readonly [
    className: string,
    config?: Json,
    weights?: Readonly<Record<string, readonly number[]>>,
  ])[],
  keras_version = '3.5.0',
): ModelArtifacts {
  const random = new Random(4)
  const specs = layers.flatMap(([, , weights = {}], i) =>
    Object.entries(weights).map(([name, shape]) => ({ name: `l${i}/${name}`, shape, dtype: 'float32' })),
  )
  const count = specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  return {
    modelTopology: {
      keras_version,
      class_name: 'Sequential',
      config: {
        name: 'chain',
        layers: [
          { class_name: 'InputLayer', config: { name: 'x', batch_input_shape: [null, 6, 6, 2] } },
          ...layers.map(([class_name, config], i) => ({ class_name, config: { name: `l${i}`, ...config } })),
          { class_name: 'Flatten', config: { name: 'flatten' } },
          { class_name: 'Rescaling', config: { name: 'scores', scale: 1, offset: 0 } },
        ],
      },
    },
    weightSpecs: specs,
    weightData: Float32Array.from({ length: count }, () => random.uniform() - 0.3).buffer,
  }
}

const norm = ['LayerNormalization', { axis: [2], epsilon: 0.001, center: true, scale: true, rms_scaling: false }, { gamma: [6], beta: [6] }] as const // biome-ignore format: one layer
const depthwise = {
  kernel_size: [3, 3],
  strides: [1, 1],
  padding: 'same',
  depth_multiplier: 1,
  dilation_rate: [1, 1],
}
const kernels = { depthwise_kernel: [3, 3, 2, 1], bias: [2] }

describe('what falls back to TensorFlow.js', () => {
  it.each([
    [
      'dilation of a depthwise convolution',
      ['DepthwiseConv2D', { ...depthwise, dilation_rate: [2, 2] }, kernels],
      'dilation_rate [2,2]',
    ],
    [
      'slope of a ReLU',
      ['ReLU', { max_value: null, negative_slope: 0.1, threshold: 0 }],
      'negative_slope 0.1',
    ],
    ['threshold of a ReLU', ['ReLU', { max_value: null, negative_slope: 0, threshold: 1 }], 'threshold 1'],
    ["Keras 3's hard sigmoid", ['Activation', { activation: 'hard_sigmoid' }], 'activation "hard_sigmoid"'],
    [
      'bilinear upsampling',
      ['UpSampling2D', { size: [2, 2], interpolation: 'bilinear' }],
      'interpolation "bilinear"',
    ],
    [
      'RMS scaling',
      ['LayerNormalization', { ...norm[1], axis: [3], rms_scaling: true }, { gamma: [2], beta: [2] }],
      'rms_scaling true',
    ],
    [
      'output padding',
      [
        'Conv2DTranspose',
        { filters: 2, kernel_size: [2, 2], strides: [2, 2], padding: 'valid', output_padding: [1, 1] },
        { kernel: [2, 2, 2, 2], bias: [2] },
      ],
      'output_padding [1,1]',
    ],
  ] as const)('is refused where it ignores a setting: %s', async (_, layer, setting) => {
    const artifacts = chain([norm, layer])
    await expect(createExplainer(artifacts)).rejects.toThrow(
      `LAYER_SETTING_IGNORED: layer "l1", of class ${layer[0]}, has ${setting}`,
    )
  })

  it.each([
    [
      'ELU',
      { alpha: 0.5 },
      'MODEL_TOPOLOGY: TensorFlow.js cannot build this model: Non-default alpha value (0.5)',
    ],
    [
      'Softmax',
      { axis: 1 },
      'LAYER_FAILED: layer "l1", of class Softmax, cannot be run by TensorFlow.js: Softmax along a non-last dimension',
    ],
    ['Resizing', { height: 3, width: 5, interpolation: 'bilinear' }, 'has height 3'],
    ['CenterCrop', { height: 3, width: 3 }, 'has height 3'],
  ] as const)(
    'is refused where it cannot run a layer or runs it wrongly: %s',
    async (className, config, message) => {
      await expect(createExplainer(chain([norm, [className, config]]))).rejects.toThrow(message)
    },
  )

  it('runs where every layer is right, and says which one is missing', async () => {
    const artifacts = chain([
      ['RandomFlip', { mode: 'horizontal', seed: null }],
      norm,
      ['Identity'],
      ['GaussianNoise', { stddev: 1, seed: null }],
      ['DepthwiseConv2D', { ...depthwise, padding: 'same', strides: [4, 4], activation: 'relu' }, kernels],
    ])
    const explainer = await createExplainer(artifacts)
    expect(explainer.engine).toMatchObject({
      name: 'batched',
      reason: 'layer "l1", of class LayerNormalization, normalises along axes [2]',
    })
    explainer.dispose()
  })

  it.each(['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D'] as const)(
    'pads %s as it should where the stride is larger than the kernel',
    async (className) => {
      const config = {
        kernel_size: [3, 2],
        strides: [4, 5],
        padding: 'same',
      }
      const own = className === 'DepthwiseConv2D' ? { depth_multiplier: 1 } : { filters: 3 }
      const weights = {
        Conv2D: { kernel: [3, 2, 2, 3], bias: [3] },
        DepthwiseConv2D: { depthwise_kernel: [3, 2, 2, 1], bias: [2] },
        SeparableConv2D: { depthwise_kernel: [3, 2, 2, 1], pointwise_kernel: [1, 1, 2, 3], bias: [3] },
      }[className]
      const artifacts = chain([[className, { ...config, ...own }, weights]])
      const images = {
        data: Float32Array.from({ length: 144 }, (_, i) => Math.sin(i)),
        shape: [2, 6, 6, 2] as const,
      }
      const [exact, batched] = await Promise.all([
        createExplainer(artifacts),
        createExplainer(artifacts, { engine: 'batched' }),
      ])
      const [expected, got] = [await exact.predict(images), await batched.predict(images)]
      got.forEach((score, k) => {
        expect(score).toBeCloseTo(expected[k]!, 5)
      })
      for (const explainer of [exact, batched]) explainer.dispose()
    },
  )

  it('evaluates by the network what TensorFlow.js gets wrong', async () => {
    const artifacts = chain([
      ['ReLU', { max_value: null, negative_slope: 0.5, threshold: 0 }],
      ['GlobalAveragePooling2D'],
    ])
    const images = {
      data: Float32Array.from({ length: 144 }, (_, i) => (i % 2 ? -0.5 : -1)),
      shape: [2, 6, 6, 2] as const,
    }
    const dataset = { name: 'two', images, labels: Uint8Array.of(1, 1), classNames: ['a', 'b'] }
    // Class 0 has −1·slope, class 1 −0.5·slope: without the slope they would be equal.
    expect((await evaluateModel(artifacts, dataset as never)).accuracy).toBe(1)
  })
})

describe('the guard', () => {
  it('names the first layer that TensorFlow.js computes wrongly', async () => {
    const live = await loadTensorFlow()
    const { prototype } = tf.layers.permute({ dims: [1] }).constructor as unknown as {
      prototype: { call: unknown }
    }
    const kernel = live.getKernel('Transpose', 'wasm')
    expect(prototype.call).toBeDefined()
    live.unregisterKernel('Transpose', 'wasm')
    const kernelFunc = ((call: never) => live.getKernel('Identity', 'wasm').kernelFunc(call)) as never
    live.registerKernel({ ...kernel, kernelFunc })
    try {
      const artifacts = chain([norm, ['Permute', { dims: [2, 1, 3] }]])
      await expect(createExplainer(artifacts)).rejects.toThrow(
        'LAYER_COMPUTED_WRONG: layer "l1", of class Permute,',
      )
    } finally {
      live.unregisterKernel('Transpose', 'wasm')
      live.registerKernel(kernel)
    }
    ;(await createExplainer(chain([norm, ['Permute', { dims: [2, 1, 3] }]]))).dispose()
  })

  it.each(['keras2', 'keras3'] as const)(
    'never lets the batched path give what %s does not mean',
    async (keras) => {
      const outcomes = { right: 0, refused: 0 }
      for (const className of Object.keys(kerasMakers)) {
        if (className === 'ThresholdedReLU' && keras === 'keras3') continue
        for (let seed = 0; seed < 6; seed++) {
          const draw = new Draw(new Random(seed, `batched/${className}`))
          const model = randomKerasChain(draw, [className], 1, keras)
          const size = model.inputShape.reduce((a, b) => a * b)
          const image = Float32Array.from({ length: size }, () => draw.number())
          try {
            const explainer = await createExplainer(model.artifacts, { engine: 'batched' })
            const got = await explainer.predict({ data: image, shape: [1, ...model.inputShape] })
            explainer.dispose()
            const expected = model.scoresOf(image)
            const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
            const label = `seed ${seed}: ${JSON.stringify(model.layers.map(({ class_name, config }) => ({ class_name, ...config })))}`
            got.forEach((score, k) => {
              expect(Math.abs(score - expected[k]!) / scale, label).toBeLessThan(1e-4)
            })
            outcomes.right++
          } catch (error) {
            if (!(error instanceof InputError)) throw error
            outcomes.refused++
          }
        }
      }
      expect(outcomes.right).toBeGreaterThan(60)
      expect(outcomes.refused).toBeGreaterThan(20)
    },
  )
})
