import { describe, expect, it } from 'vitest'
import { coveredCopy } from '../../test/covered-copy.js'
import { Dice } from '../../test/dice.js'
import { randomNetwork } from '../../test/random-network/random-network.js'
import type { Fill } from '../fill/fill.js'
import type { LayerDescription } from '../network/layer.js'
import { createNetwork, type Network } from '../network/network.js'
import { createOcclusionPool } from '../pool/occlusion-pool.js'
import { referenceLogits, referenceOcclusion } from '../reference/reference.js'
import { createIncrementalRunner } from './create-runner.js'

const rows = 6
const activation = (name: 'relu' | 'sigmoid' | 'log', input: number): LayerDescription => ({
  kind: 'activation',
  activation: { name },
  inputs: [input],
})
const scaled = (factor: number, offset: number, input: number): LayerDescription => ({
  kind: 'scaleShift',
  scale: new Float32Array(2).fill(factor),
  shift: Float32Array.of(offset, offset / 2),
  inputs: [input],
})
const summed = (input: number): LayerDescription => ({
  kind: 'dense',
  kernel: Float32Array.from({ length: rows * rows * 2 * 3 }, (_, i) => ((i * 7) % 11) / 11 - 0.4),
  bias: new Float32Array(3),
  inputs: [input],
})
const ends = (layers: readonly LayerDescription[]): Network =>
  createNetwork(
    [rows, rows, 2],
    [...layers, { kind: 'flatten', inputs: [layers.length - 1] }, summed(layers.length)],
  )

/** Each leaves little of large values where the image is covered, and makes it count. */
const networks: Readonly<Record<string, Network>> = {
  'ReLUs that drop the large': ends([
    scaled(1e8, 0.3, -1),
    activation('relu', 0),
    scaled(-1, 1, 1),
    activation('relu', 2),
  ]),
  'a sigmoid': ends([scaled(1e9, 0.4, -1), activation('sigmoid', 0)]),
  minima: ends([scaled(1e9, 0.3, -1), scaled(0, 1, -1), { kind: 'minimum', inputs: [0, 1] }]),
  'a norm of products': ends([
    scaled(3e5, 0.3, -1),
    { kind: 'multiply', inputs: [0, 0, 0] },
    { kind: 'rmsNorm', scale: Float32Array.of(1, 1), shift: new Float32Array(2), epsilon: 0.01, inputs: [1] },
  ]),
}

const image = new Dice(4).floats(rows * rows * 2, 1).map(Math.abs)
const baseline = new Float32Array(image.length)
const windows = Int32Array.from(
  [
    [0, 0, 4, 4],
    [2, 1, 6, 5],
    [0, 0, 6, 6],
    [3, 3, 4, 4],
    [1, 0, 5, 6],
  ].flatMap(([y0, x0, y1, x1]) => [y0!, x0!, 0, y1!, x1!, 2]),
)
const count = windows.length / 6

async function scored(network: Network, order: readonly number[], fill?: Fill) {
  const runner = await createIncrementalRunner(network)
  const base = runner.begin(image, baseline, fill)
  const own = Int32Array.from(order.flatMap((p) => [...windows.subarray(p * 6, p * 6 + 6)]))
  const covered = new Float32Array(order.length * network.classes)
  runner.scoreWindows(own, 0, order.length, covered)
  return { base, covered, corrected: runner.corrected }
}

describe.each(Object.entries(networks))('%s', (_, network) => {
  const all = [...Array(count).keys()]

  it('scores are those of the float64 reference, of forward passes where differences lose them', async () => {
    const { base, covered, corrected } = await scored(network, all)
    const expected = referenceOcclusion(network, image, baseline, windows)
    const scale = Math.max(...[...expected.base, ...expected.covered].map(Math.abs))
    for (const [k, score] of expected.base.entries())
      expect(Math.abs(base[k]! - score) / scale).toBeLessThan(2e-4)
    for (const [i, score] of expected.covered.entries())
      expect(Math.abs(covered[i]! - score) / scale).toBeLessThan(2e-4)
    expect(corrected).toBeGreaterThan(0)
  })

  it('a window has the same bits whichever it is scored with, on any number of threads', async () => {
    const { covered } = await scored(network, all)
    for (const p of all) {
      const alone = await scored(network, [p])
      expect([...alone.covered]).toEqual([...covered.subarray(p * 3, p * 3 + 3)])
    }
    const backwards = await scored(network, all.toReversed())
    for (const p of all) {
      const at = (count - 1 - p) * 3
      expect([...backwards.covered.subarray(at, at + 3)]).toEqual([...covered.subarray(p * 3, p * 3 + 3)])
    }
    const pool = await createOcclusionPool(network, { threads: 2 })
    const job = { n: 2, images: Float32Array.of(...image, ...image), windows }
    const scores = await pool.score({ ...job, baselines: new Float32Array(2 * image.length) })
    expect([...scores.covered]).toEqual([...covered, ...covered])
    expect(pool.corrected).toBeGreaterThan(0)
    pool.dispose()
  })
})

it.each([{ kind: 'patch-mean' }, { kind: 'soft', sigma: 0.3 }] as const)(
  'copies are covered by a fill of $kind',
  async (fill) => {
    const network = networks['a norm of products']!
    // Every copy is looked at again: had it been covered in another way, the scores would be that way's.
    const { covered } = await scored(network, [0, 1, 3, 4], fill)
    for (const [at, p] of [0, 1, 3, 4].entries()) {
      const copy = coveredCopy([rows, rows, 2], image, baseline, windows, p, fill)
      for (const [k, score] of referenceLogits(network, copy).entries())
        expect(covered[at * 3 + k]).toBeCloseTo(score, 3)
    }
  },
)

it('networks as they come are not looked at again', async () => {
  let looked = 0
  for (let seed = 1; seed <= 300; seed++) {
    const dice = new Dice(seed)
    const network = randomNetwork(dice)
    const [height, width, channels] = network.inputShape
    const size = height * width * channels
    const runner = await createIncrementalRunner(network)
    runner.begin(dice.floats(size, 1), new Float32Array(size))
    const half = Int32Array.of(0, 0, 0, Math.ceil(height / 2), Math.ceil(width / 2), channels)
    runner.scoreWindows(half, 0, 1, new Float32Array(network.classes))
    if (runner.corrected > 0) looked++
  }
  expect(looked).toBe(0)
})
