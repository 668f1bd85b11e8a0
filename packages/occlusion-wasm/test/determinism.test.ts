import { describe, expect, it } from 'vitest'
import { createIncrementalRunner } from '../src/engine/create-runner.js'
import { availableVariants } from '../src/kernels/variants.js'
import type { Network } from '../src/network/network.js'
import { Dice } from './dice.js'
import { randomNetwork } from './random-network/random-network.js'

const SEEDS = Array.from({ length: 300 }, (_, i) => i + 1)

describe.each(availableVariants())('scores of the %s build', (variant) => {
  it('are the same bits whichever windows are scored together, in whatever order, after whatever image', async () => {
    for (const seed of SEEDS) {
      const { network, image, baseline, windows, count } = subject(seed)
      const runner = await createIncrementalRunner(network, { variant })
      const k = network.classes
      const score = (list: Int32Array) => {
        const out = new Float32Array((list.length / 6) * k)
        runner.scoreWindows(list, 0, list.length / 6, out)
        return out
      }
      const base = runner.begin(image, baseline).slice()
      const together = score(windows)
      runner.begin(baseline, image)
      score(windows)
      expect(runner.begin(image, baseline), `seed ${seed}`).toEqual(base)
      for (let p = count - 1; p >= 0; p--) {
        const alone = score(windows.slice(p * 6, p * 6 + 6))
        expect(alone, `seed ${seed}, window ${p}`).toEqual(together.slice(p * k, (p + 1) * k))
      }
      runner.dispose()
    }
  })
})

it('the simd build gives the bits of the scalar one', async () => {
  if (!availableVariants().includes('simd')) return
  for (const seed of SEEDS) {
    const { network, image, baseline, windows, count } = subject(seed)
    const [scalar, simd] = await Promise.all(
      (['scalar', 'simd'] as const).map(async (variant) => {
        const runner = await createIncrementalRunner(network, { variant })
        const base = runner.begin(image, baseline).slice()
        const covered = new Float32Array(count * network.classes)
        runner.scoreWindows(windows, 0, count, covered)
        return { base, covered }
      }),
    )
    expect(simd, `seed ${seed}`).toEqual(scalar)
  }
})

/** A network, an image with much of one value, a baseline, and windows that overlap. */
function subject(seed: number) {
  const dice = new Dice(seed * 7919)
  const network: Network = randomNetwork(dice)
  const [height, width, channels] = network.inputShape
  const size = height * width * channels
  const image = Float32Array.from({ length: size }, () => (dice.chance(0.4) ? dice.uniform() : 0))
  const baseline = dice.chance(0.7) ? new Float32Array(size) : dice.floats(size, 1)
  const count = 8
  const windows = Int32Array.from(
    Array.from({ length: count }, () => {
      const [y, x] = [dice.between(0, height - 1), dice.between(0, width - 1)]
      const [c, d] = dice.chance(0.2) ? [channels - 1, channels] : [0, channels]
      return [y, x, c, Math.min(height, y + 4), Math.min(width, x + 4), d]
    }).flat(),
  )
  return { network, image, baseline, windows, count }
}
