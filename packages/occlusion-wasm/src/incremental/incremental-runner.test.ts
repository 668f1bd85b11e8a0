import { describe, expect, it } from 'vitest'
import { Dice, randomNetwork } from '../../test/random-network.js'
import type { Network } from '../network/network.js'
import { referenceOcclusion } from '../reference/reference.js'
import { availableVariants } from '../variants.js'
import { createIncrementalRunner } from './incremental-runner.js'

describe.each(availableVariants())('incremental runner, %s', (variant) => {
  it('agrees with the float64 reference on random networks, images, baselines and windows', async () => {
    for (let seed = 1; seed <= 1500; seed++) {
      const dice = new Dice(seed)
      const network = randomNetwork(dice)
      const size = network.inputShape.reduce((product, d) => product * d, 1)
      const image = randomImage(dice, size)
      const baseline = randomBaseline(dice, image)
      const windows = randomWindows(dice, network)
      const runner = await createIncrementalRunner(network, { variant })
      expect(runner.variant).toBe(variant)
      const base = runner.begin(image, baseline)
      const covered = new Float32Array((windows.length / 6) * network.classes)
      runner.scoreWindows(windows, 0, windows.length / 6, covered)
      const reference = referenceOcclusion(network, image, baseline, windows)
      const largest = reference.covered.reduce((a, b) => Math.max(a, Math.abs(b)), SMALLEST_SCALE)
      const error = Math.max(furthest(base, reference.base), furthest(covered, reference.covered)) / largest
      expect(error, `seed ${seed}: ${network.layers.map((l) => l.kind).join(' ')}`).toBeLessThan(1e-5)
      runner.dispose()
    }
  })
})

/** Values inside these networks are about 1: scores far below that are what is left of sums that cancel, in any float32. */
const SMALLEST_SCALE = 0.1

/** Images with much of one value, as drawings have, or with none. */
function randomImage(dice: Dice, size: number): Float32Array {
  const ink = dice.pick([0.1, 0.4, 1])
  return Float32Array.from({ length: size }, () => (dice.chance(ink) ? dice.uniform() : 0))
}

function randomBaseline(dice: Dice, image: Float32Array): Float32Array {
  switch (dice.pick(['zero', 'number', 'image', 'equal'])) {
    case 'zero':
      return new Float32Array(image.length)
    case 'number':
      return new Float32Array(image.length).fill(0.37)
    case 'equal':
      return image.slice()
    default:
      return dice.floats(image.length, 1)
  }
}

function randomWindows(dice: Dice, { inputShape: [height, width, channels] }: Network): Int32Array {
  const channelWise = dice.chance(0.3)
  return Int32Array.from(
    Array.from({ length: dice.between(1, 9) }, () => {
      const [y0, y1] = randomSpan(dice, height)
      const [x0, x1] = randomSpan(dice, width)
      const [c0, c1] = channelWise ? randomSpan(dice, channels) : [0, channels]
      return [y0, x0, c0, y1, x1, c1]
    }).flat(),
  )
}

function randomSpan(dice: Dice, size: number): [number, number] {
  const start = dice.between(0, size - 1)
  return [start, dice.chance(0.7) ? Math.min(size, start + dice.between(1, 4)) : dice.between(start, size)]
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < b.length; i++)
    most = Math.max(most, Number.isNaN(a[i]) ? Infinity : Math.abs(a[i]! - b[i]!))
  return most
}
