import { createNetwork, type Network } from '@umbra/occlusion-wasm'
import { afterAll, describe, expect, it } from 'vitest'
import { createExplainer } from '../attribution/explainer.js'
import { Random } from '../random.js'
import { hsic } from './hsic.js'
import { kernelShap } from './kernel-shap.js'
import { lime } from './lime.js'
import type { MethodRequest, MethodSubject } from './method.js'
import { METHODS } from './method-table.js'
import { rise, riseCells, riseMasks } from './rise.js'
import { scoreMasks } from './score-masks.js'
import { sobol } from './sobol.js'

const SIDE = 9
const PIXELS = SIDE * SIDE
const random = new Random(2)
const weights = Float32Array.from({ length: PIXELS }, () => random.normal())
const image = Float32Array.from({ length: PIXELS }, () => 0.1 + random.uniform())

/** f(x) = w·x for class 0, and 0 for class 1. */
const linear = createNetwork(
  [SIDE, SIDE, 1],
  [
    { kind: 'flatten', inputs: [-1] },
    {
      kind: 'dense',
      inputs: [0],
      kernel: Float32Array.from({ length: PIXELS * 2 }, (_, i) => (i % 2 === 0 ? weights[i / 2]! : 0)),
      bias: new Float32Array(2),
    },
  ],
)

const explainers = new Map<Network, ReturnType<typeof createExplainer>>()
async function subjectOf(network: Network): Promise<MethodSubject> {
  if (!explainers.has(network)) explainers.set(network, createExplainer(network, { threads: 1 }))
  const explainer = await explainers.get(network)!
  const [height, width, channels] = explainer.inputShape
  return { explainer, network, height, width, channels }
}
afterAll(async () => {
  for (const explainer of explainers.values()) (await explainer).dispose()
})

const request: MethodRequest = {
  images: image,
  classIndices: [0],
  seed: 1,
  samples: 600,
  segments: 9,
  segmentation: 'grid',
}
/** What each pixel adds to the score, and what each cell of 3×3 does. */
const exact = image.map((value, i) => value * weights[i]!)
const cellOf = (i: number) => Math.floor(i / SIDE / 3) * 3 + Math.floor((i % SIDE) / 3)
const ofCells = (map: ArrayLike<number>) => {
  const sums = new Float64Array(9)
  for (let i = 0; i < PIXELS; i++) sums[cellOf(i)]! += map[i]!
  return sums
}

describe('soft masks', () => {
  it('are scored as the mixtures they make, sets and mixtures in the same order, whatever the slices', async () => {
    const subject = await subjectOf(linear)
    const masks = riseMasks(riseCells(20, [SIDE, SIDE], [3, 3], new Random(7)), [SIDE, SIDE], [3, 3])
    const made = masks.make(0, 20)
    const baseline = 0.3
    const mixed = made.map((kept, at) => image[at % PIXELS]! * kept + baseline * (1 - kept))
    const outputs = await subject.explainer.predict({ data: mixed, shape: [20, SIDE, SIDE, 1] })
    const found: number[] = []
    const masked = { image, target: 0 }
    for await (const { scores } of scoreMasks(subject, masked, masks, { baseline })) found.push(...scores)
    expect(found).toHaveLength(20)
    for (const [p, score] of found.entries()) expect(score).toBeCloseTo(outputs[p * 2]!, 4)
  })

  it('average over the draws of a baseline, and have no mixture with what hangs on the set', async () => {
    const subject = await subjectOf(linear)
    const half = { count: 1, binary: false, make: () => new Float32Array(PIXELS).fill(0.5) }
    const masked = { image, target: 0 }
    const noise = { kind: 'noise', draws: 3, seed: 5, mean: 0.5, sd: 0.25 } as const
    const [soft] = await scoresOf(scoreMasks(subject, masked, half, { baseline: noise }))
    const none = { count: 1, binary: true, make: () => new Float32Array(PIXELS) }
    const [covered] = await scoresOf(scoreMasks(subject, masked, none, { baseline: noise }))
    const whole = exact.reduce((sum, value) => sum + value, 0)
    expect(soft).toBeCloseTo((whole + covered!) / 2, 4)
    await expect(
      scoresOf(scoreMasks(subject, masked, half, { baseline: 'patch-mean' })),
    ).rejects.toMatchObject({
      code: 'METHOD_BASELINE',
    })
  })
})

async function scoresOf(scored: ReturnType<typeof scoreMasks>): Promise<number[]> {
  const all: number[] = []
  for await (const { scores } of scored) all.push(...scores)
  return all
}

describe('of a linear network', () => {
  it('KernelSHAP is what each superpixel adds, in equal shares of its pixels', async () => {
    const map = await kernelShap.attribute(await subjectOf(linear), request)
    const cells = ofCells(map)
    for (const [cell, value] of ofCells(exact).entries()) expect(cells[cell]).toBeCloseTo(value, 4)
    for (let i = 0; i < PIXELS; i++) expect(map[i]).toBeCloseTo(cells[cellOf(i)]! / 9, 6)
  })

  it('LIME, RISE and KernelSHAP order the cells alike', async () => {
    const subject = await subjectOf(linear)
    const order = (map: ArrayLike<number>) => {
      const cells = ofCells(map)
      return [...cells.keys()].sort((a, b) => cells[b]! - cells[a]!)
    }
    const expected = order(exact)
    expect(order(await lime.attribute(subject, request))).toEqual(expected)
    const ofRise = order(await rise.attribute(subject, { ...request, samples: 8000 }))
    expect([ofRise[0], ofRise.at(-1)]).toEqual([expected[0], expected.at(-1)])
  })

  it('Sobol indices and HSIC are of what a cell adds, whatever its sign', async () => {
    const subject = await subjectOf(linear)
    const own = ofCells(exact)
    const variance = own.reduce((sum, value) => sum + value ** 2, 0)
    const indices = ofCells(await sobol.attribute(subject, { ...request, samples: 10 * 512 }))
    for (const [cell, value] of own.entries()) {
      expect(Math.abs(indices[cell]! - value ** 2 / variance)).toBeLessThan(0.04)
    }
    const dependent = ofCells(await hsic.attribute(subject, request))
    const largest = (values: Float64Array) => values.indexOf(Math.max(...values))
    expect(largest(dependent)).toBe(largest(own.map(Math.abs)))
  })
})

const forward = METHODS.filter(({ needs }) => needs === 'scores')

it.each(forward)(
  '$id explains the class and the score asked for, by the baseline asked for',
  async (method) => {
    const subject = await subjectOf(linear)
    const asked = { ...request, samples: 64, window: 3, stride: 3 }
    const own = await method.attribute(subject, asked)
    expect(own.some((value) => value !== 0)).toBe(true)
    // The logit of class 1 is 0 whatever is covered, and its margin that of class 0 with its sign turned round.
    const other = await method.attribute(subject, { ...asked, classIndices: [1] })
    for (const value of other) expect(value).toBeCloseTo(0, 12)
    const margin = await method.attribute(subject, { ...asked, classIndices: [1], score: 'margin' })
    const sign = ['sobol', 'hsic'].includes(method.id) ? 1 : -1
    for (const [i, value] of margin.entries()) expect(value).toBeCloseTo(sign * own[i]!, 6)
    // Covered by the image itself nothing is covered.
    const itself = { data: image, shape: [SIDE, SIDE, 1] }
    const none = await method.attribute(subject, { ...asked, baseline: itself })
    for (const value of none) expect(value).toBeCloseTo(0, 6)
  },
)

it.each(forward.filter(({ id }) => id !== 'occlusion'))(
  '$id refuses at once more samples of so many parts than fit into memory',
  async (method) => {
    const asked = { ...request, segments: 81, samples: 2 ** 21 }
    await expect(method.attribute(await subjectOf(linear), asked)).rejects.toMatchObject({
      code: 'METHOD_SAMPLES',
      message: expect.stringContaining('expected at most 1657008 samples, or fewer segments'),
    })
  },
)

it('occlusion is the explainer’s map by the window and stride asked for', async () => {
  const subject = await subjectOf(linear)
  const asked = { window: 3, stride: 2 }
  const found = await METHODS.find(({ id }) => id === 'occlusion')!.attribute(subject, {
    ...request,
    ...asked,
  })
  const batch = { data: image, shape: [1, SIDE, SIDE, 1] as const }
  expect(found).toEqual((await subject.explainer.explain(batch, { ...asked, target: 0 })).maps.data)
})

it.each(forward)(
  '$id is the same each time, another by another seed if it draws, and takes images one by one',
  async (method) => {
    const subject = await subjectOf(linear)
    const quick = { ...request, samples: 64, window: 3, stride: 1 }
    const map = await method.attribute(subject, quick)
    expect(map).toHaveLength(PIXELS)
    expect(map.every(Number.isFinite)).toBe(true)
    expect(await method.attribute(subject, quick)).toEqual(map)
    const two = {
      ...quick,
      images: Float32Array.of(...image, ...image.map((x) => 1 - x)),
      classIndices: [0, 1],
    }
    expect((await method.attribute(subject, two)).subarray(0, PIXELS)).toEqual(map)
    const draws = method.id !== 'occlusion'
    const other = await method.attribute(subject, { ...quick, seed: 9 })
    expect(JSON.stringify(other) !== JSON.stringify(map)).toBe(draws)
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(method.attribute(subject, { ...quick, signal })).rejects.toThrow('enough')
  },
)
