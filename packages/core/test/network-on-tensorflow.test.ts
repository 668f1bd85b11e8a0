import {
  createNetwork,
  type LayerDescription,
  referenceLogits,
  referenceOcclusion,
} from '@umbra/occlusion-wasm'
import { expect, it } from 'vitest'
import { Dice } from '../../occlusion-wasm/test/dice.js'
import { drawnActivations } from '../../occlusion-wasm/test/random-network/drawn-activations.js'
import { randomNetwork } from '../../occlusion-wasm/test/random-network/random-network.js'
import { createExplainer } from '../src/index.js'
import { networkOnTensorFlow } from '../src/tensorflow/network/network-scorer.js'

/** Largest difference, as a share of the largest score, that float32 sums explain. */
const TOLERANCE = 1e-4

const largest = (values: ArrayLike<number>) =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0.01)

it('TensorFlow.js scores random networks of every operation as the float64 reference does', async () => {
  const met = new Set<string>()
  const refused = new Set<string>()
  let compared = 0
  for (let seed = 0; seed < 160; seed++) {
    const dice = new Dice(seed)
    const network = randomNetwork(dice)
    const kinds = network.layers.map(({ kind }) => kind)
    const scorer = await networkOnTensorFlow(network).catch((error) => {
      if (error.code !== 'ENGINE_UNSUPPORTED') throw new Error(`seed ${seed}: ${error.message}`)
      refused.add(/this model: (\w+)/.exec(error.message)![1]!)
      return undefined
    })
    if (!scorer) continue
    const [height, width, channels] = network.inputShape
    const images = dice.floats(3 * height * width * channels, 1)
    const got = await scorer.score(images, 3)
    scorer.dispose()
    for (let i = 0; i < 3; i++) {
      const expected = referenceLogits(
        network,
        images.subarray((i * images.length) / 3, ((i + 1) * images.length) / 3),
      )
      const bound = TOLERANCE * largest(expected)
      if (!Number.isFinite(bound)) continue
      expected.forEach((value, k) => {
        expect(Math.abs(got[i * network.classes + k]! - value), `seed ${seed}`).toBeLessThanOrEqual(bound)
      })
      compared++
    }
    for (const kind of kinds) met.add(kind)
  }
  expect(compared).toBeGreaterThan(300)
  for (const kind of ['conv2d', 'depthwiseConv2d', 'concat', 'multiply', 'select', 'pad', 'resize']) {
    expect(met).toContain(kind)
  }
  // What is refused is refused by the name of its kind, and nothing else is.
  for (const kind of refused) expect(met).not.toContain(kind)
}, 120_000)

it('and every activation', async () => {
  for (const activation of drawnActivations) {
    const layers: LayerDescription[] = [
      { kind: 'activation', activation, inputs: [-1] },
      { kind: 'flatten', inputs: [0] },
    ]
    const network = createNetwork([1, 40, 1], layers)
    const image = Float32Array.from({ length: 40 }, (_, i) => (i - 20) / 4)
    const scorer = await networkOnTensorFlow(network)
    const got = await scorer.score(image, 1)
    scorer.dispose()
    referenceLogits(network, image).forEach((value, k) => {
      const bound = 1e-5 * Math.max(1, Math.abs(value))
      const fits = Number.isFinite(value) ? Math.abs(got[k]! - value) < bound : !Number.isFinite(got[k])
      expect(fits, `${activation.name} of ${image[k]}: ${got[k]} for ${value}`).toBe(true)
    })
  }
})

it('the batched engine runs a Network, and its arrays may be changed once it was asked to', async () => {
  const dice = new Dice(4)
  const layers: LayerDescription[] = [
    {
      kind: 'conv2d',
      kernel: dice.floats(3 * 3 * 2 * 4, 1),
      bias: dice.floats(4, 1),
      kernelSize: [3, 3],
      strides: [1, 1],
      dilation: [1, 1],
      padding: [1, 0, 2, 1],
      inputs: [-1],
    },
    { kind: 'globalAveragePool', inputs: [0] },
  ]
  const network = createNetwork([6, 5, 2], layers)
  const image = dice.floats(60, 1)
  const expected = referenceOcclusion(network, image, new Float32Array(60), Int32Array.of(0, 0, 0, 2, 2, 2))
  const starting = createExplainer(network, { engine: 'batched' })
  for (const layer of network.layers) if ('kernel' in layer) layer.kernel.fill(0)
  const explainer = await starting
  expect(explainer.engine).toMatchObject({ name: 'batched', reason: 'asked for' })
  expect(explainer.engine.variant).toContain('tfjs wasm')
  const { base, covered } = await explainer.explain(
    { data: image, shape: [1, 6, 5, 2] },
    { window: [2, 2], stride: [2, 1] },
    { keepScores: true },
  )
  explainer.dispose()
  base.data.forEach((value, k) => {
    expect(Math.abs(value - expected.base[k]!)).toBeLessThan(1e-5)
  })
  expect(covered![0]!.length).toBeGreaterThan(0)
  expect(Math.abs(covered![0]![0]! - expected.covered[0]!)).toBeLessThan(1e-5)
})
