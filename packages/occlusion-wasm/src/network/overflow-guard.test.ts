import { expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { drawnActivations } from '../../test/random-network/drawn-activations.js'
import { randomNetwork } from '../../test/random-network/random-network.js'
import { createIncrementalRunner } from '../engine/create-runner.js'
import { referenceOcclusion } from '../reference/reference.js'
import { activationFunction, gainOfActivation } from './activation.js'
import { largestMagnitude } from './largest-magnitude.js'
import type { Layer, LayerDescription } from './layer.js'
import { createNetwork, type Network } from './network.js'
import { gainsOf, OverflowGuard } from './overflow-guard.js'

/** One layer's weights so many times as large, as far as float32 goes. */
function enlarged(network: Network, index: number, factor: number): Network {
  const larger = (weights: Float32Array) =>
    weights.map((w) => Math.max(-3.4e38, Math.min(3.4e38, w * factor)))
  const layers = network.layers.map((layer, i): Layer => {
    if (i !== index) return layer
    if (layer.kind === 'scaleShift') return { ...layer, scale: larger(layer.scale) }
    if (!('kernel' in layer)) return layer
    return { ...layer, kernel: larger(layer.kernel), bias: larger(layer.bias) }
  })
  return createNetwork(network.inputShape, layers)
}

/** Scores of the image and its covered copies, each by a forward pass in float32. */
async function forwardPasses(network: Network, image: Float32Array, windows: Int32Array): Promise<number[]> {
  const runner = await createIncrementalRunner(network)
  const [, width, channels] = network.inputShape
  const copies = [image]
  for (let p = 0; p < windows.length; p += 6) {
    const [y0, x0, c0, y1, x1, c1] = Array.from(windows.subarray(p, p + 6)) as SixNumbers
    const isCovered = (i: number) => {
      const [y, x, c] = [Math.floor(i / channels / width), Math.floor(i / channels) % width, i % channels]
      return y >= y0 && y < y1 && x >= x0 && x < x1 && c >= c0 && c < c1
    }
    copies.push(image.map((value, i) => (isCovered(i) ? 0 : value)))
  }
  return copies.flatMap((copy) => [...runner.begin(copy, new Float32Array(copy.length))])
}

type SixNumbers = [number, number, number, number, number, number]

it('numbers are right or none: scores of huge weights agree with the float64 reference, as far as a forward pass does, or are not finite', async () => {
  let [finite, none, hidden, corrected, beyond] = [0, 0, 0, 0, 0]
  for (let seed = 1; seed <= 4000; seed++) {
    const dice = new Dice(seed)
    const plain = randomNetwork(dice)
    const weighted = plain.layers.flatMap((layer, i) =>
      'kernel' in layer || layer.kind === 'scaleShift' ? [i] : [],
    )
    const network = enlarged(plain, dice.pick(weighted), 10 ** dice.between(4, 40))
    const size = network.inputShape.reduce((product, d) => product * d, 1)
    const image = dice.floats(size, dice.pick([1, 255]))
    const [height, width, channels] = network.inputShape
    const windows = Int32Array.of(0, 0, 0, Math.ceil(height / 2), width, channels, 0, 0, 0, 1, 1, 1)
    const runner = await createIncrementalRunner(network)
    const base = runner.begin(image, new Float32Array(size))
    const covered = new Float32Array(2 * network.classes)
    runner.scoreWindows(windows, 0, 2, covered)
    const reference = referenceOcclusion(network, image, new Float32Array(size), windows)
    const got = [...base, ...covered]
    if (!got.every(Number.isFinite)) {
      none++
      if (covered.every(Number.isFinite)) hidden++
      continue
    }
    finite++
    const expected = [...reference.base, ...reference.covered]
    const scale = Math.max(0.1, ...expected.map(Math.abs))
    const error = Math.max(...got.map((score, i) => Math.abs(score - expected[i]!)))
    if (runner.corrected > 0) corrected++
    if (error / scale < 1e-3) continue
    // What no forward pass in float32 can say is none of the differences' doing.
    beyond++
    const forward = await forwardPasses(network, image, windows)
    const own = Math.max(...forward.map((score, i) => Math.abs(score - expected[i]!)))
    const kinds = plain.layers.map(({ kind }) => kind).join(' ')
    expect(error / scale, `seed ${seed}: ${kinds}`).toBeLessThan(Math.max(1e-3, (2 * own) / scale))
  }
  // All happen: what is not finite in covered copies alone, or wrong in them, would go unseen without the guards.
  expect(Math.min(finite, none, hidden, corrected)).toBeGreaterThan(10)
  expect(beyond).toBeLessThan(finite / 100)
}, 400_000)

it('finds the largest magnitude, and what is not a number wherever it stands', () => {
  const values = [
    [],
    [-3, 2],
    [1, -Infinity, 2],
    [1, Number.NaN, 2],
    [Number.NaN],
    [0, Infinity, Number.NaN, 0],
  ]
  expect(values.map((list) => largestMagnitude(Float32Array.from(list)))).toEqual([
    0,
    3,
    Infinity,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ])
})

it('finds networks as they are trained safe, whatever their depth', () => {
  const dice = new Dice(1)
  const layers: LayerDescription[] = []
  for (let i = 0; i < 60; i++) {
    const kernel = dice.floats(3 * 3 * 64 * 64, Math.sqrt(6 / (9 * 64)))
    const bias = dice.floats(64, 0.1)
    const one = [1, 1] as const
    layers.push({
      kind: 'conv2d',
      inputs: [layers.length - 1],
      kernel,
      kernelSize: [3, 3],
      bias,
      strides: one,
      dilation: one,
      padding: [1, 1, 1, 1],
    })
    layers.push({ kind: 'activation', activation: { name: 'relu' }, inputs: [layers.length - 1] })
  }
  layers.push({ kind: 'globalAveragePool', inputs: [layers.length - 1] })
  const network = createNetwork([8, 8, 64], layers)
  const guard = new OverflowGuard(network, gainsOf(network))
  expect(guard.surely(1)).toBe(false)
  expect(guard.withRoom(1e9)).toBe(true)
  const few = createNetwork([8, 8, 64], [...layers.slice(0, 8), { kind: 'globalAveragePool', inputs: [7] }])
  const shallow = new OverflowGuard(few, gainsOf(few))
  expect(shallow.surely(255)).toBe(true)
})

it.each([
  { name: 'thresholdRelu', negativeSlope: 1e30, threshold: 0, limit: Number.POSITIVE_INFINITY },
  { name: 'leakyRelu', alpha: 1e30 },
  { name: 'exponential' },
  { name: 'clip', least: 1e38, most: 3e38 },
] as const)('knows how large %o makes values', async (activation) => {
  const dense = (weights: readonly number[], input: number) =>
    ({
      kind: 'dense',
      inputs: [input],
      kernel: Float32Array.from(weights),
      bias: new Float32Array(2),
    }) as const
  const network = createNetwork(
    [1, 1, 2],
    [
      { kind: 'flatten', inputs: [-1] },
      { kind: 'activation', activation, inputs: [0] },
      dense([1e9, 1e9, -1e9, -1e9], 1),
      { kind: 'activation', activation: { name: 'relu' }, inputs: [2] },
      dense([1, 0, 0, 1], 3),
    ],
  )
  const guard = new OverflowGuard(network, gainsOf(network))
  expect(guard.surely(200)).toBe(false)
  const values = activation.name === 'exponential' ? [100, 100] : [-100, -200]
  const runner = await createIncrementalRunner(network, { variant: 'scalar' })
  const base = [...runner.begin(Float32Array.from(values), new Float32Array(2))]
  const exact = referenceOcclusion(network, Float32Array.from(values), new Float32Array(2), new Int32Array(0))
  const held = [...exact.base].every((score, i) => Math.abs(base[i]! - score) <= 1e-4 * Math.abs(score))
  expect(held || base.some((score) => !Number.isFinite(score))).toBe(true)
  runner.dispose()
})

it('bounds every activation by its gain', () => {
  const dice = new Dice(7)
  for (let i = 0; i < 20_000; i++) {
    const activation = dice.pick(drawnActivations)
    const { factor, offset, growth } = gainOfActivation(activation)
    const x = (dice.uniform() - 0.5) * 10 ** dice.between(-2, 2)
    const value = Math.abs(activationFunction(activation)(x))
    if (Number.isNaN(value)) continue
    const bound = growth?.(Math.abs(x), 1) ?? factor * Math.abs(x) + offset
    expect(value, JSON.stringify({ activation, x })).toBeLessThanOrEqual(bound * (1 + 1e-12))
  }
})
