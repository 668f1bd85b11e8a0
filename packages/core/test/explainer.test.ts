import { referenceLogits } from '@umbra/occlusion-wasm'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { networkFromArtifacts } from '../src/formats/keras/index.js'
import { createExplainer, type Explainer, type ModelArtifacts, type OcclusionOptions } from '../src/index.js'
import { modelOf, type RandomCase, randomCase } from './random-model.js'
import { slowMap } from './slow-occlusion.js'

const engines = ['batched', 'incremental'] as const

/** Scores as docs/methods.md defines them, in float64, sharing no code with the product. */
const slowScores = {
  logit: (t: number) => (z: ArrayLike<number>) => z[t]!,
  probability: (t: number) => (z: ArrayLike<number>) => {
    const exps = Array.from(z, Math.exp)
    return exps[t]! / exps.reduce((sum, value) => sum + value, 0)
  },
  'log-probability': (t: number) => (z: ArrayLike<number>) =>
    z[t]! - Math.log(Array.from(z, Math.exp).reduce((sum, value) => sum + value, 0)),
  margin: (t: number) => (z: ArrayLike<number>) =>
    z[t]! - Math.max(...Array.from(z).filter((_, k) => k !== t)),
}

function expectClose(ours: ArrayLike<number>, slow: readonly number[], scale: number): void {
  expect(ours.length).toBe(slow.length)
  const worst = slow.reduce((largest, value, p) => Math.max(largest, Math.abs(ours[p]! - value)), 0)
  expect(worst).toBeLessThan(2e-5 * Math.max(1, scale))
}

/** One image, one target, explained by the product and by the oracle. */
async function agree(
  random: RandomCase,
  artifacts: ModelArtifacts,
  engine: (typeof engines)[number],
  options: OcclusionOptions,
  baselines: readonly (readonly number[])[],
  window: readonly number[] = random.window,
): Promise<void> {
  const explainer = await createExplainer(artifacts, { engine, threads: 1, batchSize: 7 })
  try {
    expect(explainer.engine.name).toBe(engine)
    const target = random.seed % 3
    const score = (options.score ?? 'logit') as keyof typeof slowScores
    const explained = await explainer.explain(
      { data: Float32Array.from(random.pixels), shape: [1, ...random.shape] },
      { window: window as [number, number], stride: random.stride as [number, number], target, ...options },
    )
    const network = networkFromArtifacts(artifacts)
    const slow = slowMap({
      image: random.pixels,
      shape: random.shape,
      window,
      stride: random.stride,
      baselines,
      score: slowScores[score](target),
      logits: (image) => referenceLogits(network, image),
    })
    const logits = referenceLogits(network, random.pixels)
    expectClose(
      explained.maps.data,
      slow,
      logits.reduce((max, z) => Math.max(max, Math.abs(z)), 0),
    )
  } finally {
    explainer.dispose()
  }
}

describe.each(engines)('maps of the %s engine equal the rules', (engine) => {
  it('for random networks, sizes, windows, strides and every score', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomCase,
        fc.constantFrom('logit', 'probability', 'log-probability', 'margin'),
        fc.constantFrom(0, 0.3, 1),
        async (random, score, baseline) => {
          const artifacts = await modelOf(random)
          const covered = random.pixels.map(() => baseline)
          await agree(random, artifacts, engine, { score, baseline } as OcclusionOptions, [covered])
        },
      ),
      { numRuns: 40, seed: 1 },
    )
  })

  it('for baselines by channel, by image, by mean and by blur', async () => {
    await fc.assert(
      fc.asyncProperty(randomCase, async (random) => {
        const artifacts = await modelOf(random)
        const channels = random.shape[2]
        const vector = Array.from({ length: channels }, (_, c) => 0.1 + 0.3 * c)
        await agree(random, artifacts, engine, { baseline: vector }, [
          random.pixels.map((_, p) => Math.fround(vector[p % channels]!)),
        ])

        const image = random.pixels.map((value, p) => Math.fround(0.7 - 0.5 * value + 0.01 * (p % 7)))
        const data = Float32Array.from(image)
        await agree(random, artifacts, engine, { baseline: { data, shape: [...random.shape] } }, [image])

        const means = Array.from({ length: channels }, (_, c) => {
          const own = random.pixels.filter((_, p) => p % channels === c)
          return own.reduce((sum, value) => sum + value, 0) / own.length
        })
        await agree(random, artifacts, engine, { baseline: 'mean' }, [
          random.pixels.map((_, p) => Math.fround(means[p % channels]!)),
        ])
      }),
      { numRuns: 10, seed: 2 },
    )
  })

  it('for channel-wise windows, which keep the channel axis', async () => {
    await fc.assert(
      fc.asyncProperty(randomCase, fc.nat(), async (random, depth) => {
        const artifacts = await modelOf(random)
        const window = [...random.window, 1 + (depth % random.shape[2])]
        await agree(random, artifacts, engine, {}, [random.pixels.map(() => 0)], window)
      }),
      { numRuns: 10, seed: 3 },
    )
  })
})

describe.each(engines)('the %s engine', (engine) => {
  const random: RandomCase = {
    shape: [7, 6, 2],
    kernel: 3,
    padding: 'same',
    filters: 4,
    pool: true,
    softmax: true,
    seed: 11,
    window: [3, 2],
    stride: [2, 1],
    pixels: Array.from({ length: 84 }, (_, p) => Math.fround(((p * 29) % 17) / 17)),
  }
  const n = 5
  const batch = {
    data: Float32Array.from({ length: 84 * n }, (_, p) => ((p * 31) % 23) / 23),
    shape: [n, 7, 6, 2] as const,
    labels: [2, 0, 1, 1, 0],
  }
  let artifacts: ModelArtifacts
  let explainer: Explainer

  beforeAll(async () => {
    artifacts = await modelOf(random)
    explainer = await createExplainer(artifacts, { engine, threads: 1 })
  })
  afterAll(() => explainer.dispose())

  it('reads a softmax model before its softmax', async () => {
    const logits = await explainer.predict({ data: Float32Array.from(random.pixels), shape: [1, 7, 6, 2] })
    referenceLogits(networkFromArtifacts(artifacts), random.pixels).forEach((z, k) => {
      expect(logits[k]).toBeCloseTo(z, 4)
    })
  })

  it('gives the same bits for a batch and image by image', async () => {
    const options = { window: [3, 2] as [number, number], stride: [2, 1] as [number, number] }
    const together = await explainer.explain(batch, options)
    for (let i = 0; i < n; i++) {
      const alone = await explainer.explain(
        { data: batch.data.slice(84 * i, 84 * (i + 1)), shape: [1, 7, 6, 2] },
        options,
      )
      expect(alone.maps.data).toEqual(together.maps.data.slice(42 * i, 42 * (i + 1)))
      expect(alone.target[0]).toBe(together.target[i])
    }
  })

  it('remaps kept scores to other targets and scores as a fresh run would', async () => {
    const first = await explainer.explain(batch, { window: 2, target: 0 }, { keepScores: true })
    const remapped = first.remap!({ target: 'label', score: 'margin' })
    const fresh = await explainer.explain(batch, { window: 2, target: 'label', score: 'margin' })
    expect(remapped.maps.data).toEqual(fresh.maps.data)
    expect([...remapped.target]).toEqual(batch.labels)
  })

  it('averages the drops of a noise baseline over its draws', async () => {
    const noise = { kind: 'noise', draws: 3, seed: 5 } as const
    const averaged = await explainer.explain(batch, { window: 3, stride: 2, baseline: noise, target: 1 })
    expect(averaged.baseline).toMatch(/noise/)
    expect(averaged.maps.data.every(Number.isFinite)).toBe(true)
    const again = await explainer.explain(batch, { window: 3, stride: 2, baseline: noise, target: 1 })
    expect(again.maps.data).toEqual(averaged.maps.data)
  })

  it('draws an all-zero map where covering changes nothing', async () => {
    const blank = { data: new Float32Array(84), shape: [1, 7, 6, 2] as const }
    const { maps } = await explainer.explain(blank, { window: 3, target: 0 })
    expect(maps.data.every((value) => value === 0)).toBe(true)
  })

  it('reports progress that never falls and ends at the number of images', async () => {
    const seen: number[] = []
    await explainer.explain(batch, { window: 3 }, { onProgress: ({ done }) => seen.push(done) })
    expect(seen.at(-1)).toBe(n)
    expect([...seen].sort((a, b) => a - b)).toEqual(seen)
  })

  it('stops when aborted, with the reason', async () => {
    const controller = new AbortController()
    const running = explainer.explain(
      batch,
      { window: 2 },
      {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('enough')),
      },
    )
    await expect(running).rejects.toThrow('enough')
  })

  it.each([
    ['OPTION_INVALID', batch, { window: 0 }],
    ['OPTION_INVALID', batch, { score: 'loudness' as 'logit' }],
    ['WINDOW_EXCEEDS_IMAGE', batch, { window: 8 }],
    ['TARGET_CLASS', batch, { target: 3 }],
    ['IMAGE_SHAPE', { data: new Float32Array(4), shape: [1, 2, 2, 1] as const }, {}],
    ['IMAGE_SHAPE', { data: new Float32Array(4), shape: [1, 7, 6, 2] as const }, {}],
    ['IMAGE_NOT_FINITE', { data: new Float32Array(84).fill(Number.NaN), shape: [1, 7, 6, 2] as const }, {}],
  ])('refuses with %s', async (code, images, options) => {
    await expect(explainer.explain(images, options)).rejects.toMatchObject({ code })
  })
})
