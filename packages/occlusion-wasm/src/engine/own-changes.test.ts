import { describe, expect, it } from 'vitest'
import { coveredCopy } from '../../test/covered-copy.js'
import { Dice } from '../../test/dice.js'
import { randomNetwork } from '../../test/random-network/random-network.js'
import type { Fill } from '../fill/fill.js'
import { availableVariants } from '../kernels/variants.js'
import type { Network } from '../network/network.js'
import { referenceLogits } from '../reference/reference.js'
import { createIncrementalRunner } from './create-runner.js'

const FILLS: readonly Fill[] = [{ kind: 'patch-mean' }, { kind: 'inpaint' }, { kind: 'soft', sigma: 0.3 }]
/** Values inside these networks are about 1: scores far below that are what is left of sums that cancel, in any float32. */
const SMALLEST_SCALE = 0.1

describe.each(availableVariants())('windows with values of their own, %s', (variant) => {
  it('have the scores that the float64 reference gives covered pictures, on random networks', async () => {
    for (let seed = 1; seed <= 500; seed++) {
      const { network, image, baseline, windows, fill } = subject(seed)
      const runner = await createIncrementalRunner(network, { variant })
      const base = runner.begin(image, baseline, fill)
      const covered = score(runner, windows, network)
      const expected = Array.from({ length: windows.length / 6 }, (_, p) => [
        ...referenceLogits(network, coveredCopy(network.inputShape, image, baseline, windows, p, fill)),
      ]).flat()
      const largest = Math.max(SMALLEST_SCALE, ...expected.map(Math.abs))
      const error = Math.max(
        furthest(base, referenceLogits(network, image)),
        furthest(covered, Float64Array.from(expected)),
      )
      expect(
        error / largest,
        `seed ${seed}, ${fill.kind}: ${network.layers.map((l) => l.kind).join(' ')}`,
      ).toBeLessThan(1e-5)
      runner.dispose()
    }
  })

  it('have the same bits alone, together, in any order, and after windows that share their changes', async () => {
    for (let seed = 1; seed <= 100; seed++) {
      const { network, image, baseline, windows, fill } = subject(seed)
      const runner = await createIncrementalRunner(network, { variant })
      const plainBase = runner.begin(image, baseline).slice()
      const plain = score(runner, windows, network)
      const base = runner.begin(image, baseline, fill).slice()
      const together = score(runner, windows, network)
      expect(base).toEqual(plainBase)
      runner.begin(baseline, image, fill)
      score(runner, windows, network)
      runner.begin(image, baseline, fill)
      const k = network.classes
      for (let p = windows.length / 6 - 1; p >= 0; p--) {
        const alone = score(runner, windows.slice(p * 6, p * 6 + 6), network)
        expect(alone, `seed ${seed}, window ${p}`).toEqual(together.slice(p * k, (p + 1) * k))
      }
      runner.begin(image, baseline)
      expect(score(runner, windows, network), `seed ${seed}`).toEqual(plain)
      runner.dispose()
    }
  })

  it('cost nothing where they change nothing', async () => {
    const network = randomNetwork(new Dice(4))
    const [height, width, channels] = network.inputShape
    const image = new Float32Array(height * width * channels).fill(0.37)
    const runner = await createIncrementalRunner(network, { variant })
    const windows = Int32Array.of(0, 0, 0, 2, 2, channels, 1, 1, 0, height, width, channels)
    for (const fill of FILLS) {
      const base = runner.begin(image, image, fill)
      const before = runner.multiplyAdds
      expect([...score(runner, windows, network)], fill.kind).toEqual([...base, ...base])
      expect(runner.multiplyAdds, fill.kind).toBe(before)
    }
  })
})

type Runner = Awaited<ReturnType<typeof createIncrementalRunner>>

function score(runner: Runner, windows: Int32Array, network: Network): Float32Array {
  const out = new Float32Array((windows.length / 6) * network.classes)
  runner.scoreWindows(windows, 0, windows.length / 6, out)
  return out
}

function subject(seed: number) {
  const dice = new Dice(seed * 31)
  const network = randomNetwork(dice)
  const [height, width, channels] = network.inputShape
  const size = height * width * channels
  const image = Float32Array.from({ length: size }, () => (dice.chance(0.6) ? dice.uniform() : 0))
  const baseline = dice.floats(size, 1)
  const windows = Int32Array.from(
    Array.from({ length: 8 }, () => {
      const [y, x] = [dice.between(0, height - 1), dice.between(0, width - 1)]
      const [c, d] = dice.chance(0.2) ? [channels - 1, channels] : [0, channels]
      const [h, w] = [dice.between(1, 4), dice.between(1, 4)]
      // Not the whole image, which has no rim.
      const end = [Math.min(height, y + h), Math.min(width, x + w)] as const
      const start = end[0] - y === height && end[1] - x === width ? y + 1 : y
      return [start, x, c, end[0], end[1], d]
    }).flat(),
  )
  return { network, image, baseline, windows, fill: dice.pick(FILLS) }
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}
