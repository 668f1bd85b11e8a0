import { referenceLogits } from '@umbra/occlusion-wasm'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { networkFromArtifacts } from '../src/formats/keras/index.js'
import {
  type Baseline,
  baselineOfData,
  createExplainer,
  Random,
  runRobustness,
  runStudy,
} from '../src/index.js'
import { flat, linearNetwork, middleOnly, randomDataset } from './linear-study.js'
import { modelOf, type RandomCase, randomCase } from './random-model.js'
import { type CoveredWindow, slowMap } from './slow-occlusion.js'

const engines = ['batched', 'incremental'] as const
const BASELINES = [
  'patch-mean',
  'inpaint',
  'soft',
  { kind: 'soft', value: 0.4, sigma: 0.6 },
] as const satisfies readonly Baseline[]

describe.each(engines)('maps of the %s engine equal the rules', (engine) => {
  it.each(BASELINES)('for windows covered by %j, which hangs on the window', async (baseline) => {
    await fc.assert(
      fc.asyncProperty(randomCase, async (random) => {
        // The whole image leaves no rim to in-paint from.
        const whole = random.window.every((side, axis) => side === random.shape[axis])
        fc.pre(!whole)
        const artifacts = await modelOf(random)
        const explainer = await createExplainer(artifacts, { engine, threads: 1, batchSize: 7 })
        expect(explainer.engine.name).toBe(engine)
        const { window, stride, shape, pixels } = random
        const explained = await explainer.explain(
          { data: Float32Array.from(pixels), shape: [1, ...shape] },
          { window: [...window], stride: [...stride], baseline, target: 1 },
        )
        explainer.dispose()
        const network = networkFromArtifacts(artifacts)
        const slow = slowMap({
          ...{ image: pixels, shape, window, stride, baselines: [] },
          cover: (at) => covered(random, at, baseline),
          score: (logits) => logits[1]!,
          logits: (image) => referenceLogits(network, image),
        })
        const scale = Math.max(1, ...referenceLogits(network, pixels).map(Math.abs))
        const worst = slow.reduce(
          (most, value, p) => Math.max(most, Math.abs(explained.maps.data[p]! - value)),
          0,
        )
        expect(worst).toBeLessThan(2e-5 * scale)
      }),
      { numRuns: 12, seed: 4 },
    )
  })
})

describe('both engines', () => {
  it.each(BASELINES)('give equal maps for %j', async (baseline) => {
    await fc.assert(
      fc.asyncProperty(randomCase, async (random) => {
        fc.pre(!random.window.every((side, axis) => side === random.shape[axis]))
        const artifacts = await modelOf(random)
        const maps: Float32Array[] = []
        for (const engine of engines) {
          const explainer = await createExplainer(artifacts, { engine, threads: 1 })
          const images = { data: Float32Array.from(random.pixels), shape: [1, ...random.shape] as const }
          const options = { window: [...random.window] as [number, number], baseline, target: 0 }
          maps.push((await explainer.explain(images, options)).maps.data)
          explainer.dispose()
        }
        const scale = Math.max(1, ...maps[0]!.map(Math.abs))
        maps[0]!.forEach((value, p) => {
          expect(Math.abs(value - maps[1]![p]!)).toBeLessThan(2e-5 * scale)
        })
      }),
      { numRuns: 6, seed: 5 },
    )
  })

  it('map an image of one value to nothing where it is covered by its own mean or from its own rim', async () => {
    for (const baseline of ['patch-mean', 'inpaint'] as const) {
      for (const engine of engines) {
        const explainer = await createExplainer(await modelOf(CASE), { engine, threads: 1 })
        const images = { data: new Float32Array(126).fill(0.3), shape: [1, 7, 6, 3] as const }
        const { maps } = await explainer.explain(images, { window: 3, baseline })
        expect(new Set(maps.data)).toEqual(new Set([0]))
        explainer.dispose()
      }
    }
  })

  it('refuse what cannot be in-painted before anything is scored', async () => {
    for (const engine of engines) {
      const explainer = await createExplainer(await modelOf(CASE), { engine, threads: 1 })
      const images = { data: new Float32Array(126), shape: [1, 7, 6, 3] as const }
      const running = explainer.explain(images, { window: [7, 6], stride: 1, baseline: 'inpaint' })
      await expect(running).rejects.toMatchObject({ code: 'BASELINE_WINDOW' })
      explainer.dispose()
    }
  })
})

describe('a study and its repetitions', () => {
  const told: unknown[] = []
  const task = { onProgress: (progress: unknown) => told.push(progress) }
  const data = randomDataset(20, 1)
  const model = linearNetwork([flat, middleOnly, flat])
  const study = { classes: [0, 1], images: 10, permutations: 99, controls: 0 } as const
  const provenance = { command: 'test', created: '', model: { sha256: '', source: '' } }

  it('refuse what cannot be in-painted before any image is drawn', async () => {
    const refused = { code: 'BASELINE_WINDOW' }
    const whole = { ...study, classes: [0, 1] as [number, number], window: 9, baseline: 'inpaint' as const }
    await expect(runStudy(whole, { model, data, threads: 1, provenance }, task)).rejects.toMatchObject(
      refused,
    )
    const grid = { window: [3, 9], baseline: [0, 'inpaint' as const] }
    const networks = { models: [{ name: 'a', model, sha256: '', source: '' }], data, threads: 1, provenance }
    const repeated = runRobustness({ ...whole, window: 3, baseline: 0 }, grid, networks, task)
    await expect(repeated).rejects.toMatchObject(refused)
    expect(told).toEqual([])
  })
})

describe('the rule marginal', () => {
  const random = new Random(3)
  const data = {
    name: 'dice test',
    images: {
      data: Float32Array.from({ length: 126 * 9 }, () => Math.fround(random.uniform())),
      shape: [9, 7, 6, 3] as const,
    },
  }
  const image = (i: number) => data.images.data.slice(i * 126, (i + 1) * 126)

  it.each(engines)(
    'averages over patches of the images drawn, none of them the own one: %s engine',
    async (engine) => {
      const drawn = await baselineOfData({ kind: 'marginal', draws: 3, seed: 7 }, data)
      expect(drawn).toMatchObject({ of: 'dice test', indices: expect.any(Array) })
      const { indices } = drawn as { indices: number[] }
      expect(new Set(indices).size).toBe(4)
      const explainer = await createExplainer(await modelOf(CASE), { engine, threads: 1 })
      const options = { window: 3, target: 0 } as const
      for (const own of [indices[1]!, data.images.shape[0] - 1]) {
        const given = { data: image(own), shape: [1, 7, 6, 3] as const }
        const { maps, baseline, baselineOrigin } = await explainer.explain(given, {
          ...options,
          baseline: drawn,
        })
        expect(baseline).toBe('the same patch of 3 other images of dice test')
        expect(baselineOrigin).toEqual({ of: 'dice test', images: indices })
        const mean = new Float64Array(maps.data.length)
        for (const place of indices.slice(0, 3)) {
          const other = place === own ? indices[3]! : place
          expect(other).not.toBe(own)
          const one = await explainer.explain(given, {
            ...options,
            baseline: { data: image(other), shape: [7, 6, 3] },
          })
          one.maps.data.forEach((value, p) => {
            mean[p]! += value / 3
          })
        }
        mean.forEach((value, p) => {
          expect(maps.data[p]).toBeCloseTo(value, 5)
        })
      }
      explainer.dispose()
    },
  )

  it('draws the same images for the same seed, and a larger draw extends a smaller one', async () => {
    const draw = async (draws: number, seed: number) =>
      ((await baselineOfData({ kind: 'marginal', draws, seed }, data)) as { indices: number[] }).indices
    expect(await draw(5, 1)).toEqual(await draw(5, 1))
    expect((await draw(7, 1)).slice(0, 4)).toEqual(await draw(3, 1))
    expect(await draw(5, 2)).not.toEqual(await draw(5, 1))
  })

  it('says in one line what is missing', async () => {
    const explainer = await createExplainer(await modelOf(CASE), { threads: 1 })
    const alone = { data: image(0), shape: [1, 7, 6, 3] as const }
    for (const baseline of ['marginal', 'train-mean'] as const) {
      await expect(explainer.explain(alone, { baseline })).rejects.toMatchObject({
        code: 'BASELINE_NEEDS_DATA',
      })
    }
    explainer.dispose()
    await expect(baselineOfData('train-mean', data)).rejects.toMatchObject({ code: 'BASELINE_NEEDS_DATA' })
    await expect(baselineOfData({ kind: 'marginal', draws: 9, seed: 0 }, data)).rejects.toThrow(
      /^BASELINE_DRAWS: .* dice test has 9 that differ: take fewer draws$/,
    )
    for (const baseline of ['mean', 'marginal'] as const) {
      await expect(baselineOfData(baseline, data, [224, 224, 1])).rejects.toMatchObject({
        code: 'BASELINE_DATA_SHAPE',
      })
    }
  })
})

it('the rules mean and train-mean are of their own splits, by name and value', async () => {
  const split = (name: string, value: number) => ({
    name,
    images: { data: new Float32Array(8).fill(value), shape: [2, 2, 2, 1] as const },
  })
  const test = { ...split('tiny test', 0.25), training: async () => split('tiny train', 0.75) }
  expect(await baselineOfData('mean', test as never)).toEqual({
    kind: 'mean',
    values: [0.25],
    of: 'tiny test',
  })
  expect(await baselineOfData('train-mean', test as never)).toEqual({
    kind: 'mean',
    values: [0.75],
    of: 'tiny train',
  })
})

const CASE: RandomCase = {
  shape: [7, 6, 3],
  kernel: 3,
  padding: 'same',
  filters: 4,
  pool: true,
  softmax: true,
  seed: 12,
  window: [3, 2],
  stride: [2, 1],
  pixels: [],
}

/** The picture under a window as the rules say, by Gauss and Seidel's iteration where neighbours hang on each other. */
function covered(
  { shape: [height, width, channels], pixels }: RandomCase,
  { y, x, h, w }: CoveredWindow,
  baseline: (typeof BASELINES)[number],
): number[] {
  const picture = [...pixels]
  const [y1, x1] = [Math.min(height, y + h), Math.min(width, x + w)]
  const inside = [...Array(y1 - y).keys()].flatMap((dy) =>
    [...Array(x1 - x).keys()].map((dx) => [y + dy, x + dx] as const),
  )
  const soft = { value: 0, sigma: 0.25, ...(typeof baseline === 'object' && baseline) }
  for (let c = 0; c < channels; c++) {
    const at = (row: number, column: number) => (row * width + column) * channels + c
    if (baseline === 'patch-mean') {
      const mean = inside.reduce((sum, [r, k]) => sum + pixels[at(r, k)]!, 0) / inside.length
      for (const [r, k] of inside) picture[at(r, k)] = mean
    } else if (baseline === 'inpaint') {
      for (let round = 0; round < 2000; round++) {
        for (const [r, k] of inside) {
          let [sum, weights] = [0, 0]
          for (let ny = Math.max(0, r - 1); ny <= Math.min(height - 1, r + 1); ny++) {
            for (let nx = Math.max(0, k - 1); nx <= Math.min(width - 1, k + 1); nx++) {
              const weight = [0, 1 / 6, 1 / 12][Math.abs(ny - r) + Math.abs(nx - k)]!
              weights += weight
              sum += weight * picture[at(ny, nx)]!
            }
          }
          picture[at(r, k)] = sum / weights
        }
      }
    } else {
      for (const [r, k] of inside) {
        const [v, u] = [(r - (y + y1 - 1) / 2) / (y1 - y), (k - (x + x1 - 1) / 2) / (x1 - x)]
        const weight = Math.exp(-(u * u + v * v) / (2 * soft.sigma ** 2))
        picture[at(r, k)] = pixels[at(r, k)]! * (1 - weight) + soft.value * weight
      }
    }
  }
  return picture.map(Math.fround)
}
