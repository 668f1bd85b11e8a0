import * as tf from '@tensorflow/tfjs'
import { type Network, referenceLogits } from '@umbra/occlusion-wasm'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../random.js'
import { artifactsOf } from '../../tensorflow/layers-model.js'
import { buildDigitCnn } from '../../training/digit-cnn.js'
import { networkFromArtifacts } from './index.js'

const { layers } = tf

beforeAll(async () => {
  tf.enableProdMode()
  await tf.setBackend('cpu')
})

describe('each layer gives what TensorFlow.js gives', () => {
  it.each([
    { kernelSize: 3 },
    { kernelSize: [2, 3], padding: 'same' },
    { kernelSize: 3, strides: 2, padding: 'same' },
    { kernelSize: [4, 1], strides: [3, 2], padding: 'same' },
    { kernelSize: 3, dilationRate: 2 },
    { kernelSize: [2, 3], dilationRate: [3, 2], padding: 'same', useBias: false },
  ])('Conv2D %j', async (settings) => {
    const network = await expectAgreement(middle(layers.conv2d({ filters: 5, ...settings } as never)))
    expect(kinds(network)).toEqual(['conv2d', 'flatten', 'dense'])
  })

  it.each([
    { kernelSize: 3 },
    { kernelSize: 3, depthMultiplier: 2, padding: 'same', strides: 2 },
    { kernelSize: [1, 4], useBias: false, activation: 'relu' },
  ])('DepthwiseConv2D and SeparableConv2D %j', async (settings) => {
    await expectAgreement(middle(layers.depthwiseConv2d(settings as never)))
    await expectAgreement(middle(layers.separableConv2d({ filters: 4, ...settings } as never)))
  })

  it.each([
    { kernelSize: 3 },
    { kernelSize: [2, 3], strides: 2, padding: 'same' },
    { kernelSize: [4, 1], strides: [3, 2], padding: 'same', useBias: false },
    { kernelSize: [1, 5], strides: [2, 3] },
  ])('Conv2DTranspose %j', async (settings) => {
    const network = await expectAgreement(
      middle(layers.conv2dTranspose({ filters: 5, ...settings } as never)),
    )
    expect(kinds(network)).toEqual(['conv2dTranspose', 'flatten', 'dense'])
  })

  it('Permute', async () => {
    for (const dims of [[2, 1, 3], [3, 1, 2], [2, 3, 1]]) await expectAgreement(middle(layers.permute({ dims }))) // biome-ignore format: one list
  })

  it.each([
    { poolSize: 2 },
    { poolSize: [3, 2], strides: 1, padding: 'same' },
    { poolSize: 3, strides: [2, 3], padding: 'same' },
    { poolSize: [2, 4], strides: [3, 1] },
  ])('MaxPooling2D and AveragePooling2D %j', async (settings) => {
    await expectAgreement(middle(layers.maxPooling2d(settings as never)))
    await expectAgreement(middle(layers.averagePooling2d(settings as never)))
  })

  it.each(['globalMaxPooling2d', 'globalAveragePooling2d'] as const)('%s', async (layer) => {
    await expectAgreement(tf.sequential({ layers: [input(), layers[layer]({}), layers.dense({ units: 4 })] }))
  })

  it.each('elu linear relu relu6 selu sigmoid softplus swish tanh gelu gelu_new'.split(' '))(
    'activation %s, fused and alone',
    async (activation) => {
      await expectAgreement(
        middle(layers.conv2d({ filters: 2, kernelSize: 2, activation: activation as never })),
      )
      await expectAgreement(middle(layers.activation({ activation: activation as never })))
    },
  )

  it('layers that are activations, padding, shapes and noise', async () => {
    const network = await expectAgreement(
      middle(
        layers.leakyReLU({ alpha: 0.2 }),
        layers.zeroPadding2d({ padding: [[1, 0], [2, 3]] }), // biome-ignore format: rows, then columns
        layers.elu(),
        layers.dropout({ rate: 0.5 }),
        layers.reshape({ targetShape: [13, 10, 3] }),
        layers.reLU({ maxValue: 6 }),
        layers.gaussianNoise({ stddev: 1 }),
        layers.dense({ units: 2, activation: 'tanh' }),
        layers.reLU(),
      ),
    )
    const activation = { kind: 'activation' }
    expect(network.layers).toMatchObject([
      { ...activation, activation: { name: 'leakyRelu', alpha: 0.2 } },
      { kind: 'zeroPad', padding: [1, 0, 2, 3] },
      { ...activation, activation: { name: 'elu', alpha: 1 } },
      { kind: 'reshape', outputShape: [13, 10, 3] },
      { ...activation, activation: { name: 'relu6' } },
      { kind: 'conv2d', kernelSize: [1, 1] },
      { ...activation, activation: { name: 'tanh' } },
      { ...activation, activation: { name: 'relu' } },
      { kind: 'flatten' },
      { kind: 'dense' },
    ])
  })
})

describe('batch normalisation', () => {
  it('is folded into the convolution or dense layer before it', async () => {
    const network = await expectAgreement(
      middle(
        layers.conv2d({ filters: 3, kernelSize: 2 }),
        layers.batchNormalization({ epsilon: 0.1 }),
        layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, useBias: false }),
        layers.batchNormalization({ scale: false }),
        layers.flatten(),
        layers.dense({ units: 5 }),
        layers.batchNormalization({ center: false }),
        layers.reshape({ targetShape: [5, 1, 1] }),
      ),
    )
    const expected = ['conv2d', 'depthwiseConv2d', 'flatten', 'dense', 'reshape', 'flatten', 'dense']
    expect(kinds(network)).toEqual(expected)
  })

  it('stays a layer after an activation, at the start, and where the convolution is read twice', async () => {
    const twice = (image: tf.SymbolicTensor) => {
      const convolved = layers.conv2d({ filters: 3, kernelSize: 2 }).apply(image) as tf.SymbolicTensor
      const normal = layers.batchNormalization({}).apply(convolved) as tf.SymbolicTensor
      return layers.add().apply([convolved, normal]) as tf.SymbolicTensor
    }
    expect(kinds(await expectAgreement(functional(twice)))).toContain('scaleShift')
    const apart = middle(
      layers.batchNormalization({}),
      layers.conv2d({ filters: 3, kernelSize: 2, activation: 'relu' }),
      layers.batchNormalization({}),
    )
    const expected = ['scaleShift', 'conv2d', 'activation', 'scaleShift', 'flatten', 'dense']
    expect(kinds(await expectAgreement(apart))).toEqual(expected)
  })
})

describe('topologies', () => {
  it('branches that meet in a sum, of which one output is read twice', async () => {
    const residual = (image: tf.SymbolicTensor) => {
      const conv = () => layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' })
      const first = conv().apply(image) as tf.SymbolicTensor
      const second = conv().apply(first)
      return layers.add().apply([image, first, second as tf.SymbolicTensor]) as tf.SymbolicTensor
    }
    const network = await expectAgreement(functional(residual))
    expect(network.layers.find(({ kind }) => kind === 'add')!.inputs).toEqual([-1, 1, 3])
  })

  it('gates on channels and places, and branches that meet in any way', async () => {
    const conv = (filters: number, activation?: 'relu' | 'sigmoid') =>
      layers.conv2d({ filters, kernelSize: 3, padding: 'same', ...(activation && { activation }) })
    const apply = (layer: { apply: (x: never) => unknown }, ...inputs: tf.SymbolicTensor[]) =>
      layer.apply((inputs.length === 1 ? inputs[0] : inputs) as never) as tf.SymbolicTensor
    const gated = (image: tf.SymbolicTensor) => {
      const map = apply(conv(4, 'relu'), image)
      const pooled = apply(layers.globalAveragePooling2d({}), map)
      const gate = apply(layers.dense({ units: 4, activation: 'sigmoid' }), pooled)
      const excited = apply(layers.multiply(), map, apply(layers.reshape({ targetShape: [1, 1, 4] }), gate))
      const places = apply(layers.multiply(), apply(conv(1, 'sigmoid'), image), excited)
      const larger = apply(layers.maximum(), places, apply(conv(4), image))
      const smaller = apply(layers.minimum(), larger, map, places)
      return apply(layers.concatenate({ axis: -1 }), smaller, apply(layers.average(), map, places), image)
    }
    const network = await expectAgreement(functional(gated))
    const merging = ['multiply', 'multiply', 'maximum', 'minimum', 'add', 'concat']
    expect(kinds(network).filter((kind) => merging.includes(kind))).toEqual(merging)
  })

  it('layer normalisation, and a softmax that something follows', async () => {
    const network = await expectAgreement(
      middle(
        layers.conv2d({ filters: 5, kernelSize: 3 }),
        layers.layerNormalization({ axis: -1, epsilon: 0.01 }),
        layers.softmax({ axis: -1 }),
        layers.conv2d({ filters: 3, kernelSize: 2, activation: 'softmax' }),
        layers.layerNormalization({ axis: [1, 2, 3], epsilon: 0.01, scale: false }),
      ),
    )
    const expected = ['layerNorm', 'softmax', 'softmax', 'layerNorm']
    expect(kinds(network).filter((kind) => expected.includes(kind))).toEqual(expected)
  })

  it.each([-1, 1, 2, 3])('branches that meet side by side, along axis %j', async (axis) => {
    const inception = (image: tf.SymbolicTensor) => {
      const conv = (kernelSize: number) =>
        layers.conv2d({ filters: 3, kernelSize, padding: 'same' }).apply(image) as tf.SymbolicTensor
      return layers.concatenate({ axis }).apply([conv(1), image, conv(3)]) as tf.SymbolicTensor
    }
    const network = await expectAgreement(functional(inception))
    expect(network.layers.find(({ kind }) => kind === 'concat')!.inputs).toEqual([0, -1, 1])
  })

  it('models inside models', async () => {
    const inner = tf.sequential({
      layers: [
        layers.conv2d({ inputShape: [9, 8, 3], filters: 4, kernelSize: 2, name: 'inner' }),
        layers.activation({ activation: 'relu' }),
      ],
    })
    const nested = (image: tf.SymbolicTensor) => inner.apply(image) as tf.SymbolicTensor
    await expectAgreement(functional(nested))
    const chain = tf.sequential({ layers: [inner, layers.flatten(), layers.dense({ units: 4 })] })
    expect(kinds(await expectAgreement(chain))).toEqual(['conv2d', 'activation', 'flatten', 'dense'])
  })

  it('reads logits before a last softmax, fused or a layer', async () => {
    const body = [input(), layers.flatten()]
    const logits = layers.dense({ units: 4 })
    const shared = tf.sequential({ layers: [...body, logits] })
    const softmax = tf.sequential({ layers: [...body, logits, layers.softmax()] })
    await expectAgreement(softmax, shared)
    const fused = tf.sequential({ layers: [...body, layers.dense({ units: 4, activation: 'softmax' })] })
    randomise(fused, new Random(1))
    expect(kinds(networkFromArtifacts(await artifactsOf(fused)))).toEqual(['flatten', 'dense'])
  })

  it('the network this project trains', async () => {
    const model = buildDigitCnn(tf, { random: new Random(3) })
    const network = await expectAgreement(model)
    const block = ['conv2d', 'activation', 'maxPool']
    expect(kinds(network)).toEqual([...block, ...block, 'flatten', 'dense', 'activation', 'dense'])
    expect(network.classes).toBe(10)
  })

  it('any chain of layers', async () => {
    const size = fc.integer({ min: 1, max: 3 })
    const padding = fc.constantFrom('same' as const, 'valid' as const)
    const sliding = fc.record({ kernelSize: fc.tuple(size, size), strides: fc.tuple(size, size), padding })
    const layer = fc.oneof(
      fc.tuple(sliding, size).map(
        ([settings, filters]) =>
          () =>
            layers.conv2d({ ...settings, filters }),
      ),
      fc.tuple(sliding, size).map(
        ([settings, depthMultiplier]) =>
          () =>
            layers.depthwiseConv2d({ ...settings, depthMultiplier }),
      ),
      fc.tuple(sliding, fc.boolean()).map(([{ kernelSize, ...rest }, max]) => () => {
        const settings = { ...rest, poolSize: kernelSize }
        return max ? layers.maxPooling2d(settings) : layers.averagePooling2d(settings)
      }),
      fc.constantFrom(
        () => layers.batchNormalization({}),
        () => layers.zeroPadding2d({}),
        () => layers.activation({ activation: 'swish' }),
      ),
    )
    const property = fc.asyncProperty(fc.array(layer, { minLength: 1, maxLength: 4 }), async (chain) => {
      let model: tf.Sequential
      try {
        model = middle(...chain.map((make) => make()))
      } catch {
        return fc.pre(false)
      }
      if (model.layers.some(({ outputShape }) => (outputShape as number[]).includes(0))) return fc.pre(false)
      await expectAgreement(model)
      model.dispose()
    })
    await fc.assert(property, { numRuns: 40, seed: 5 })
  })
})

const input = () => layers.inputLayer({ inputShape: [9, 8, 3] })

const kinds = (network: Network) => network.layers.map(({ kind }) => kind)

/** The layers under test between an image of 9×8×3 and a dense head. */
function middle(...tested: readonly tf.layers.Layer[]): tf.Sequential {
  return tf.sequential({ layers: [input(), ...tested, layers.flatten(), layers.dense({ units: 4 })] })
}

function functional(body: (image: tf.SymbolicTensor) => tf.SymbolicTensor): tf.LayersModel {
  const inputs = tf.input({ shape: [9, 8, 3] })
  const flat = layers.flatten().apply(body(inputs))
  return tf.model({ inputs, outputs: layers.dense({ units: 4 }).apply(flat) as tf.SymbolicTensor })
}

/** Every weight a random number, so that no initial zero or one hides a mistake; variances stay positive. */
function randomise(model: tf.LayersModel, random: Random): void {
  for (const weight of model.weights) {
    const shape = weight.shape as number[]
    const least = weight.originalName.endsWith('variance') ? 0.5 : -0.5
    const values = Float32Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      () => least + uniform(random),
    )
    const tensor = tf.tensor(values, shape)
    weight.write(tensor)
    tensor.dispose()
  }
}

/**
 * Reads the model and compares its reference logits on random images with those TensorFlow.js computes: float64 against
 * float32 over at most a thousand terms.
 */
async function expectAgreement(model: tf.LayersModel, logits: tf.LayersModel = model): Promise<Network> {
  const random = new Random(7)
  randomise(model, random)
  const network = networkFromArtifacts(await artifactsOf(model))
  const [, ...shape] = model.inputs[0]!.shape as number[]
  for (let i = 0; i < 2; i++) {
    const image = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 2 * uniform(random) - 1)
    const expected = tf.tidy(() => (logits.predict(tf.tensor(image, [1, ...shape])) as tf.Tensor).dataSync())
    const got = referenceLogits(network, image)
    expect(got.length).toBe(expected.length)
    const scale = Math.max(1, ...got.map(Math.abs))
    got.forEach((score, k) => {
      expect(Math.abs(score - expected[k]!) / scale).toBeLessThan(1e-5)
    })
  }
  return network
}

function uniform(random: Random): number {
  return random.uint32() / 2 ** 32
}
