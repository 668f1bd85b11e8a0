import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { createExplainer } from '../../attribution/explainer.js'
import { loadModel } from '../load-model.js'
import { networkOf } from '../network-of.js'

/**
 * One small network in the JSON that tensorflowjs_converter writes for Keras 2 and for Keras 3. The converter copies Keras's
 * own config (tfjs-converter, keras_h5_conversion.py: `model_config` beside `keras_version` and `backend`, weights named as
 * in the HDF5 file, in shards of 4 MiB). Keras 2 wires layers as `[["name", node, tensor, {}]]`; Keras 3 writes the
 * arguments of each call (keras/src/models/functional.py, get_config and serialize_node), `batch_shape`, and dtype
 * policies, and names weights by their path.
 */
type Json = Readonly<Record<string, unknown>>

const sizes: readonly (readonly [layer: string, parameter: string, shape: readonly number[]])[] = [
  ['conv2d', 'kernel', [3, 3, 2, 4]],
  ['conv2d', 'bias', [4]],
  ['batch_normalization', 'gamma', [4]],
  ['batch_normalization', 'beta', [4]],
  ['batch_normalization', 'moving_mean', [4]],
  ['batch_normalization', 'moving_variance', [4]],
  ['depthwise_conv2d', 'depthwise_kernel', [3, 3, 4, 1]],
  ['depthwise_conv2d', 'bias', [4]],
  ['dense', 'kernel', [4, 3]],
  ['dense', 'bias', [3]],
]

const conv = {
  filters: 4,
  kernel_size: [3, 3],
  strides: [1, 1],
  padding: 'same',
  data_format: 'channels_last',
}
const sliding = { dilation_rate: [1, 1], groups: 1, use_bias: true }
const layers: readonly (readonly [
  className: string,
  name: string,
  config: Json,
  inputs: readonly string[],
])[] = [
  ['Conv2D', 'conv2d', { ...conv, ...sliding, activation: 'linear' }, ['input_1']],
  [
    'BatchNormalization',
    'batch_normalization',
    { axis: 3, momentum: 0.99, epsilon: 0.001, center: true, scale: true },
    ['conv2d'],
  ],
  ['ReLU', 're_lu', { max_value: 6, negative_slope: 0, threshold: 0 }, ['batch_normalization']],
  [
    'DepthwiseConv2D',
    'depthwise_conv2d',
    { ...conv, ...sliding, filters: undefined, depth_multiplier: 1, activation: 'silu' },
    ['re_lu'],
  ],
  ['Add', 'add', {}, ['re_lu', 'depthwise_conv2d']],
  ['LeakyReLU', 'leaky_re_lu', {}, ['add']],
  [
    'GlobalAveragePooling2D',
    'global_average_pooling2d',
    { data_format: 'channels_last', keepdims: false },
    ['leaky_re_lu'],
  ],
  ['Dropout', 'dropout', { rate: 0.2, noise_shape: null, seed: null }, ['global_average_pooling2d']],
  ['Dense', 'dense', { units: 3, activation: 'softmax', use_bias: true }, ['dropout']],
]

const keras2 = {
  keras_version: '2.15.0',
  backend: 'tensorflow',
  model_config: {
    class_name: 'Functional',
    config: {
      name: 'model',
      trainable: true,
      layers: [
        {
          class_name: 'InputLayer',
          config: {
            batch_input_shape: [null, 6, 5, 2],
            dtype: 'float32',
            sparse: false,
            ragged: false,
            name: 'input_1',
          },
          name: 'input_1',
          inbound_nodes: [],
        },
        ...layers.map(([class_name, name, config, inputs]) => ({
          class_name,
          config: {
            name,
            trainable: true,
            dtype: 'float32',
            ...config,
            ...(class_name === 'LeakyReLU' && { alpha: 0.25 }),
            ...('use_bias' in config && {
              kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
              kernel_regularizer: { class_name: 'L2', config: { l2: 0.001 } },
              bias_constraint: null,
            }),
          },
          name,
          inbound_nodes: [inputs.map((input) => [input, 0, 0, {}])],
        })),
      ],
      input_layers: [['input_1', 0, 0]],
      output_layers: [['dense', 0, 0]],
    },
  },
  training_config: {
    loss: 'categorical_crossentropy',
    metrics: ['accuracy'],
    optimizer_config: { class_name: 'Custom>Lion' },
  },
}

const policy = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
}
const tensor = (name: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 6, 5, 4], dtype: 'float32', keras_history: [name, 0, 0] },
})

const keras3 = (module: boolean) => ({
  keras_version: '3.10.0',
  backend: 'tensorflow',
  model_config: {
    class_name: 'Functional',
    config: {
      name: 'functional',
      trainable: true,
      layers: [
        {
          class_name: 'InputLayer',
          config: {
            batch_shape: [null, 6, 5, 2],
            dtype: 'float32',
            sparse: false,
            ragged: false,
            name: 'input_1',
            optional: false,
          },
          name: 'input_1',
          inbound_nodes: [],
          ...(module && { module: 'keras.layers', registered_name: null }),
        },
        ...layers.map(([class_name, name, config, inputs]) => ({
          class_name,
          config: {
            name,
            trainable: true,
            dtype: policy,
            ...config,
            ...(class_name === 'ReLU' && {
              max_value: { class_name: '__numpy__', config: { value: 6, dtype: 'float64' } },
            }),
            ...(class_name === 'LeakyReLU' && { negative_slope: 0.25 }),
            ...('use_bias' in config && {
              kernel_initializer: {
                module: 'keras.initializers',
                class_name: 'GlorotUniform',
                config: { seed: null },
                registered_name: null,
              },
              kernel_regularizer: null,
              bias_constraint: null,
            }),
          },
          name,
          inbound_nodes: [
            {
              args: inputs.length > 1 ? [inputs.map(tensor)] : inputs.map(tensor),
              kwargs: class_name === 'Dropout' ? { training: false } : {},
            },
          ],
          ...(module && {
            module: 'keras.layers',
            registered_name: null,
            build_config: { input_shape: [null, 6, 5, 4] },
          }),
        })),
      ],
      input_layers: ['input_1', 0, 0],
      output_layers: ['dense', 0, 0],
    },
  },
})

/** The same chain up to the sum as a Sequential model, with an input layer as each Keras writes it. */
function sequentialOf(topology: typeof keras2 | ReturnType<typeof keras3>) {
  const { config } = topology.model_config
  const bare = (config.layers as unknown as readonly Json[]).map(({ inbound_nodes, name, ...layer }) => layer)
  const chain = bare.filter(({ class_name }) => class_name !== 'Add')
  return {
    ...topology,
    model_config: { class_name: 'Sequential', config: { name: 'sequential', layers: chain } },
  }
}

/** In shards cut where they come, as the converter cuts at 4 MiB. */
function saved(topology: object, nameOf: (layer: string, parameter: string) => string) {
  const values = sizes.flatMap(([, parameter, shape], s) => {
    const count = shape.reduce((product, size) => product * size, 1)
    return Array.from(
      { length: count },
      (_, i) => Math.sin(7 * s + i) + (parameter === 'moving_variance' ? 1.5 : 0),
    )
  })
  const bytes = new Uint8Array(Float32Array.from(values).buffer)
  const paths = ['group1-shard1of3.bin', 'group1-shard2of3.bin', 'group1-shard3of3.bin']
  const cuts = [0, 101, 402, bytes.length]
  const json = {
    format: 'layers-model',
    generatedBy: `keras v${(topology as { keras_version: string }).keras_version}`,
    convertedBy: 'TensorFlow.js Converter v4.22.0',
    modelTopology: topology,
    weightsManifest: [
      {
        paths,
        weights: sizes.map(([layer, parameter, shape]) => ({
          name: nameOf(layer, parameter),
          shape,
          dtype: 'float32',
        })),
      },
    ],
  }
  return {
    json: JSON.parse(JSON.stringify(json)),
    shards: Object.fromEntries(paths.map((path, i) => [path, bytes.slice(cuts[i], cuts[i + 1])])),
  }
}

const plainName = (layer: string, parameter: string) => `${layer}/${parameter}`
const kernelName = (parameter: string) => (parameter === 'depthwise_kernel' ? 'kernel' : parameter)
const image = Float32Array.from({ length: 60 }, (_, i) => (i % 11) / 11)

describe.each([
  ['functional', (topology: typeof keras2 | ReturnType<typeof keras3>) => topology],
  ['sequential', sequentialOf],
] as const)('a %s model', (_, form) => {
  const forms = {
    'Keras 2': saved(form(keras2), plainName),
    'Keras 2, weights named by scope': saved(
      form(keras2),
      (layer, parameter) => `model/${layer}/${parameter}:0`,
    ),
    'Keras 3 in HDF5': saved(form(keras3(false)), (layer, parameter) => `${layer}/${kernelName(parameter)}`),
    'Keras 3': saved(
      form(keras3(true)),
      (layer, parameter) => `functional/${layer}/${kernelName(parameter)}`,
    ),
  }

  it.each(Object.keys(forms) as (keyof typeof forms)[])('of %s is read by both engines', async (name) => {
    const expected = referenceLogits(networkOf(await loadModel(forms['Keras 2'])), image)
    for (const engine of ['incremental', 'batched'] as const) {
      const explainer = await createExplainer(await loadModel(forms[name]), { engine, threads: 1 })
      const got = await explainer.predict({ data: image, shape: [1, 6, 5, 2] })
      explainer.dispose()
      expected.forEach((logit, k) => {
        expect(Math.abs(got[k]! - logit), `${engine}, logit ${k}`).toBeLessThan(1e-5)
      })
    }
  })

  it('takes its preprocessing as a first layer, behind which it is still read before its softmax', async () => {
    const settings = { scale: 255, mean: [10, 20], std: 50, classNames: ['a', 'b', 'c'] }
    const prepared = image.map((value, i) => Math.fround((255 * value - [10, 20][i % 2]!) / 50))
    const expected = referenceLogits(networkOf(await loadModel(forms['Keras 3'])), prepared)
    for (const engine of ['incremental', 'batched'] as const) {
      const model = await loadModel(forms['Keras 3'], settings)
      expect(model.settings).toEqual({ ...settings, channelOrder: 'rgb' })
      const explainer = await createExplainer(model, { engine, threads: 1 })
      const got = await explainer.predict({ data: image, shape: [1, 6, 5, 2] })
      explainer.dispose()
      expected.forEach((logit, k) => {
        expect(Math.abs(got[k]! - logit), `${engine}, logit ${k}`).toBeLessThan(1e-4)
      })
    }
  })
})

describe('preprocessing', () => {
  const model = saved(keras2, plainName)
  it.each([
    ['OPTION_INVALID', { scale: 0 }],
    ['OPTION_INVALID', { std: [1, 0] }],
    ['OPTION_INVALID', { classNames: ['a', 'a'] }],
    ['PREPROCESSING_CHANNELS', { mean: [1, 2, 3] }],
    ['PREPROCESSING_CHANNELS', { channelOrder: 'bgr' as const }],
  ])('is refused with %s for %j', async (code, settings) => {
    await expect(loadModel(model, settings)).rejects.toMatchObject({ name: 'InputError', code })
  })

  it('is read from umbra.json beside the model, options before it', async () => {
    const picked = (sidecar: string) => [
      new File([JSON.stringify(model.json)], 'model.json'),
      ...Object.entries(model.shards).map(
        ([name, bytes]) => new File([bytes as Uint8Array<ArrayBuffer>], name),
      ),
      new File([sidecar], 'umbra.json'),
    ]
    const { settings } = await loadModel(picked('{"scale": 255, "std": 2}'), { std: 4 })
    expect(settings).toMatchObject({ scale: 255, mean: 0, std: 4 })
    await expect(loadModel(picked('{"skale": 1}'))).rejects.toMatchObject({ code: 'MODEL_SETTINGS' })
    await expect(loadModel(picked('{"__proto__": {"scale": 2}}'))).rejects.toMatchObject({
      code: 'MODEL_SETTINGS',
    })
    await expect(loadModel(picked('{'))).rejects.toThrow('MODEL_NOT_JSON: umbra.json')
  })
})
