import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs'
import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import expected from '../../../test/fixtures/pytorch/expected.json' with { type: 'json' }
import { createExplainer } from '../../attribution/explainer.js'
import { npz } from '../../export/index.js'
import { Random } from '../../random.js'
import { loadModel } from '../load-model.js'
import { networkOf } from '../network-of.js'

const folder = fileURLToPath(new URL('../../../test/fixtures/pytorch/', import.meta.url))

describe('a network PyTorch saved gives what PyTorch computes', () => {
  it.each(['net', 'chain'] as const)('%s', async (name) => {
    const artifacts = await loadModel(folder + name)
    const { images, outputs } = expected[name]
    const data = Float32Array.from(images)
    const network = networkOf(artifacts)
    const size = data.length / outputs.length
    outputs.forEach((logits, i) => {
      const got = referenceLogits(network, data.subarray(i * size, (i + 1) * size))
      logits.forEach((logit, k) => {
        expect(Math.abs(got[k]! - logit)).toBeLessThan(1e-5)
      })
    })
  })

  it.each(['incremental', 'batched'] as const)('on the %s engine', async (engine) => {
    for (const name of ['net', 'chain'] as const) {
      const explainer = await createExplainer(await loadModel(folder + name), { engine, threads: 1 })
      const { images, outputs } = expected[name]
      const [height, width, channels] = explainer.inputShape
      const batch = { data: Float32Array.from(images), shape: [2, height, width, channels] as const }
      const got = await explainer.predict(batch)
      expect(explainer.engine.name).toBe(engine)
      explainer.dispose()
      outputs.flat().forEach((logit, k) => {
        expect(Math.abs(got[k]! - logit)).toBeLessThan(1e-5)
      })
    }
  })
})

it('docs/models.md shows the lines that made the first of them', async () => {
  const [docs, script] = await Promise.all([
    readFile(new URL('../../../../../docs/models.md', import.meta.url), 'utf8'),
    readFile(new URL('../../../test/fixtures/make-pytorch-fixtures.py', import.meta.url), 'utf8'),
  ])
  const lines = (text: string) => text.split('\n').flatMap((line) => line.trim() || [])
  const blocks = [...docs.matchAll(/```python\n(.*?)```/gs)].map((block) => lines(block[1]!))
  const shown = blocks.filter((block) => block[0]!.startsWith('save_file(')).slice(0, 1)
  const ran = [...script.matchAll(/# begin.*?\n(.*?)# end/gs)].map((block) => lines(block[1]!))
  expect(shown).toEqual(ran)
  expect(ran).toHaveLength(1)
})

describe('a network written in the layout of Keras', () => {
  it('gives what TensorFlow.js computes', async () => {
    const { layers } = tf
    const same = layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', name: 'conv' })
    const model = tf.sequential({
      layers: [
        layers.inputLayer({ inputShape: [7, 6, 2] }),
        same,
        layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, name: 'depthwise', useBias: false }),
        layers.batchNormalization({ name: 'norm', scale: false }),
        layers.maxPooling2d({ poolSize: 2, strides: 1, padding: 'same' }),
        layers.leakyReLU(),
        layers.flatten(),
        layers.dense({ units: 4, name: 'fc' }),
      ],
    })
    const random = new Random(2)
    for (const weight of model.weights) {
      const size = weight.shape.reduce<number>((product, d) => product * d!, 1)
      weight.write(
        tf.tensor(
          Float32Array.from({ length: size }, () => random.uniform()),
          weight.shape as number[],
        ),
      )
    }
    const weights = model.weights.map((weight) => {
      const data = weight.read().dataSync() as Float32Array
      return [weight.originalName, { data, shape: weight.shape as number[] }] as const
    })
    const json = {
      schema: 'umbra.network/1',
      layout: 'keras',
      input: [7, 6, 2],
      weights: 'w.npz',
      layers: [
        { kind: 'conv2d', name: 'conv', stride: 2, padding: 'same' },
        { kind: 'conv2d', name: 'depthwise', groups: 3, weight: 'depthwise/depthwise_kernel' },
        { kind: 'batchNorm', name: 'norm' },
        { kind: 'maxPool', size: 2, stride: 1, padding: 'same' },
        { kind: 'leakyRelu' },
        { kind: 'flatten' },
        { kind: 'dense', name: 'fc' },
      ],
    }
    const artifacts = await loadModel({ json, shards: { 'w.npz': npz(Object.fromEntries(weights)) } })
    const image = Float32Array.from({ length: 84 }, () => random.uniform())
    const expectedLogits = (model.predict(tf.tensor(image, [1, 7, 6, 2])) as tf.Tensor).dataSync()
    const got = referenceLogits(networkOf(artifacts), image)
    got.forEach((logit, k) => {
      expect(Math.abs(logit - expectedLogits[k]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(logit)))
    })
  })
})

describe('layers without weights', () => {
  const image = Float32Array.of(-4, -1, -0.25, 0, 0.5, 2)
  const clip = (x: number, least: number, most: number) => Math.min(most, Math.max(least, x))
  const load = (...layers: readonly object[]) =>
    loadModel({
      json: { schema: 'umbra.network/1', layout: 'pytorch', input: [1, 6, 1], weights: 'w.npz', layers },
      shards: { 'w.npz': npz({}) },
    })
  const ending = [{ kind: 'upsample', factor: 1 }, { kind: 'flatten' }]

  it.each([
    ['hardSigmoid', (x: number) => clip(x + 3, 0, 6) / 6],
    ['logSigmoid', (x: number) => -Math.log(1 + Math.exp(-x))],
    ['hardTanh', (x: number) => clip(x, -1, 1)],
    ['softsign', (x: number) => x / (1 + Math.abs(x))],
    ['hardSwish', (x: number) => (x * clip(x + 3, 0, 6)) / 6],
    ['mish', (x: number) => x * Math.tanh(Math.log(1 + Math.exp(x)))],
  ] as const)('%s is what PyTorch has', async (kind, f) => {
    const got = referenceLogits(networkOf(await load({ kind }, ...ending)), image)
    got.forEach((value, i) => {
      expect(value).toBeCloseTo(f(image[i]!), 12)
    })
  })

  it('upsample repeats, or blends by half-pixel centres', async () => {
    const scores = async (settings: object) =>
      referenceLogits(networkOf(await load({ kind: 'upsample', ...settings }, { kind: 'flatten' })), image)
    expect([...(await scores({ factor: [1, 2] }))].slice(0, 4)).toEqual([-4, -4, -1, -1])
    const blended = [...(await scores({ factor: [2, 2], interpolation: 'bilinear' }))]
    expect(blended).toHaveLength(24)
    expect(blended.slice(0, 4)).toEqual([-4, -3.25, -1.75, -0.8125])
  })
})

describe('gates, norms and branches in the layout of PyTorch', () => {
  const random = new Random(8)
  const draw = (...shape: number[]) => {
    const length = shape.reduce((product, size) => product * size, 1)
    return { data: Float32Array.from({ length }, () => random.uniform() - 0.3), shape }
  }
  const norms = Object.fromEntries(
    ['ln', 'in', 'gn'].flatMap((name) => [
      [`${name}.weight`, draw(4)],
      [`${name}.bias`, draw(4)],
    ]),
  )
  const weights: Parameters<typeof npz>[0] = {
    ...norms,
    'map.weight': draw(4, 2, 1, 1),
    'gate.weight': draw(4, 4),
    'gate.bias': draw(4),
  }
  const values = (name: string) => tf.tensor1d(weights[name]!.data as Float32Array)
  const affine = (x: tf.Tensor, name: string) => x.mul(values(`${name}.weight`)).add(values(`${name}.bias`))
  const normal = (x: tf.Tensor, axes: number[], epsilon: number) => {
    const { mean, variance } = tf.moments(x, axes, true)
    return x.sub(mean).div(variance.add(epsilon).sqrt())
  }

  it('give what their definitions do', async () => {
    const layers = [
      { kind: 'conv2d', name: 'map' },
      { kind: 'globalAveragePool' },
      { kind: 'dense', name: 'gate' },
      { kind: 'sigmoid', name: 'opening' },
      { kind: 'multiply', name: 'gated', inputs: ['map', 'opening'] },
      { kind: 'layerNorm', name: 'ln', epsilon: 0.1 },
      { kind: 'instanceNorm', name: 'in', inputs: ['gated'] },
      { kind: 'groupNorm', name: 'gn', groups: 2, inputs: ['gated'] },
      { kind: 'maximum', name: 'larger', inputs: ['ln', 'in'] },
      { kind: 'subtract', name: 'less', inputs: ['larger', 'gn'] },
      { kind: 'minimum', name: 'smaller', inputs: ['less', 'opening'] },
      { kind: 'concat', inputs: ['less', 'smaller', 'image'] },
      { kind: 'globalMaxPool' },
    ]
    const json = { schema: 'umbra.network/1', layout: 'pytorch', input: [3, 2, 2], weights: 'w.npz', layers }
    const network = networkOf(await loadModel({ json, shards: { 'w.npz': npz(weights) } }))
    const image = draw(1, 3, 2, 2)
    const x = tf.tensor(image.data, [1, 3, 2, 2])
    const kernel = tf.tensor(weights['map.weight']!.data as Float32Array, [4, 2]).transpose()
    const map = tf.matMul(x.reshape([6, 2]), kernel).reshape([1, 3, 2, 4])
    const rows = tf.tensor(weights['gate.weight']!.data as Float32Array, [4, 4]).transpose()
    const gate = tf
      .matMul(map.mean([1, 2]) as tf.Tensor2D, rows)
      .add(values('gate.bias'))
      .sigmoid()
    const gated = map.mul(gate)
    const grouped = normal(gated.reshape([1, 3, 2, 2, 2]), [1, 2, 4], 1e-5).reshape([1, 3, 2, 4])
    const larger = tf.maximum(
      affine(normal(gated, [3], 0.1), 'ln'),
      affine(normal(gated, [1, 2], 1e-5), 'in'),
    )
    const less = larger.sub(affine(grouped, 'gn'))
    const expectedScores = tf
      .concat([less, tf.minimum(less, gate), x], 3)
      .max([1, 2])
      .dataSync()
    const got = referenceLogits(network, image.data)
    expect(got).toHaveLength(10)
    got.forEach((score, k) => {
      expect(Math.abs(score - expectedScores[k]!)).toBeLessThan(2e-5)
    })
  })
})

describe('layers that join, part and spread maps', () => {
  const scores = async (
    layout: 'pytorch' | 'keras',
    input: readonly number[],
    layers: readonly object[],
    stored: Parameters<typeof npz>[0],
    image: readonly number[],
  ) => {
    const json = {
      schema: 'umbra.network/1',
      layout,
      input,
      weights: 'w.npz',
      layers: [...layers, ...ending],
    }
    const model = await loadModel({ json, shards: { 'w.npz': npz(stored) } })
    return [...referenceLogits(networkOf(model), Float32Array.from(image))]
  }
  const ending = [{ kind: 'upsample', factor: 1 }, { kind: 'globalAveragePool' }]
  const array = (shape: readonly number[], ...values: number[]) => ({
    data: Float32Array.from(values),
    shape,
  })

  it.each([
    ['pytorch', { 'c.weight': array([4, 2, 1, 1], 1, 10, 2, 20, 3, 30, 4, 40) }],
    ['keras', { 'c/kernel': array([1, 1, 2, 4], 1, 2, 3, 4, 10, 20, 30, 40) }],
  ] as const)('convolutions in groups of any size, in the layout of %s', async (layout, stored) => {
    const conv = { kind: 'conv2d', name: 'c', groups: 2 }
    // Filters 0 and 1 read channels 0 and 1, filters 2 and 3 the others.
    expect(await scores(layout, [1, 1, 4], [conv], stored, [1, 2, 3, 4])).toEqual([21, 42, 129, 172])
  })

  it('channels of branches, in the order they are named', async () => {
    const layers = [
      { kind: 'conv2d', name: 'a' },
      { kind: 'conv2d', name: 'b', inputs: ['image'] },
      { kind: 'concat', inputs: ['b', 'image', 'a'] },
    ]
    const stored = {
      'a.weight': array([1, 2, 1, 1], 1, 1),
      'b.weight': array([2, 2, 1, 1], 10, 0, 0, 100),
    }
    expect(await scores('pytorch', [1, 1, 2], layers, stored, [2, 3])).toEqual([20, 300, 2, 3, 5])
  })

  it('zeros that differ from side to side, in a layer or before it', async () => {
    const mean = (size: number) => 1 / size
    const conv = { kind: 'conv2d', name: 'c', stride: [1, 2] }
    const stored = { 'c.weight': array([1, 1, 1, 3], 1, 10, 100) }
    // 0 0 | 1 2 3 | 0: 100 and 1 + 20 + 300 are under the windows; in the row of zeros above nothing is.
    const expected = (100 + 1 + 20 + 300) * mean(4)
    for (const layers of [
      [{ ...conv, padding: [1, 0, 2, 1] }],
      [{ kind: 'zeroPad', padding: [1, 0, 2, 1] }, conv],
    ]) {
      const [score] = await scores('pytorch', [1, 3, 1], layers, stored, [1, 2, 3])
      expect(score).toBeCloseTo(expected, 10)
    }
  })

  it.each([
    ['pytorch', { 't.weight': array([1, 2, 1, 3], 1, 2, 3, 10, 20, 30), 't.bias': array([2], 0, 1) }],
    ['keras', { 't/kernel': array([1, 3, 2, 1], 1, 10, 2, 20, 3, 30), 't/bias': array([2], 0, 1) }],
  ] as const)('transposed convolutions, in the layout of %s', async (layout, stored) => {
    const layer = {
      kind: 'conv2dTranspose',
      name: 't',
      stride: [1, 2],
      padding: [0, 1],
      outputPadding: [0, 1],
    }
    // PyTorch: (2 − 1)·2 − 2·1 + 3 + 1 = 4 columns of 1 2 3 and 2 · 1 2 3 laid two apart, without the first: 2 5 4 6.
    const got = await scores(layout, [1, 2, 1], [layer], stored, [1, 2])
    expect(got).toEqual([17 / 4, 170 / 4 + 1])
  })
})

describe('flattened maps in the layout of PyTorch', () => {
  const load = async (
    input: readonly number[],
    layers: readonly object[],
    stored: Parameters<typeof npz>[0] = {},
  ) => {
    const json = { schema: 'umbra.network/1', layout: 'pytorch', input, weights: 'w.npz', layers }
    return networkOf(await loadModel({ json, shards: { 'w.npz': npz(stored) } }))
  }
  // Rows of the channels a and b: a1 b1 a2 b2 …
  const image = Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40)

  it('are scores channel by channel', async () => {
    const got = referenceLogits(await load([2, 2, 2], [{ kind: 'flatten' }]), image)
    expect([...got]).toEqual([1, 2, 3, 4, 10, 20, 30, 40])
  })

  it('add up in that order, whatever maps they were', async () => {
    const tall = { kind: 'reshape', name: 'tall', shape: [4, 1, 2], inputs: ['image'] }
    const wide = { kind: 'reshape', name: 'wide', shape: [1, 8, 1], inputs: ['image'] }
    const vectors = ['image', 'tall', 'wide'].map((name) => ({
      kind: 'flatten',
      name: `flat ${name}`,
      inputs: [name],
    }))
    const add = { kind: 'add', inputs: vectors.map(({ name }) => name) }
    const got = referenceLogits(await load([2, 2, 2], [tall, wide, ...vectors, add]), image)
    expect([...got]).toEqual([1, 2, 3, 4, 10, 20, 30, 40].map((value) => 3 * value))
  })

  it('are sliced, joined and reshaped in that order', async () => {
    const layers = [
      { kind: 'flatten', name: 'all' },
      { kind: 'select', name: 'second', from: -4 },
      { kind: 'concat', inputs: ['second', 'all'], name: 'joined' },
      { kind: 'reshape', shape: [3, 1, 4] },
      { kind: 'select', axis: 'channels', from: 3, step: -2 },
      { kind: 'flatten' },
    ]
    // Of 10 20 30 | 40 1 2 | 3 4 10 | 20 30 40, three places of four channels, the last and the second channel.
    expect([...referenceLogits(await load([2, 2, 2], layers), image)]).toEqual([20, 30, 40, 40, 1, 2])
  })
})

describe('a network file is refused', () => {
  const conv = { kind: 'conv2d', name: 'conv' }
  const fc = { kind: 'dense', name: 'fc' }
  const whole = { schema: 'umbra.network/1', layout: 'pytorch', input: [4, 4, 1], weights: 'w.npz' }
  const arrays: Parameters<typeof npz>[0] = {
    'conv.weight': { data: new Float32Array(18).fill(0.1), shape: [2, 1, 3, 3] },
    'fc.weight': { data: new Float32Array(24).fill(0.1), shape: [3, 8] },
  }
  const load = (layers: unknown, changes: object = {}, stored = arrays) =>
    loadModel({ json: { ...whole, layers, ...changes }, shards: { 'w.npz': npz(stored) } })
  const chain = [conv, { kind: 'flatten' }, fc]

  it('but this one is not', async () => {
    const { layers } = networkOf(await load(chain))
    expect(layers.map(({ name }) => name)).toEqual(['conv', 'flatten_1', 'fc'])
  })

  it.each([
    ['NETWORK_FORMAT', 'layers.0.kind', [{ kind: 'conv3d' }], {}],
    ['NETWORK_FORMAT', 'layers.0', [{ ...conv, ceil_mode: true }], {}],
    ['NETWORK_FORMAT', 'input', chain, { input: [4, 4] }],
    ['NETWORK_FORMAT', 'schema', chain, { schema: 'umbra.network/2' }],
    ['NETWORK_FORMAT', 'std', chain, { std: [0] }],
    [
      'SHAPE_MISMATCH',
      'layers.0, conv2d "conv": a window of 3 rows does not fit into 2',
      chain,
      { input: [2, 2, 1] },
    ],
    ['NETWORK_LAYER', 'reads a map of 2×2×2, expected flatten', [conv, fc], {}],
    [
      'NETWORK_LAYER',
      'reads 8 values in a row, expected a feature map',
      [...chain.slice(0, 2), { kind: 'maxPool', size: 2 }],
      {},
    ],
    ['NETWORK_LAYER', 'gives 2×2×2 values, expected a vector', [conv], {}],
    ['NETWORK_LAYER', 'has 2 groups of 1 channels', [{ ...conv, groups: 2 }], {}],
    ['NETWORK_LAYER', 'reads "nowhere"', [{ ...conv, inputs: ['nowhere'] }], {}],
    ['NETWORK_LAYER', 'has 1 inputs, expected 2 or more', [conv, { kind: 'add' }], {}],
    ['NETWORK_LAYER', 'has 1 inputs, expected 2', [conv, { kind: 'subtract' }], {}],
    ['NETWORK_LAYER', 'has 3 groups, expected a divisor of 2', [conv, { kind: 'groupNorm', groups: 3 }], {}],
    [
      'SHAPE_MISMATCH',
      'multiply: expected [2, 2, 2] from every input, or sizes of 1, got [4, 4, 1]',
      [conv, { kind: 'multiply', inputs: ['conv', 'image'] }],
      {},
    ],
    ['NETWORK_LAYER', 'has 1 inputs, expected 2 or more', [conv, { kind: 'concat' }], {}],
    ['NETWORK_FORMAT', 'layers.0.padding', [{ ...conv, padding: [1, 1, 1] }], {}],
    ['NETWORK_FORMAT', 'layers.0', [{ kind: 'conv2dTranspose', name: 'conv', padding: 'same' }], {}],
    ['NETWORK_LAYER', 'has a name that another layer has', [conv, { kind: 'relu', name: 'conv' }], {}],
    [
      'NETWORK_LAYER',
      'layers.1, averagePool: has padding in numbers, which Keras does not know: expected counted beside it',
      [
        { kind: 'averagePool', size: 1 },
        { kind: 'averagePool', size: 2, padding: 1 },
      ],
      { layout: 'keras' },
    ],
    [
      'LAYER_SETTING',
      'layers.1, maxPool, padding: expected less than the window, 2×2, got [2, 2, 2, 2]',
      [conv, { kind: 'maxPool', size: 2, padding: 2 }],
      {},
    ],
    [
      'LAYER_SETTING',
      'layers.1, pad "p", padding: expected at most 1 rows and 1 columns to reflect, got [2, 2, 2, 2]',
      [conv, { kind: 'pad', name: 'p', padding: 2, mode: 'reflect' }],
      {},
    ],
    [
      'NETWORK_LAYER',
      'select: has neither, expected indices, or from, to and step',
      [conv, { kind: 'select' }],
      {},
    ],
    [
      'LAYER_SETTING',
      'layers.1, select, indices: expected whole numbers from 0 to 1, got 2 at 0',
      [conv, { kind: 'select', indices: [2] }],
      {},
    ],
    ['NETWORK_FORMAT', 'layers.1.step', [conv, { kind: 'select', step: 0 }], {}],
    [
      'NETWORK_LAYER',
      'goes along rows, and reads no feature map',
      [conv, { kind: 'flatten' }, { kind: 'select', axis: 'rows', to: 1 }],
      {},
    ],
    [
      'NETWORK_LAYER',
      'has 3 groups, expected a divisor of 2',
      [conv, { kind: 'channelShuffle', groups: 3 }],
      {},
    ],
    [
      'WEIGHT_MISSING',
      'scaleShift "s": w.npz has no tensor s.weight',
      [conv, { kind: 'scaleShift', name: 's' }],
      {},
    ],
    [
      'WEIGHT_MISSING',
      'w.npz has no tensor conf.weight; it has conv.weight',
      [{ ...conv, name: 'conf' }],
      {},
    ],
    ['WEIGHT_SHAPE', 'fc.weight is 3×8, expected any×32', [{ ...conv, padding: 1 }, ...chain.slice(1)], {}],
    ['WEIGHT_UNUSED', 'w.npz holds fc.weight', [conv, { kind: 'globalMaxPool' }], {}],
    ['SHARD_PATH_UNSAFE', '../w.npz', chain, { weights: '../w.npz' }],
    ['SHARD_MISSING', 'v.npz', chain, { weights: 'v.npz' }],
  ])('%s: %s', async (code, message, layers, changes) => {
    const refused = expect(load(layers, changes)).rejects
    await refused.toMatchObject({ name: 'InputError', code })
    await refused.toThrow(message)
  })

  it('for a weight that is no number', async () => {
    const bad = { ...arrays, 'fc.weight': { data: new Float64Array(24).fill(1e300), shape: [3, 8] } }
    await expect(load(chain, {}, bad)).rejects.toThrow('VALUES_NOT_FINITE: w.npz, fc.weight')
  })
})
