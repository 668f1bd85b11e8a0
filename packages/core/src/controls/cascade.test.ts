import type { Network } from '@umbra/occlusion-wasm'
import { spearman } from '@umbra/stats'
import { beforeAll, describe, expect, it } from 'vitest'
import { linearNetwork } from '../../test/linear-study.js'
import type { LabelledImages } from '../attribution/explainer.js'
import { loadModel } from '../formats/load-model.js'
import type { Model } from '../formats/model.js'
import { Random } from '../random.js'
import { type Cascade, cascade } from './cascade.js'
import { cascadeSentence } from './cascade-sentence.js'
import { tensorsOf } from './learnt-tensors.js'
import { similarityMean } from './map-similarity.js'
import { randomised } from './randomised.js'

const SIZE = 9
const PIXELS = SIZE * SIZE
const occlusion = { window: [1, 1], stride: [1, 1], target: 1 } as const satisfies Parameters<
  typeof cascade
>[2]

/** An image of n, each pixel another value above 0. */
function inked(n: number): LabelledImages {
  const random = new Random(9)
  return {
    data: Float32Array.from({ length: n * PIXELS }, () => 0.2 + 0.8 * random.uniform()),
    shape: [n, SIZE, SIZE, 1],
  }
}

/** Every weight of its own. */
function network(): Network {
  const rows = [0, 1, 2].map((k) => Array.from({ length: SIZE }, (_, y) => y + k))
  return randomisedPixels(linearNetwork(rows, 1))
}

function randomisedPixels(linear: Network): Network {
  const random = new Random(4)
  const layers = linear.layers.map((layer) =>
    layer.kind === 'dense' ? { ...layer, kernel: layer.kernel.map(() => random.normal()) } : layer,
  )
  return { ...linear, layers }
}

function kernelOf({ layers }: Network): Float32Array {
  return tensorsOf(layers[1]!)[0]![1]
}

describe('a cascade of a linear network, whose maps have a closed form', () => {
  it('maps and compares what the kernel drawn says', async () => {
    const [model, images] = [network(), inked(2)]
    const { result, trained, firstDraw } = await cascade({ model, threads: 1 }, images, occlusion, {
      seed: 3,
      draws: 2,
    })
    const closed = (kernel: Float32Array, i: number) =>
      Array.from({ length: PIXELS }, (_, p) => images.data[i * PIXELS + p]! * kernel[3 * p + 1]!)
    const root = new Random(3).split('randomisation')
    const drawn = [0, 1].map((draw) => kernelOf(randomised(model, root.split(`draw ${draw}`))))
    for (const i of [0, 1]) {
      closed(kernelOf(model), i).forEach((value, p) => {
        expect(trained[i]![p]).toBeCloseTo(value, 4)
      })
      closed(drawn[0]!, i).forEach((value, p) => {
        expect(firstDraw[0]![i]![p]).toBeCloseTo(value, 4)
      })
    }
    const expected = [0, 1].map(
      (i) => (spearman(closed(kernelOf(model), i), closed(drawn[0]!, i)) + spearman(closed(kernelOf(model), i), closed(drawn[1]!, i))) / 2, // biome-ignore format: one
    )
    const [step] = result.steps
    expect(result).toMatchObject({ images: 2, over: 'images', target: [1, 1] })
    expect(step!.spearman).toMatchObject({ n: 2, undefined: 0 })
    expect(step!.spearman.mean).toBeCloseTo((expected[0]! + expected[1]!) / 2, 2)
    expect(step).toMatchObject({ name: 'dense 1', drawn: 'permuted', layers: 1 })
  })

  it('has no correlation with what was learnt, in the long run', async () => {
    const ones = { data: new Float32Array(PIXELS).fill(1), shape: [1, SIZE, SIZE, 1] } as const
    const draws = 150
    const { result } = await cascade({ model: network(), threads: 1 }, ones, occlusion, { draws })
    const { mean, interval, n } = result.steps[0]!.spearman
    // Of a random order the correlation has mean 0 and variance 1/(P − 1).
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1 / (PIXELS - 1) / draws))
    expect(n).toBe(draws)
    expect(interval![1] - interval![0]).toBeCloseTo((2 * 1.976) / Math.sqrt((PIXELS - 1) * draws), 2)
  })

  it('says so where a map has no order or no room for SSIM', async () => {
    const blank = { data: new Float32Array(PIXELS), shape: [1, SIZE, SIZE, 1] } as const
    const { result } = await cascade({ model: network(), threads: 1 }, blank, occlusion, { draws: 3 })
    for (const measure of ['spearman', 'spearmanOfMagnitudes', 'ssim'] as const) {
      expect(result.steps[0]![measure]).toEqual({ mean: Number.NaN, n: 0, undefined: 3 })
    }
    expect(cascadeSentence(result)).toContain('No map can be compared')
  })

  it('has no interval beyond what a correlation can be', () => {
    expect(similarityMean([[0.9, -0.1]], 0.95)).toMatchObject({ interval: [-1, 1], n: 2, undefined: 0 })
    expect(similarityMean([[0.9, Number.NaN]], 0.95)).toEqual({ mean: 0.9, n: 1, undefined: 1 })
  })

  it('counts maps that are not finite, and keeps those of other images', async () => {
    const linear = network()
    const exponential = { kind: 'activation', activation: { name: 'exponential' } } as const
    const model: Network = {
      ...linear,
      layers: [...linear.layers, { ...exponential, inputs: [1], outputShape: [3] }],
    }
    kernelOf(linear).fill(200).fill(0.5, 0, 3)
    const images = inked(2)
    images.data.fill(0)
    images.data[0] = 1
    images.data[PIXELS] = 0.1
    // Trained they are e^0.5 and e^0.05 where the first pixel is not covered; nearly always e^200 and e^20 drawn anew.
    const { result, firstDraw } = await cascade({ model, threads: 1 }, images, occlusion, {
      draws: 3,
      seed: 1,
    })
    expect(firstDraw[0]![0]).toBeUndefined()
    expect(firstDraw[0]![1]![0]).toBeGreaterThan(1e8)
    expect(result.steps[0]!.spearman).toEqual({ mean: 1, n: 1, undefined: 3 })
  })

  it('refuses the batched engine, no image, and no weights', async () => {
    const [model, images] = [network(), inked(1)]
    await expect(cascade({ model, engine: 'batched' }, images, occlusion)).rejects.toThrow(
      'ENGINE_UNSUPPORTED',
    )
    await expect(cascade({ model }, { data: new Float32Array(0), shape: [0, SIZE, SIZE, 1] }, occlusion)).rejects.toThrow('at least one image') // biome-ignore format: one
    kernelOf(model).fill(1)
    await expect(cascade({ model }, images, occlusion)).rejects.toThrow('NOTHING_TO_RANDOMISE')
    await expect(cascade({ model }, images, occlusion, { draws: 0 })).rejects.toThrow('draws')
  })
})

describe('a cascade of the reference network', () => {
  let model: Model
  let whole: Cascade
  const images = blurredRings(3)
  const options = { draws: 2, seed: 5 }
  beforeAll(async () => {
    model = await loadModel(new URL('../../../../models/reference', import.meta.url).pathname)
    whole = await cascade({ model, threads: 1 }, images, {}, options)
  })

  it('goes from the last layer down, and changes the signed map from there on', () => {
    expect(whole.result.steps.map(({ name, layers }) => `${layers} ${name}`)).toEqual([
      '1 logits',
      '2 dense',
      '3 conv2',
      '4 conv1',
    ])
    for (const { spearman: signed } of whole.result.steps) expect(signed.mean).toBeLessThan(0.5)
    expect(cascadeSentence(whole.result)).toMatch(/as soon as the last layer, logits, is drawn anew/)
  })

  it('gives the same bits on any number of threads', async () => {
    const threaded = await cascade({ model, threads: 2 }, images, {}, options)
    expect(threaded.result.engine.threads).toBe(2)
    expect(threaded.result.steps).toEqual(whole.result.steps)
    expect(threaded.firstDraw).toEqual(whole.firstDraw)
  })

  it('alone, each layer is drawn as in the cascade', async () => {
    const alone = await cascade({ model, threads: 1 }, images, {}, { ...options, order: 'independent' })
    expect(alone.result.steps.map(({ layers }) => layers)).toEqual([1, 1, 1, 1])
    expect(alone.firstDraw[0]).toEqual(whole.firstDraw[0])
    expect(alone.result.steps[0]).toEqual(whole.result.steps[0])
    expect(alone.firstDraw[1]).not.toEqual(whole.firstDraw[1])
    expect(cascadeSentence(alone.result)).toMatch(/changes most with \w+ alone/)
  })

  it('tells how far it has come, and stops where it is told to', async () => {
    const heard: number[] = []
    const stop = new AbortController()
    const stopped = cascade({ model, threads: 1 }, images, {}, options, {
      signal: stop.signal,
      onProgress: ({ stage, done, total }) => {
        if (stage !== 'weights drawn anew') return
        expect(total).toBe(8)
        heard.push(done)
        if (done === 2) stop.abort(new Error('enough'))
      },
    })
    await expect(stopped).rejects.toThrow('enough')
    expect(heard).toEqual([...heard].sort((a, b) => a - b))
    expect(heard.at(-1)).toBe(2)
  })
})

describe('the sentence of a cascade', () => {
  const step = (name: string, layers: number, mean: number) =>
    ({ name, layers, drawn: 'permuted', spearman: { mean, n: 1, undefined: 0 } }) as never
  const order = 'cascading' as const
  it('names where the map changes, or that it does not', () => {
    expect(cascadeSentence({ order, steps: [step('c', 1, 0.9), step('b', 2, 0.3), step('a', 3, 0.1)] })).toBe(
      'The map holds until 2 layers from the top, down to b, are drawn anew: Spearman 0.30. With 3 layers drawn anew it is 0.10.',
    )
    expect(cascadeSentence({ order, steps: [step('c', 1, 0.9), step('b', 2, 0.8)] })).toBe(
      'The map hardly changes: with 2 layers drawn anew Spearman is still 0.80, so it shows little of what was learnt.',
    )
  })
})

/** Light rings of various sizes on black, 28×28. */
function blurredRings(n: number): LabelledImages {
  const data = Float32Array.from({ length: n * 784 }, (_, at) => {
    const [i, y, x] = [Math.floor(at / 784), Math.floor((at % 784) / 28), at % 28]
    return Math.max(0, 1 - Math.abs(Math.hypot(y - 13, x - 14) - 4 - 2 * i) / 2)
  })
  return { data, shape: [n, 28, 28, 1] }
}
