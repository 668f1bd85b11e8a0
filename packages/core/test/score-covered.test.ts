import { availableVariants, createNetwork, referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { createExplainer } from '../src/attribution/explainer.js'
import type { PixelSets } from '../src/attribution/index.js'
import { Random } from '../src/random.js'

const random = new Random(6)
const floats = (length: number, scale: number) => Float32Array.from({ length }, () => random.normal() * scale)
const [H, W, C] = [12, 11, 2]
const network = createNetwork(
  [H, W, C],
  [
    {
      kind: 'conv2d',
      inputs: [-1],
      kernelSize: [3, 3],
      strides: [1, 1],
      dilation: [1, 1],
      padding: [1, 1, 1, 1],
      kernel: floats(9 * C * 8, 0.3),
      bias: floats(8, 0.1),
    },
    { kind: 'activation', inputs: [0], activation: { name: 'relu' } },
    { kind: 'maxPool', inputs: [1], windowSize: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] },
    { kind: 'flatten', inputs: [2] },
    { kind: 'dense', inputs: [3], kernel: floats(6 * 5 * 8 * 4, 0.1), bias: floats(4, 0.1) },
  ],
)
const n = 3
const images = {
  data: Float32Array.from({ length: n * H * W * C }, () => (random.uniform() < 0.5 ? random.uniform() : 0)),
  shape: [n, H, W, C] as const,
}

/** Sets of every kind: none, all, rectangles, a few pixels, most of them, a ring. */
const shapes: ((y: number, x: number) => boolean)[] = [
  () => false,
  () => true,
  (y, x) => y >= 2 && y < 6 && x >= 3 && x < 9,
  (y, x) => y === 4 && x === 4,
  (y, x) => (y * 7 + x * 3) % 11 === 0,
  (y, x) => (y * 7 + x * 3) % 11 !== 0,
  (y, x) => Math.abs(y - 5) + Math.abs(x - 5) === 4,
  (y, x) => y > 3 || x > 2,
]
const m = shapes.length
const sets = {
  data: Uint8Array.from({ length: m * H * W }, (_, i) =>
    shapes[Math.floor(i / (H * W))]!(Math.floor((i % (H * W)) / W), i % W) ? 1 : 0,
  ),
  shape: [m, H, W] as const,
}

function copyOf(image: number, set: number, value: number): Float32Array {
  const own = images.data.slice(image * H * W * C, (image + 1) * H * W * C)
  return own.map((pixel, i) => (sets.data[set * H * W + Math.floor(i / C)] === 1 ? value : pixel))
}

function expectReference(covered: Float32Array, value: number, tolerance = 1e-5): void {
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < m; p++) {
      const expected = referenceLogits(network, copyOf(i, p, value))
      const got = covered.subarray((i * m + p) * 4, (i * m + p + 1) * 4)
      for (const [k, score] of expected.entries()) expect(Math.abs(got[k]! - score)).toBeLessThan(tolerance)
    }
  }
}

describe.each(availableVariants())('images under sets of pixels, %s', (variant) => {
  it.each([0, 0.4])('have the scores of the float64 reference, covered with %d', async (baseline) => {
    const explainer = await createExplainer(network, { threads: 1, variant })
    const { covered, base, ways } = await explainer.score(images, sets, { baseline })
    expectReference(covered[0]!, baseline)
    for (let i = 0; i < n; i++)
      expect(base.slice(i * 4, i * 4 + 4)).toEqual(covered[0]!.slice(i * m * 4, i * m * 4 + 4))
    expect(ways.rectangles).toBe(4 * n)
    expect(ways.fromImage).toBeGreaterThanOrEqual(n)
    expect(ways.fromBaseline).toBeGreaterThanOrEqual(n)
    expect(ways.rectangles + ways.fromImage + ways.fromBaseline).toBe(n * m)
    explainer.dispose()
  })

  it('have the bits of windows where they are windows', async () => {
    const explainer = await createExplainer(network, { threads: 1, variant })
    for (const baseline of [
      0,
      'blur',
      'patch-mean',
      'inpaint',
      'soft',
      { kind: 'noise', draws: 2 },
    ] as const) {
      const options = { window: [4, 3] as [number, number], stride: [2, 3] as [number, number], baseline }
      const { covered, grid } = await explainer.explain(images, options as never, { keepScores: true })
      const count = grid.windows.length / 6
      const windows: PixelSets = {
        count,
        make: (from, to) =>
          Uint8Array.from({ length: (to - from) * H * W }, (_, i) => {
            const [y0, x0, , y1, x1] = grid.windows.subarray((from + Math.floor(i / (H * W))) * 6)
            const [y, x] = [Math.floor((i % (H * W)) / W), i % W]
            return y >= y0! && y < y1! && x >= x0! && x < x1! ? 1 : 0
          }),
      }
      expect((await explainer.score(images, windows, { baseline: baseline as never })).covered).toEqual(
        covered,
      )
    }
    explainer.dispose()
  })
})

describe('images under sets of pixels', () => {
  it('have the same bits on one thread and on two, in one piece and in many, together and by image', async () => {
    const [one, two] = await Promise.all([1, 2].map((threads) => createExplainer(network, { threads })))
    expect(two!.engine.threads).toBe(2)
    // 130,000 sets of 132 bytes are 17 MB, more than are taken at once.
    const many = 130_000
    const made: [number, number][] = []
    const lazy: PixelSets = {
      count: many,
      make: (from, to) => {
        made.push([from, to])
        const part = new Uint8Array((to - from) * H * W)
        for (let p = from; p < to; p++) {
          part.set(sets.data.subarray((p % m) * H * W, ((p % m) + 1) * H * W), (p - from) * H * W)
        }
        return part
      },
    }
    const single = { data: images.data.slice(0, H * W * C), shape: [1, H, W, C] as const }
    const whole = await one!.score(images, sets)
    const sliced = await two!.score(single, lazy)
    expect(made.length).toBeGreaterThan(1)
    for (const p of [0, 1, 5, 7, 129_993, 129_999]) {
      const at = p % m
      expect(sliced.covered[0]!.slice(p * 4, p * 4 + 4)).toEqual(whole.covered[0]!.slice(at * 4, at * 4 + 4))
    }
    expect((await two!.score(images, sets)).covered).toEqual(whole.covered)
    expect((await two!.score(images, [sets, sets, sets])).covered).toEqual(whole.covered)
    one!.dispose()
    two!.dispose()
  }, 60_000)

  it('are the same in the batched engine', async () => {
    const explainer = await createExplainer(network, { engine: 'batched' })
    expect(explainer.engine.name).toBe('batched')
    expectReference((await explainer.score(images, sets, { baseline: 0.4 })).covered[0]!, 0.4)
    const incremental = await createExplainer(network, { threads: 1 })
    const some = { data: sets.data.slice(2 * H * W), shape: [m - 2, H, W] as const }
    for (const baseline of ['patch-mean', 'inpaint'] as const) {
      const [a, b] = await Promise.all(
        [explainer, incremental].map(
          async (each) => (await each.score(images, some, { baseline })).covered[0]!,
        ),
      )
      for (const [i, score] of a!.entries()) expect(Math.abs(score - b![i]!)).toBeLessThan(1e-5)
    }
    explainer.dispose()
    incremental.dispose()
  }, 60_000)

  it('are refused where they make no sense', async () => {
    const explainer = await createExplainer(network, { threads: 1 })
    const refused = (given: PixelSets | PixelSets[], options = {}) =>
      expect(explainer.score(images, given, options)).rejects
    await refused({ ...sets, shape: [m, W, H] }).toThrow('SETS_SHAPE: sets have shape 8×11×12')
    await refused([sets, sets]).toThrow('SETS_COUNT: 2 lists of sets for 3 images')
    await refused([sets, sets, { count: 2, make: () => new Uint8Array(2 * H * W) }]).toThrow(
      'SETS_COUNT: image 2 has 2 sets',
    )
    await refused({ count: 1, make: () => new Uint8Array(5) }).toThrow(
      'SETS_SHAPE: sets 0 to 0 hold 5 pixels',
    )
    await refused({ count: 1, make: () => new Uint8Array(H * W).fill(7) }).toThrow(
      'SETS_VALUE: set 0 holds 7 at row 0',
    )
    await refused(sets, { baseline: 'soft' }).toThrow('BASELINE_SETS: baseline soft covers windows alone')
    await refused(sets, { baseline: 'inpaint' }).toThrow('BASELINE_SETS: set 1 covers the whole image')
    await refused({ count: 1e9, make: () => new Uint8Array(0) }).toThrow('SCORES_TOO_MANY')
    explainer.dispose()
  })
})
