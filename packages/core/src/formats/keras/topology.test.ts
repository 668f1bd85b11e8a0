import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import type { ModelArtifacts, WeightSpec } from './artifacts.js'
import { networkFromArtifacts, UnsupportedLayerError } from './index.js'

type Json = Record<string, unknown>

const convolution = {
  name: 'conv',
  filters: 2,
  kernel_size: [2, 2],
  strides: [1, 1],
  padding: 'valid',
  data_format: 'channels_last',
  dilation_rate: [1, 1],
  activation: 'relu',
  use_bias: true,
}
const dense = { name: 'logits', units: 2, activation: 'linear', use_bias: true }
const conv = (changes: Json = {}) => ({ class_name: 'Conv2D', config: { ...convolution, ...changes } })
const input = { batch_input_shape: [null, 3, 3, 1] }
const flatten = { class_name: 'Flatten', config: { name: 'flatten' } }
const logits = { class_name: 'Dense', config: dense }
const sequential = (...layers: readonly object[]) => ({
  class_name: 'Sequential',
  config: { name: 'net', layers },
})

/** Conv2D of 2 filters over 3×3×1, then a dense layer of 2. */
const plain = sequential(conv(input), flatten, logits)

const specs: readonly WeightSpec[] = [
  { name: 'conv/kernel', shape: [2, 2, 1, 2], dtype: 'float32' },
  { name: 'conv/bias', shape: [2], dtype: 'float32' },
  { name: 'logits/kernel', shape: [8, 2], dtype: 'float32' },
  { name: 'logits/bias', shape: [2], dtype: 'float32' },
]

function artifacts(modelTopology: object, weightSpecs = specs): ModelArtifacts {
  const count = weightSpecs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  const weightData = Float32Array.from({ length: count }, (_, i) => Math.sin(i + 1)).buffer
  return { modelTopology, weightSpecs, weightData }
}

const renamed = (rename: (name: string) => string) =>
  specs.map((spec) => ({ ...spec, name: rename(spec.name) }))

const image = Float32Array.from({ length: 9 }, (_, i) => i / 9)
const expected = referenceLogits(networkFromArtifacts(artifacts(plain)), image)

function expectSame(modelTopology: object, weightSpecs = specs): void {
  expect(referenceLogits(networkFromArtifacts(artifacts(modelTopology, weightSpecs)), image)).toEqual(
    expected,
  )
}

describe('ways to write the same model', () => {
  it('wrapped in model_config, as a bare list of layers, or with an input layer', () => {
    expectSame({ model_config: plain, keras_version: '2.15.0', backend: 'tensorflow' })
    expectSame({ class_name: 'Sequential', config: [conv(input), flatten, logits] })
    expectSame(
      sequential({ class_name: 'InputLayer', config: { ...input, name: 'x' } }, conv(), flatten, logits),
    )
    expectSame(
      sequential(
        { class_name: 'InputLayer', config: { batch_shape: [null, 3, 3, 1] } },
        conv(),
        flatten,
        logits,
      ),
    )
  })

  it('keys in camel case', () => {
    const camel = (key: string) => key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
    const rewrite = (json: unknown): unknown => {
      if (Array.isArray(json)) return json.map(rewrite)
      if (typeof json !== 'object' || json === null) return json
      return Object.fromEntries(Object.entries(json).map(([key, value]) => [camel(key), rewrite(value)]))
    }
    expectSame(rewrite(plain) as object)
  })

  it('numbers for pairs, activations as objects, padding in capitals', () => {
    const activation = { class_name: 'ReLU', config: { max_value: null, negative_slope: 0, threshold: 0 } }
    const changes = { ...input, kernel_size: 2, strides: 1, dilation_rate: 1, padding: 'VALID', activation }
    expectSame(sequential(conv(changes), flatten, logits))
    expectSame(
      sequential(conv({ ...input, activation: { class_name: 'relu', config: {} } }), flatten, logits),
    )
    const serialised = { module: 'builtins', class_name: 'function', config: 'relu' }
    expectSame(sequential(conv({ ...input, activation: serialised }), flatten, logits))
  })

  it('as a functional model of Keras 2, and of Keras 3', () => {
    const named = (layer: { class_name: string; config: object }, inbound_nodes: unknown) => ({
      ...layer,
      name: (layer.config as { name: string }).name,
      inbound_nodes,
    })
    const first = { class_name: 'InputLayer', config: { ...input, name: 'x' } }
    const keras2 = (from: string) => [[[from, 0, 0, {}]]]
    const layers2 = [
      named(logits, keras2('flatten')),
      named(first, []),
      named(conv(), keras2('x')),
      named(flatten, keras2('conv')),
    ]
    const ends2 = { input_layers: [['x', 0, 0]], output_layers: [['logits', 0, 0]] }
    expectSame({ class_name: 'Functional', config: { name: 'net', layers: layers2, ...ends2 } })
    const tensor = (from: string) => ({
      class_name: '__keras_tensor__',
      config: { shape: [null, 1], dtype: 'float32', keras_history: [from, 0, 0] },
    })
    const keras3 = (from: string) => [{ args: [tensor(from)], kwargs: {} }]
    const layers3 = [
      named(first, []),
      named(conv(), keras3('x')),
      named(flatten, keras3('conv')),
      named(logits, keras3('flatten')),
    ]
    const ends3 = { input_layers: ['x', 0, 0], output_layers: ['logits', 0, 0] }
    expectSame({ class_name: 'Functional', config: { name: 'net', layers: layers3, ...ends3 } })
  })

  it('weights with :0, or with the names of models around in front', () => {
    expectSame(
      plain,
      renamed((name) => `${name}:0`),
    )
    expectSame(
      plain,
      renamed((name) => `net/${name}`),
    )
    expectSame(
      plain,
      renamed((name) => `${name.split('/')[0]}/net/${name}`),
    )
  })

  it('sizes of a reshape left open', () => {
    const reshape = { class_name: 'Reshape', config: { name: 'reshape', target_shape: [-1] } }
    expectSame(sequential(conv(input), reshape, logits))
  })

  it('weights of layers of one name, told apart by the models they lie in', () => {
    const inner = (name: string, first: Json) => ({
      class_name: 'Sequential',
      config: { name, layers: [conv({ filters: 1, kernel_size: 1, ...first })] },
    })
    const model = sequential(inner('a', input), inner('b', {}), flatten)
    const own = (part: string): WeightSpec[] => [
      { name: `${part}/conv/kernel`, shape: [1, 1, 1, 1], dtype: 'float32' },
      { name: `${part}/conv/bias`, shape: [1], dtype: 'float32' },
    ]
    const { layers } = networkFromArtifacts(artifacts(model, [...own('b'), ...own('a')]))
    const kernels = layers.flatMap((layer) => (layer.kind === 'conv2d' ? [...layer.kernel] : []))
    expect(kernels).toEqual([Math.fround(Math.sin(3)), Math.fround(Math.sin(1))])
    const names = [...own('x'), ...own('y')]
    expect(() => networkFromArtifacts(artifacts(model, names))).toThrow(
      'WEIGHT_AMBIGUOUS: weight conv/kernel',
    )
  })
})

describe('layers no network describes', () => {
  const around = (layer: object) => sequential(conv(input), layer, flatten, logits)
  const named = (class_name: string, config: Json = {}) => ({
    class_name,
    config: { name: 'odd', ...config },
  })

  it.each([
    [around(named('Attention')), 'layer "odd", of class Attention, is not supported'],
    [around(named('LayerNormalization', { axis: [1] })), 'normalises along axes [1]'],
    [around(named('LayerNormalization', { rms_scaling: true })), 'has rms_scaling'],
    [around(named('GroupNormalization', { axis: 1 })), 'normalises along axis 1'],
    [around(named('UnitNormalization', { axis: [1, 2] })), 'normalises along axis [1,2]'],
    [around(named('toString')), 'layer "odd", of class toString, is not supported'],
    [around(named('Activation', { activation: 'glu' })), 'has activation "glu"'],
    [
      around(named('Activation', { activation: { class_name: 'Softmax', config: { axis: 1 } } })),
      'has activation {"class_name":"Softmax","config":{"axis":1}}',
    ],
    [around(named('Softmax', { axis: 1 })), 'has axis 1'],
    [around(named('UpSampling2D', { interpolation: 'bicubic' })), 'has interpolation bicubic'],
    [around(named('Resizing', { height: 9, width: 9, antialias: true })), 'has antialias'],
    [around(named('CenterCrop', { height: 9, width: 1 })), 'enlarges 2×2'],
    [around(named('RandomCrop', { height: 1, width: 2 })), 'crops 2×2 to another size'],
    [around(named('Normalization', { axis: 1 })), 'normalises along axis 1'],
    [around(named('BatchNormalization', { axis: [1] })), 'normalises along axis [1]'],
    [
      sequential(
        conv({ ...input, data_format: 'channels_last' }),
        named('MaxPooling2D', { data_format: 'channels_first' }),
        flatten,
        logits,
      ),
      'has data format channels_first',
    ],
    [sequential(conv({ ...input, padding: 'causal' }), flatten, logits), 'has padding causal'],
  ])('%# are named', (topology, reason) => {
    const read = () => networkFromArtifacts(artifacts(topology))
    expect(read).toThrow(UnsupportedLayerError)
    expect(read).toThrow(reason)
  })

  it('says why in `reason`, without the code', () => {
    try {
      networkFromArtifacts(artifacts(around(named('Masking'))))
      expect.unreachable()
    } catch (error) {
      const { code, reason } = error as UnsupportedLayerError
      expect(code).toBe('LAYER_UNSUPPORTED')
      expect(reason).toBe('layer "odd", of class Masking, is not supported')
    }
  })
})

describe('models that contradict themselves', () => {
  const functional = (layers: readonly object[], output = 'logits') => ({
    class_name: 'Functional',
    config: { name: 'net', layers, input_layers: [['x', 0, 0]], output_layers: [[output, 0, 0]] },
  })
  const first = { class_name: 'InputLayer', name: 'x', config: { ...input, name: 'x' }, inbound_nodes: [] }
  const reads = (name: string, ...from: string[]) => ({
    class_name: 'Add',
    name,
    config: { name },
    inbound_nodes: [from.map((source) => [source, 0, 0, {}])],
  })

  it.each([
    [{}, 'MODEL_TOPOLOGY: modelTopology.class_name: expected a name of 1 to 1000 characters, got nothing'],
    [
      sequential(conv({ ...input, data_format: 'channels_first' }), flatten, logits),
      'MODEL_INPUT: layer "conv", of class Conv2D, reads images channels first',
    ],
    [
      { class_name: 'RNN', config: {} },
      'MODEL_TOPOLOGY: modelTopology: expected a Sequential or functional model',
    ],
    [{ class_name: 'Sequential', config: {} }, 'MODEL_TOPOLOGY: Sequential: expected a list of layers'],
    [sequential(), 'MODEL_INPUT: model: its input layer is missing'],
    [
      sequential(conv(), flatten, logits),
      'MODEL_INPUT: model: expected an input of fixed [H, W, C], got nothing',
    ],
    [
      sequential(conv({ batch_input_shape: [null, null, 3, 1] })),
      'MODEL_INPUT: the model leaves the size of images open (any×3): --input-size H,W says it',
    ],
    [
      sequential(conv({ batch_input_shape: [null, 2 ** 20, 2 ** 20, 1] })),
      'MODEL_TOO_LARGE: model, input: 1048576×1048576×1 values are more than 268435456',
    ],
    [
      sequential(conv(input), { class_name: 'ZeroPadding2D', config: { name: 'pad', padding: 2 ** 30 } }),
      'MODEL_TOO_LARGE: layer "pad"',
    ],
    [
      sequential(conv(input)),
      'MODEL_OUTPUT: model: expected a vector of class scores, got a value of shape [2, 2, 2]',
    ],
    [sequential(conv(input), null as never), 'MODEL_TOPOLOGY: layers[1]: expected an object, got null'],
    [sequential(conv({ ...input, strides: 0 })), 'strides: expected one or two whole numbers above 0, got 0'],
    [
      sequential(conv({ ...input, filters: 3 })),
      'WEIGHT_SHAPE: weight conv/kernel: expected [2, 2, 1, 3], got [2, 2, 1, 2]',
    ],
    [sequential(conv({ ...input, name: 'other' })), 'WEIGHT_MISSING: weight other/kernel'],
    [
      sequential(conv({ batch_input_shape: [null, 1, 1, 1] })),
      'SHAPE_MISMATCH: layer "conv": a window of 2 rows does not fit into 1',
    ],
    [
      functional([first, reads('logits', 'x', 'nowhere')]),
      'MODEL_TOPOLOGY: model: no layer is named "nowhere"',
    ],
    [
      functional([first, reads('logits', 'b'), reads('b', 'logits')]),
      'MODEL_TOPOLOGY: layer "logits" reads its own output',
    ],
    [
      functional([first, { ...first, name: 'z' }, reads('logits', 'x', 'z')]),
      'MODEL_INPUT: input "z" is a second one',
    ],
    [
      functional([first, { ...reads('logits'), inbound_nodes: [] }]),
      'layer "logits", inbound_nodes: it reads no layer',
    ],
  ])('%# are refused', (topology, message) => {
    expect(() => networkFromArtifacts(artifacts(topology))).toThrow(message)
  })

  it('refuses weights that are not float32, not finite, or not all there', () => {
    const half = specs.map((spec) => ({ ...spec, dtype: 'float16' }))
    expect(() => networkFromArtifacts(artifacts(plain, half))).toThrow(
      'WEIGHT_TYPE: weight conv/kernel: expected float32, got float16',
    )
    const whole = artifacts(plain)
    const cut = { ...whole, weightData: whole.weightData.slice(8) }
    expect(() => networkFromArtifacts(cut)).toThrow(
      'WEIGHTS_LENGTH: weights: expected logits/bias to end at byte 112',
    )
    new Float32Array(whole.weightData)[9] = Number.NaN
    expect(() => networkFromArtifacts(whole)).toThrow(
      'WEIGHTS_NOT_FINITE: layer 0, conv2d "conv", bias: element 1 is NaN',
    )
  })
})
