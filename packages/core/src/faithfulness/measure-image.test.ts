import { createNetwork, type Network } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { createExplainer } from '../attribution/explainer.js'
import { Random } from '../random.js'
import { faithfulnessOptionsSchema } from './config.js'
import { type ImageToMeasure, measureImage } from './measure-image.js'

const SIDE = 8
const PIXELS = SIDE * SIDE
const options = {
  ...faithfulnessOptionsSchema.parse({
    curve: 'logit',
    steps: PIXELS,
    segments: 16,
    segmentation: 'grid',
    subsets: 60,
  }),
  baseline: 0,
  score: 'logit' as const,
}

/** f(x) = w·x + b for class 0, and 0 for class 1. */
function linear(weights: Float32Array, bias = 0): Network {
  const kernel = Float32Array.from({ length: PIXELS * 2 }, (_, i) => (i % 2 === 0 ? weights[i / 2]! : 0))
  return createNetwork(
    [SIDE, SIDE, 1],
    [
      { kind: 'flatten', inputs: [-1] },
      { kind: 'dense', inputs: [0], kernel, bias: Float32Array.of(bias, 0) },
    ],
  )
}

async function measured(network: Network, subject: Omit<ImageToMeasure, 'target'>, more: object = {}) {
  const explainer = await createExplainer(network, { threads: 1 })
  try {
    return await measureImage(explainer, { ...subject, target: 0 }, { ...options, ...more }, new Random(3))
  } finally {
    explainer.dispose()
  }
}

const random = new Random(1)
const weights = Float32Array.from({ length: PIXELS }, () => random.normal())
const image = Float32Array.from({ length: PIXELS }, () => 0.1 + random.uniform())
/** What each pixel adds to the score: the exact attribution of a linear function. */
const exact = image.map((value, i) => value * weights[i]!)
const maps = { map: exact, ink: exact.map((value) => -value), random: exact.map((value) => 3 * value) }

describe('of a linear network', () => {
  it('exact attributions have infidelity 0 and correlations of 1, and their opposites of −1, whatever the scale', async () => {
    const { values } = await measured(linear(weights, 2), { image, maps })
    for (const name of ['sensitivityN', 'muFidelity'] as const) {
      expect(values[name][0]).toBeCloseTo(1, 6)
      expect(values[name][1]).toBeCloseTo(-1, 6)
      expect(values[name][2]).toBeCloseTo(1, 6)
    }
    // Scaled to fit best, a map and its opposite say the same.
    for (const value of values.infidelity) expect(value).toBeLessThan(1e-9)
  })

  it('deletion and insertion are what sums of sorted attributions give', async () => {
    const bias = 0.5
    const { values, deletion, insertion } = await measured(linear(weights, bias), { image, maps })
    const sorted = [...exact].sort((a, b) => b - a)
    const whole = sorted.reduce((sum, value) => sum + value, bias)
    let left = whole
    expect(deletion[0]![0]).toBeCloseTo(whole, 4)
    for (const [k, value] of sorted.entries()) {
      left -= value
      expect(deletion[0]![k + 1]).toBeCloseTo(left, 4)
      expect(insertion[0]![k + 1]).toBeCloseTo(whole - left + bias, 4)
    }
    const drops = deletion[0]!.map((value) => whole - value)
    expect(values.pixelFlipping[0]).toBeCloseTo(drops.reduce((a, b) => a + b, 0) / drops.length, 4)
    // The best order has the most extreme areas; its opposite the others.
    expect(values.deletion[0]).toBeLessThan(values.deletion[1]!)
    expect(values.insertion[0]).toBeGreaterThan(values.insertion[1]!)
  })
})

describe('of a network that hangs on one pixel', () => {
  const one = Float32Array.from({ length: PIXELS }, (_, i) => (i === 27 ? 1 : 0))
  const white = new Float32Array(PIXELS).fill(1)
  const subject = { image: white, maps: { map: one, ink: one.map((value) => -value), random: one } }

  it('deletion is 0 and insertion 1 but for half a step, and the other way round for its opposite', async () => {
    const { values } = await measured(linear(one), subject)
    const half = 1 / (2 * PIXELS)
    expect(values.deletion[0]).toBeCloseTo(half, 6)
    expect(values.insertion[0]).toBeCloseTo(1 - half, 6)
    expect(values.deletion[1]).toBeCloseTo(1 - half, 6)
    expect(values.insertion[1]).toBeCloseTo(half, 6)
  })

  it('IROF is 1 but for half a superpixel', async () => {
    const { values } = await measured(linear(one), subject)
    expect(values.irof[0]).toBeCloseTo(1 - 1 / 32, 6)
    expect(values.irof[1]).toBeCloseTo(1 / 32, 6)
  })

  it('patches are covered whole', async () => {
    const { deletion } = await measured(linear(one), subject, { patch: 4, steps: 4 })
    expect(deletion[0]!.map((value) => Math.round(value))).toEqual([1, 0, 0, 0, 0])
    expect(deletion[1]!.map((value) => Math.round(value))).toEqual([1, 1, 1, 1, 0])
  })

  it('ROAD fills in what a neighbour says: of an even picture nothing is lost but the noise', async () => {
    const { road } = await measured(linear(one), subject)
    for (const { most, least, score } of road) {
      for (const value of [...most, ...least]) expect(Math.abs(value - 1)).toBeLessThan(0.05)
      expect(Math.abs(score)).toBeLessThan(0.02)
    }
    const dot = one.map((value) => 1 - value)
    const { road: seen } = await measured(linear(one, 1), { ...subject, image: dot })
    // The one dark pixel is filled with white when it is taken, first by its own order and last by the opposite.
    expect(seen[0]!.most[0]).toBeGreaterThan(1.9)
    expect(seen[0]!.least[0]).toBeCloseTo(1, 5)
    expect(seen[0]!.score).toBeLessThan(-0.4)
    expect(seen[1]!.score).toBeGreaterThan(0.4)
  })
})

it('a map that says nothing has no correlation, and equal pixels are covered in random order', async () => {
  const flat = { map: new Float32Array(PIXELS), ink: exact, random: exact }
  const { values, deletion } = await measured(linear(weights), { image, maps: flat })
  expect(values.muFidelity[0]).toBeNaN()
  expect(values.sensitivityN[0]).toBeNaN()
  const inPlace = [...exact.keys()].map((k) => exact.slice(k + 1).reduce((sum, value) => sum + value, 0))
  const apart = deletion[0]!.slice(1).filter((value, k) => Math.abs(value - inPlace[k]!) > 1e-3)
  expect(apart.length).toBeGreaterThan(PIXELS / 2)
})
