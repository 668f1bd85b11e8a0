import { describe, expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { randomNetwork, randomPlainNetwork } from '../../test/random-network/random-network.js'
import { SMALLEST_SCALE, trialOf } from '../../test/trial.js'
import { availableVariants } from '../kernels/variants.js'
import type { Network } from '../network/network.js'
import { referenceOcclusion } from '../reference/reference.js'
import { createIncrementalRunner } from './create-runner.js'
import type { Strategy, StrategyChoice } from './plan/engine-plan.js'

/** Each layer by the strategy named where it can be, or by any. */
const choices: Readonly<Record<string, (dice: Dice) => StrategyChoice>> = {
  sparse: () => preferring('sparse'),
  tiled: () => preferring('tiled'),
  winograd: () => preferring('winograd'),
  mixed: (dice) => (_, possible) => dice.pick(possible),
}

/** Every other one with many convolutions that Winograd's filtering computes. */
function networkOf(seed: number, dice: Dice): Network {
  return seed % 2 === 0 ? randomNetwork(dice) : randomPlainNetwork(dice)
}

function preferring(strategy: Strategy): StrategyChoice {
  return (_, possible) => (possible.includes(strategy) ? strategy : possible[0]!)
}

describe.each(availableVariants())('strategies of products, %s', (variant) => {
  it.each(Object.keys(choices))('%s agrees with the float64 reference on random networks', async (name) => {
    let forced = 0
    for (let seed = 1; seed <= 160; seed++) {
      const dice = new Dice(seed * 31)
      const network = networkOf(seed, dice)
      const { image, baseline, windows, count } = trialOf(dice, network)
      const chosen = new Map<number, Strategy>()
      const choose = choices[name]!(dice)
      const runner = await createIncrementalRunner(network, {
        variant,
        choose(layer, possible) {
          const strategy = choose(layer, possible)
          chosen.set(layer, strategy)
          return strategy
        },
      })
      expect(new Map(runner.plan.layers.map(({ layer, strategy }) => [layer, strategy]))).toEqual(chosen)
      if (name !== 'mixed') forced += [...chosen.values()].filter((strategy) => strategy === name).length
      const base = runner.begin(image, baseline)
      const covered = new Float32Array(count * network.classes)
      runner.scoreWindows(windows, 0, count, covered)
      const reference = referenceOcclusion(network, image, baseline, windows)
      const largest = reference.covered.reduce((a, b) => Math.max(a, Math.abs(b)), SMALLEST_SCALE)
      const error = Math.max(furthest(base, reference.base), furthest(covered, reference.covered)) / largest
      expect(error, `seed ${seed}: ${network.layers.map((l) => l.kind).join(' ')}`).toBeLessThan(1e-5)
      runner.dispose()
    }
    if (name !== 'mixed') expect(forced).toBeGreaterThan(100)
  })

  it('mixed give the same bits whichever windows are scored together, in whatever order', async () => {
    for (let seed = 1; seed <= 100; seed++) {
      const dice = new Dice(seed * 7919)
      const network = networkOf(seed, dice)
      const { image, baseline, windows, count } = trialOf(dice, network)
      const runner = await createIncrementalRunner(network, { variant, choose: choices.mixed!(dice) })
      const k = network.classes
      const base = runner.begin(image, baseline).slice()
      const together = new Float32Array(count * k)
      runner.scoreWindows(windows, 0, count, together)
      expect(runner.begin(image, baseline), `seed ${seed}`).toEqual(base)
      const alone = new Float32Array(k)
      for (let p = count - 1; p >= 0; p--) {
        runner.scoreWindows(windows, p, p + 1, alone)
        expect(alone, `seed ${seed}, window ${p}`).toEqual(together.slice(p * k, (p + 1) * k))
      }
      runner.dispose()
    }
  })
})

it('mixed strategies of the simd build give the bits of the scalar one', async () => {
  if (!availableVariants().includes('simd')) return
  for (let seed = 1; seed <= 100; seed++) {
    const [scalar, simd] = await Promise.all(
      (['scalar', 'simd'] as const).map(async (variant) => {
        const dice = new Dice(seed * 7919)
        const network = networkOf(seed, dice)
        const { image, baseline, windows, count } = trialOf(dice, network)
        const runner = await createIncrementalRunner(network, { variant, choose: choices.mixed!(dice) })
        const base = runner.begin(image, baseline).slice()
        const covered = new Float32Array(count * network.classes)
        runner.scoreWindows(windows, 0, count, covered)
        return { base, covered }
      }),
    )
    expect(simd, `seed ${seed}`).toEqual(scalar)
  }
})

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < b.length; i++)
    most = Math.max(most, Number.isNaN(a[i]) ? Infinity : Math.abs(a[i]! - b[i]!))
  return most
}
