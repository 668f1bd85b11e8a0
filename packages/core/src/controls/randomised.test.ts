import * as tf from '@tensorflow/tfjs'
import { type Layer, type Network, validateNetwork } from '@umbra/occlusion-wasm'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { Dice } from '../../../occlusion-wasm/test/dice.js'
import { randomNetwork } from '../../../occlusion-wasm/test/random-network/random-network.js'
import { initialisersOf } from '../formats/keras/initialisers.js'
import { loadModel } from '../formats/load-model.js'
import { PREPROCESSING_LAYER, preparedNetwork } from '../network/prepared.js'
import { Random } from '../random.js'
import { artifactsOf } from '../tensorflow/layers-model.js'
import { learntTensors, tensorsOf } from './learnt-tensors.js'
import { drawnLayers, randomised } from './randomised.js'
import { controlSubject } from './subject.js'

beforeAll(async () => {
  tf.enableProdMode()
  await tf.setBackend('cpu')
})

const REFERENCE = new URL('../../../../models/reference', import.meta.url).pathname
const network = fc.integer({ min: 0, max: 2 ** 31 }).map((seed) => randomNetwork(new Dice(seed)))
const drawable = network.filter((one) => drawnLayers(one).length > 0)

describe('randomised', () => {
  it('knows the weights of every kind of layer', () => {
    const seen = new Set<string>()
    for (let seed = 0; seed < 400; seed++) {
      for (const layer of randomNetwork(new Dice(seed)).layers) {
        const arrays = Object.keys(layer).filter((key) => layer[key as keyof Layer] instanceof Float32Array)
        expect([...learntTensors[layer.kind]].sort(), layer.kind).toEqual(arrays.sort())
        seen.add(layer.kind)
      }
    }
    const weighted = Object.entries(learntTensors).filter(([, tensors]) => tensors.length > 0)
    expect([...weighted.map(([kind]) => kind)].filter((kind) => !seen.has(kind))).toEqual([])
  })

  it('permutes each tensor within itself, and gives a network that fits together', () => {
    fc.assert(
      fc.property(drawable, fc.integer(), (trained, seed) => {
        const drawn = randomised(trained, new Random(seed))
        validateNetwork(drawn)
        for (const [i, layer] of trained.layers.entries()) {
          for (const [t, [, values]] of tensorsOf(layer).entries()) {
            const anew = tensorsOf(drawn.layers[i]!)[t]![1]
            expect([...anew].sort(ascending)).toEqual([...values].sort(ascending))
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('leaves the trained network as it is where nothing is drawn, and in all layers not drawn', () => {
    fc.assert(
      fc.property(drawable, fc.integer(), (trained, seed) => {
        expect(randomised(trained, new Random(seed), { layers: [] })).toEqual(trained)
        const all = drawnLayers(trained)
        const place = Math.abs(seed) % all.length
        const one = randomised(trained, new Random(seed), { layers: [place] })
        for (const [i, layer] of trained.layers.entries()) {
          if (!all[place]!.layers.includes(i)) expect(one.layers[i]).toBe(layer)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('comes to the same by one layer after the other as at once, and by the same seed', () => {
    fc.assert(
      fc.property(drawable, fc.integer(), (trained, seed) => {
        const whole = randomised(trained, new Random(seed))
        expect(randomised(trained, new Random(seed))).toEqual(whole)
        for (const [place, { layers }] of drawnLayers(trained).entries()) {
          const one = randomised(trained, new Random(seed), { layers: [place] })
          for (const i of layers) expect(one.layers[i]).toEqual(whole.layers[i])
        }
      }),
      { numRuns: 60 },
    )
  })

  it('draws every weight from all of its tensor: each place has the tensor’s mean in the long run', () => {
    const trained = dense([0, 1, 5, -3, 9, 2], 2)
    const draws = 4000
    const sums = new Float64Array(6)
    for (let seed = 0; seed < draws; seed++) {
      randomised(trained, new Random(seed)).layers.forEach((layer) => {
        for (const [name, values] of tensorsOf(layer)) {
          if (name === 'kernel') for (const [i, value] of values.entries()) sums[i]! += value / draws
        }
      })
    }
    // A single draw has mean 7/3 and standard deviation 3.90.
    for (const value of sums) expect(Math.abs(value - 7 / 3)).toBeLessThan((4.5 * 3.9) / Math.sqrt(draws))
  })

  it('keeps what prepares the image, and what permuting would leave as it is', () => {
    const convolution = {
      kind: 'conv2d',
      kernel: Float32Array.of(1, 2, 3, 4, 5, 6),
      bias: Float32Array.of(1, 2),
      kernelSize: [1, 1],
      strides: [1, 1],
      dilation: [1, 1],
      padding: [0, 0, 0, 0],
      inputs: [1],
    } as const
    const half = {
      kind: 'scaleShift',
      scale: new Float32Array(2).fill(0.5),
      shift: new Float32Array(2),
    } as const
    const inner: Network = {
      inputShape: [1, 1, 3],
      classes: 2,
      head: { kind: 'softmax', reason: 'as stated' },
      layers: [
        { kind: 'scaleShift', scale: Float32Array.of(1, 2, 3), shift: new Float32Array(3), inputs: [-1], outputShape: [1, 1, 3] }, // biome-ignore format: a layer
        { kind: 'zeroPad', padding: [0, 0, 0, 0], inputs: [0], outputShape: [1, 1, 3] },
        { ...convolution, outputShape: [1, 1, 2] },
        { ...half, inputs: [2], outputShape: [1, 1, 2] },
        { kind: 'flatten', inputs: [3], outputShape: [2] },
      ],
    }
    expect(drawnLayers(inner)).toEqual([{ name: 'conv2d 2', layers: [2], drawn: 'permuted' }])
    const prepared = preparedNetwork(inner, { scale: 255, mean: [1, 2, 3], std: [4, 5, 6] } as never)
    expect(prepared.layers[0]!.name).toBe(PREPROCESSING_LAYER)
    const drawn = randomised(prepared, new Random(3))
    expect(drawn.layers[0]).toBe(prepared.layers[0])
  })

  it('goes on sharing what layers share', () => {
    const { layers } = dense([1, 2, 3, 4], 2)
    const [flatten, first] = layers as readonly [Layer, Layer]
    const twice = { ...dense([1, 2, 3, 4], 2), layers: [flatten, first, { ...first, inputs: [1] }] }
    expect(drawnLayers(twice)).toEqual([{ name: 'dense 2', layers: [1, 2], drawn: 'permuted' }])
    const drawn = randomised(twice, new Random(1)).layers
    expect(tensorsOf(drawn[2]!)).toEqual(tensorsOf(drawn[1]!))
  })

  it('refuses a network without weights, and a layer that is not there', () => {
    const bare: Network = { ...dense([1, 2], 2), layers: [dense([1, 2], 2).layers[0]!] }
    expect(() => randomised(bare, new Random(0))).toThrow('NOTHING_TO_RANDOMISE')
    expect(() => randomised(dense([1, 2], 1), new Random(0), { layers: [1] })).toThrow(
      'expected 0 … 0, got 1',
    )
  })
})

describe('weights by their initialiser', () => {
  it('of the reference network follow He and Glorot, and its biases begin at 0', async () => {
    const { network: reference, initialisers } = await controlSubject(await loadModel(REFERENCE))
    const drawn = drawnLayers(reference, initialisers)
    expect(drawn.map(({ name, drawn: how }) => `${name} ${how}`)).toEqual([
      'conv1 initialised',
      'conv2 initialised',
      'dense initialised',
      'logits initialised',
    ])
    const [conv2, first, logits] = [1, 2, 3].map(
      (place) => randomised(reference, new Random(7), { initialisers }).layers[drawn[place]!.layers[0]!]!,
    )
    const cut = 0.8796256610342398
    expect(spreadOf(conv2!, 'kernel') / Math.sqrt(2 / (9 * 32)) / cut).toBeCloseTo(1, 1)
    expect(spreadOf(first!, 'kernel') / Math.sqrt(2 / 1600) / cut).toBeCloseTo(1, 2)
    const limit = Math.sqrt(6 / (128 + 10))
    const uniform = tensorOf(logits!, 'kernel')
    expect(Math.max(...uniform.map(Math.abs))).toBeLessThanOrEqual(limit)
    expect(spreadOf(logits!, 'kernel') / (limit / Math.sqrt(3))).toBeCloseTo(1, 1)
    for (const layer of [conv2!, first!, logits!]) expect(spreadOf(layer, 'bias')).toBe(0)
  })

  const { initializers, layers } = tf
  const seed = 11
  it.each<[string, ReturnType<typeof initializers.zeros>]>([
    ['glorotUniform', initializers.glorotUniform({ seed })],
    ['glorotNormal', initializers.glorotNormal({ seed })],
    ['heUniform', initializers.heUniform({ seed })],
    ['heNormal', initializers.heNormal({ seed })],
    ['leCunUniform', initializers.leCunUniform({ seed })],
    ['leCunNormal', initializers.leCunNormal({ seed })],
    ['randomNormal', initializers.randomNormal({ mean: 0.3, stddev: 0.2, seed })],
    ['truncatedNormal', initializers.truncatedNormal({ mean: -0.3, stddev: 0.2, seed })],
    ['randomUniform', initializers.randomUniform({ minval: -0.2, maxval: 0.7, seed })],
    ['constant', initializers.constant({ value: 0.25 })],
    ['fan_out', initializers.varianceScaling({ scale: 3, mode: 'fanOut', distribution: 'uniform', seed })],
  ])('%s has the moments and the reach it has in TensorFlow.js', async (_, kernelInitializer) => {
    for (const make of [
      () => layers.conv2d({ filters: 24, kernelSize: 5, kernelInitializer }),
      () =>
        layers.depthwiseConv2d({
          kernelSize: 9,
          depthMultiplier: 12,
          depthwiseInitializer: kernelInitializer,
        }),
      () => layers.conv2dTranspose({ filters: 24, kernelSize: 5, kernelInitializer }),
    ]) {
      const model = tf.sequential({
        layers: [layers.inputLayer({ inputShape: [9, 9, 16] }), make(), layers.globalAveragePooling2d({})],
      })
      const { network: fresh, initialisers } = await controlSubject(await artifactsOf(model))
      const theirs = tensorOf(fresh.layers[0]!, 'kernel')
      const ours = tensorOf(randomised(fresh, new Random(5), { initialisers }).layers[0]!, 'kernel')
      const sd = spreadOf(fresh.layers[0]!, 'kernel')
      expect(Math.abs(mean(ours) - mean(theirs))).toBeLessThan(6 * sd * Math.sqrt(1 / theirs.length) + 1e-7)
      expect(Math.abs(spread(ours) - sd)).toBeLessThan(0.05 * sd + 1e-7)
      expect(Math.abs(Math.max(...ours) - Math.max(...theirs))).toBeLessThan(0.6 * sd + 1e-7)
    }
  })

  it('a batch norm begins with nothing to do, alone or folded into the layer before', async () => {
    const model = tf.sequential({
      layers: [
        layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, name: 'conv' }),
        layers.batchNormalization({ name: 'folded' }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.batchNormalization({ name: 'alone' }),
        layers.flatten(),
        layers.dense({ units: 3, name: 'scores' }),
      ],
    })
    const untrained = await controlSubject(await artifactsOf(model))
    for (const layer of model.layers) {
      const own = layer.getWeights()
      layer.setWeights(own.map((weight, i) => tf.randomUniform(weight.shape, 0.5, 2, 'float32', i)))
    }
    const { network: trained, initialisers } = await controlSubject(await artifactsOf(model))
    expect(drawnLayers(trained, initialisers).map(({ name, drawn }) => `${name} ${drawn}`)).toEqual([
      'conv initialised',
      'alone initialised',
      'scores initialised',
    ])
    const drawn = randomised(trained, new Random(2), { initialisers })
    const alone = (one: Network) => one.layers.find(({ kind }) => kind === 'scaleShift')!
    expect(tensorsOf(alone(drawn))).toEqual(tensorsOf(alone(untrained.network)))
    expect([...tensorOf(drawn.layers[0]!, 'bias')]).toEqual([0, 0, 0, 0])
  })

  it('is not taken from a name that two layers share', () => {
    const dense = (name: string) => ({
      class_name: 'Dense',
      config: { name, units: 4, kernel_initializer: 'he_normal' },
    })
    const inner = (name: string) => ({
      class_name: 'Sequential',
      config: { name, layers: [dense('same'), dense(`own of ${name}`)] },
    })
    const known = initialisersOf({
      modelTopology: { class_name: 'Sequential', config: { layers: [inner('one'), inner('other')] } },
    })
    expect([...known.keys()].filter((key) => key.startsWith('dense'))).toEqual([
      'dense own of one',
      'dense own of other',
    ])
  })
})

function ascending(a: number, b: number): number {
  return a - b
}

/** A linear network of one image row, its kernel as given. */
function dense(kernel: readonly number[], units: number): Network {
  const n = kernel.length / units
  return {
    inputShape: [1, n, 1],
    classes: units,
    head: { kind: 'softmax', reason: 'as stated' },
    layers: [
      { kind: 'flatten', inputs: [-1], outputShape: [n] },
      {
        kind: 'dense',
        kernel: Float32Array.from(kernel),
        bias: new Float32Array(units),
        inputs: [0],
        outputShape: [units],
      },
    ],
  }
}

function tensorOf(layer: Layer, name: 'kernel' | 'bias'): Float32Array {
  return tensorsOf(layer).find(([own]) => own === name)![1]
}

function spreadOf(layer: Layer, name: 'kernel' | 'bias'): number {
  return spread(tensorOf(layer, name))
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0)
}

function spread(values: Float32Array): number {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2 / values.length, 0))
}
