import { describe, expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { randomNetwork } from '../../test/random-network/random-network.js'
import { SMALLEST_SCALE } from '../../test/trial.js'
import type { Fill } from '../fill/fill.js'
import { windowsOfSets } from '../fill/pixel-sets.js'
import { availableVariants } from '../kernels/variants.js'
import type { Network } from '../network/network.js'
import { createOcclusionPool } from '../pool/occlusion-pool.js'
import { referenceLogits } from '../reference/reference.js'
import { createIncrementalRunner } from './create-runner.js'
import type { IncrementalRunner } from './runner.js'

describe.each(availableVariants())('sets of pixels, %s', (variant) => {
  it('have the scores that the float64 reference gives covered pictures, on random networks', async () => {
    for (let seed = 1; seed <= 400; seed++) {
      const { network, image, baseline, fill, count } = subject(seed)
      const windows = windowsOfSets(fill.covered, network.inputShape)
      const runner = await createIncrementalRunner(network, { variant })
      runner.begin(image, baseline, fill)
      const got = score(runner, windows, network)
      const expected = Array.from({ length: count }, (_, p) => [
        ...referenceLogits(network, copyOf(network, image, baseline, fill, p)),
      ]).flat()
      const largest = Math.max(SMALLEST_SCALE, ...expected.map(Math.abs))
      const error = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i]!)), 0)
      expect(error / largest, `seed ${seed}: ${network.layers.map((l) => l.kind).join(' ')}`).toBeLessThan(
        1e-5,
      )
      runner.dispose()
    }
  })

  it('have the same bits alone, together and in any order', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { network, image, baseline, fill, count } = subject(seed)
      const size = fill.covered.length / count
      const windows = windowsOfSets(fill.covered, network.inputShape)
      const runner = await createIncrementalRunner(network, { variant })
      runner.begin(image, baseline, fill)
      const together = score(runner, windows, network)
      const k = network.classes
      for (let p = count - 1; p >= 0; p--) {
        const from = new Float32Array(k)
        runner.scoreWindows(windows, p, p + 1, from)
        expect(from, `seed ${seed}, set ${p} of all`).toEqual(together.slice(p * k, (p + 1) * k))
      }
      for (let p = 0; p < count; p++) {
        const { covered, values } = fill
        const own = values?.slice(p * image.length, (p + 1) * image.length)
        runner.begin(image, baseline, {
          kind: 'sets',
          covered: covered.slice(p * size, (p + 1) * size),
          ...(own && { values: own }),
        })
        const alone = score(runner, windows.slice(p * 6, p * 6 + 6), network)
        expect(alone, `seed ${seed}, set ${p} alone`).toEqual(together.slice(p * k, (p + 1) * k))
      }
      runner.dispose()
    }
  })
})

it('of other windows than theirs are refused, and so are too few', async () => {
  const { network, image, baseline, fill, count } = subject(3)
  const pool = await createOcclusionPool(network, { threads: 1 })
  const windows = windowsOfSets(fill.covered, network.inputShape)
  const job = { images: image, n: 1, baselines: baseline }
  await expect(
    pool.score({ ...job, windows, fill: { kind: 'sets', covered: fill.covered.slice(1) } }),
  ).rejects.toThrow(`covered: expected ${fill.covered.length} values, got ${fill.covered.length - 1}`)
  const moved = windows.slice()
  const p = fill.covered.indexOf(1)
  const set = Math.floor((p * count) / fill.covered.length)
  moved[set * 6 + 3]! -= 1
  await expect(pool.score({ ...job, windows: moved, fill })).rejects.toThrow(`window ${set}: expected`)
  pool.dispose()
})

function score(runner: IncrementalRunner, windows: Int32Array, network: Network): Float32Array {
  const out = new Float32Array((windows.length / 6) * network.classes)
  runner.scoreWindows(windows, 0, windows.length / 6, out)
  return out
}

/** Covered by plain assignment. */
function copyOf(
  { inputShape: [, , channels] }: Network,
  image: Float32Array,
  baseline: Float32Array,
  { covered, values }: Extract<Fill, { kind: 'sets' }>,
  p: number,
): Float32Array {
  const pixels = image.length / channels
  return image.map((value, i) => {
    if (covered[p * pixels + Math.floor(i / channels)] === 0) return value
    return values ? values[p * image.length + i]! : baseline[i]!
  })
}

function subject(seed: number) {
  const dice = new Dice(seed * 17)
  const network = randomNetwork(dice)
  const [height, width, channels] = network.inputShape
  const size = height * width * channels
  const image = Float32Array.from({ length: size }, () => (dice.chance(0.6) ? dice.uniform() : 0))
  const baseline = dice.chance(0.3) ? new Float32Array(size) : dice.floats(size, 1)
  const count = 6
  const shares = [0, 0.05, 0.3, 0.6, 0.97, 1]
  const covered = Uint8Array.from({ length: count * height * width }, (_, i) =>
    dice.chance(shares[Math.floor(i / (height * width))]!) ? 1 : 0,
  )
  const fill: Extract<Fill, { kind: 'sets' }> = {
    kind: 'sets',
    covered,
    ...(dice.chance(0.3) && { values: dice.floats(count * size, 1) }),
  }
  return { network, image, baseline, fill, count }
}
