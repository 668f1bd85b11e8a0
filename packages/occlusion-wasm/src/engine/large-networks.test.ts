import { describe, expect, it } from 'vitest'
import { mobilenetV2, resnet18, vgg16 } from '../../bench/imagenet-networks.mjs'
import { grid, subjects } from '../../bench/subjects.mjs'
import { Dice } from '../../test/dice.js'
import type { Network } from '../network/network.js'
import { referenceOcclusion } from '../reference/reference.js'
import { createIncrementalRunner } from './create-runner.js'
import { planEngine, type Strategy } from './plan/engine-plan.js'

/** The networks people use, with an eighth of their channels and a smaller image, and windows of a seventh of it. */
const networks: Readonly<Record<string, () => Network>> = {
  'ResNet-18': () => resnet18([56, 56], 8),
  MobileNetV2: () => mobilenetV2([56, 56], 0.25),
  'VGG-16': () => vgg16([32, 32], 8, 64),
}

describe.each(Object.keys(networks))('%s', (name) => {
  it.each(['sparse', 'tiled', 'winograd'] as const)(
    '%s agrees with the float64 reference',
    async (strategy) => {
      const network = networks[name]!()
      const [height, width, channels] = network.inputShape
      const dice = new Dice(8)
      const image = Float32Array.from({ length: height * width * channels }, () => dice.uniform())
      const baseline = new Float32Array(image.length).fill(0.5)
      const all = grid(network.inputShape, 8, 12)
      const windows = all.subarray(0, 6 * 6)
      const runner = await createIncrementalRunner(network, {
        choose: (_, possible) => (possible.includes(strategy) ? strategy : 'tiled'),
      })
      expect(runner.plan.layers.map((layer) => layer.strategy)).toContain(
        name === 'MobileNetV2' && strategy === 'winograd' ? 'tiled' : strategy,
      )
      const base = runner.begin(image, baseline).slice()
      const covered = new Float32Array((windows.length / 6) * network.classes)
      runner.scoreWindows(windows, 0, windows.length / 6, covered)
      const reference = referenceOcclusion(network, image, baseline, windows)
      const largest = reference.covered.reduce((most, score) => Math.max(most, Math.abs(score)), 0)
      const worst = (a: ArrayLike<number>, b: Float64Array) =>
        b.reduce((most, x, i) => Math.max(most, Math.abs(a[i]! - x)), 0)
      expect(worst(base, reference.base) / largest).toBeLessThan(1e-5)
      expect(worst(covered, reference.covered) / largest).toBeLessThan(1e-5)
    },
  )
})

it('plans tiles for large networks, and sparse products for digits and the like', () => {
  const strategies = (network: Network) => planEngine(network).layers.map(({ strategy }) => strategy)
  const count = (network: Network, strategy: Strategy) =>
    strategies(network).filter((each) => each === strategy).length
  // All but one of the 13 convolutions of ResNet-18 that are 3×3 and of stride 1.
  expect(count(resnet18(), 'winograd')).toBeGreaterThanOrEqual(12)
  // Of MobileNetV2's 35, those that widen read values of which none is zero; of those that narrow, the deep ones rectified values.
  expect(count(mobilenetV2(), 'tiled')).toBeGreaterThanOrEqual(17)
  expect(count(mobilenetV2(), 'sparse')).toBeGreaterThanOrEqual(10)
  expect(new Set(strategies(subjects.digits.network()))).toEqual(new Set(['sparse']))
})
