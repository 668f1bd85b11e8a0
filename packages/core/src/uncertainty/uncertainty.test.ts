import { createNetwork } from '@umbra/occlusion-wasm'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import measures from '../../test/fixtures/measures.json' with { type: 'json' }
import { flat, linearNetwork, randomDataset } from '../../test/linear-study.js'
import { createExplainer } from '../attribution/index.js'
import { selectImages } from '../dataset/index.js'
import {
  baselineUncertainty,
  maxSensitivity,
  multiScaleMap,
  networkUncertainty,
  writtenSpread,
} from './index.js'
import { MapMoments } from './map-moments.js'
import { relativeDistance } from './max-sensitivity.js'

const SIZE = 9
const data = randomDataset(4, 3)
const image = selectImages(data.images, [5])
const model = linearNetwork([flat, flat.map((weight) => 2 * weight), flat])
const explainer = await createExplainer(model, { threads: 1 })
afterAll(() => explainer.dispose())

describe('MapMoments', () => {
  it('are the mean, and its standard error by two passes', () => {
    const value = fc.double({ min: -100, max: 100, noNaN: true })
    const maps = fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(maps, (all) => {
        const moments = new MapMoments(3)
        for (const map of all) moments.add(map)
        const { mean, standardError, n } = moments.spread()
        expect(n).toBe(all.length)
        for (let p = 0; p < 3; p++) {
          const expected = all.reduce((sum, map) => sum + map[p]!, 0) / n
          const variance = all.reduce((sum, map) => sum + (map[p]! - expected) ** 2, 0) / (n - 1)
          expect(mean[p]).toBeCloseTo(expected, 4)
          expect(standardError[p]).toBeCloseTo(Math.sqrt(variance / n), 4)
        }
      }),
    )
  })

  it('of one map are none', () => {
    const moments = new MapMoments(1)
    moments.add([1])
    expect(() => moments.spread()).toThrow(RangeError)
  })
})

describe('over draws of the baseline', () => {
  // The map of a linear score by windows of one pixel is weight · (x − b), so that its error is weight times that of b.
  it('of a linear score is the weight times the standard error of the drawn pixels', async () => {
    const options = {
      window: 1,
      target: 1,
      baseline: { kind: 'noise', draws: 5, mean: 0.5, sd: 0.2, seed: 3 },
    } as const
    const { mean, standardError, n } = await baselineUncertainty(explainer, image, options)
    const { maps } = await explainer.explain(image, options)
    expect(n).toBe(5)
    maps.data.forEach((value, p) => {
      expect(mean[p]).toBeCloseTo(value, 3)
    })
    const drawn = await Promise.all(
      [0, 1, 2, 3, 4].map(async (draw) => {
        const { resolveBaseline } = await import('../attribution/baseline.js')
        return resolveBaseline(options.baseline, image).fill(0, 1, draw)
      }),
    )
    for (let p = SIZE; p < SIZE * SIZE; p++) {
      const values = drawn.map((each) => each[p]!)
      const centre = values.reduce((sum, value) => sum + value, 0) / 5
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / 4 / 5)
      expect(standardError[p]).toBeCloseTo(1 * deviation, 3)
    }
  })

  it('is refused for a baseline that is not drawn', async () => {
    await expect(baselineUncertainty(explainer, image, { window: 3 })).rejects.toMatchObject({
      code: 'UNCERTAINTY_BASELINE',
    })
  })
})

describe('over window sizes', () => {
  const even = { data: new Float32Array(SIZE * SIZE).fill(0.5), shape: [1, SIZE, SIZE, 1] as const }

  /** Every pixel adds the same. */
  const sum = createNetwork([SIZE, SIZE, 1], [
    { kind: 'flatten', inputs: [-1] },
    {
      kind: 'dense',
      kernel: new Float32Array(SIZE * SIZE * 2).fill(0.25),
      bias: new Float32Array(2),
      inputs: [0],
    },
  ] as Parameters<typeof createNetwork>[1])

  it('of a linear score to which every pixel adds the same is that, whatever the sizes and the clipped edges', async () => {
    const own = await createExplainer(sum, { threads: 1 })
    for (const stride of [1, 2]) {
      const found = await multiScaleMap(own, even, { target: 0, stride }, [1, 2, 4, 9])
      expect(found.sizes).toEqual([1, 2, 4, 9])
      for (let p = 0; p < SIZE * SIZE; p++) {
        expect(found.mean[p]).toBeCloseTo(0.125, 5)
        expect(found.standardError[p]).toBeCloseTo(0, 5)
      }
    }
    own.dispose()
  })

  it('is the mean of the maps by each size, over the pixels a window covers', async () => {
    for (const score of ['logit', 'log-probability'] as const) {
      const options = { target: 1, score }
      const found = await multiScaleMap(explainer, image, options, [2, 3])
      const maps = await Promise.all([2, 3].map((window) => explainer.explain(image, { ...options, window })))
      found.mean.forEach((value, p) => {
        expect(value).toBeCloseTo((maps[0]!.maps.data[p]! / 4 + maps[1]!.maps.data[p]! / 9) / 2, 3)
      })
      expect(found.mean.some((value) => Math.abs(value) > 0.01)).toBe(true)
    }
  })

  it.each([[[2]], [[2, 2]], [[]]])('of %j is refused', async (sizes) => {
    await expect(multiScaleMap(explainer, image, {}, sizes)).rejects.toMatchObject({
      code: 'UNCERTAINTY_SIZES',
    })
  })
})

it('over networks of a linear score is the pixel times the standard error of their weights', async () => {
  const weights = [0.5, 1, 2]
  const networks = weights.map((weight) => ({
    model: linearNetwork([flat, flat.map(() => weight), flat]),
    threads: 1,
  }))
  const [spread] = await networkUncertainty(networks, image, { window: 1, target: 1 })
  const centre = 3.5 / 3
  const error = Math.sqrt(weights.reduce((sum, weight) => sum + (weight - centre) ** 2, 0) / 2 / 3)
  for (let p = SIZE; p < SIZE * SIZE; p++) {
    expect(spread!.mean[p]).toBeCloseTo(centre * image.data[p]!, 3)
    expect(spread!.standardError[p]).toBeCloseTo(error * image.data[p]!, 3)
  }
  await expect(networkUncertainty(networks.slice(1, 2), image, {})).rejects.toMatchObject({
    code: 'UNCERTAINTY_NETWORKS',
  })
})

it('over networks is of each image by itself, and of the class that the first explains', async () => {
  // The first class is the sum of the image, or its opposite, and the other 0: each network predicts another.
  const networks = [1, -1].map((weight) => {
    const kernel = Float32Array.from({ length: SIZE * SIZE * 2 }, (_, i) => (i % 2 === 0 ? weight : 0))
    const model = createNetwork(
      [SIZE, SIZE, 1],
      [
        { kind: 'flatten', inputs: [-1] },
        { kind: 'dense', kernel, bias: new Float32Array(2), inputs: [0] },
      ],
    )
    return { model, threads: 1 }
  })
  const two = selectImages(data.images, [5, 7])
  const spreads = await networkUncertainty(networks, two, { window: 1 })
  expect(spreads).toHaveLength(2)
  for (const [i, value] of two.data.entries()) {
    const { mean, standardError } = spreads[Math.floor(i / SIZE ** 2)]!
    expect(mean[i % SIZE ** 2]).toBeCloseTo(0, 4)
    expect(standardError[i % SIZE ** 2]).toBeCloseTo(value, 4)
  }
})

describe('max-sensitivity', () => {
  /** Two logits, which are weighted sums, and nothing else. */
  const weighted = (weight: number) =>
    createNetwork([SIZE, SIZE, 1], [
      { kind: 'flatten', inputs: [-1] },
      {
        kind: 'dense',
        kernel: new Float32Array(SIZE * SIZE * 2).fill(weight),
        bias: new Float32Array(2),
        inputs: [0],
      },
    ] as Parameters<typeof createNetwork>[1])

  it.each(measures.sensitivity)('of given maps is Captum’s sensitivity_max', ({ map, disturbed, value }) => {
    expect(disturbed).toHaveLength(10)
    const from = Float32Array.from(map)
    const found = disturbed.map((other) => relativeDistance(Float32Array.from(other), from))
    expect(Math.abs(Math.max(...found) / value - 1)).toBeLessThan(1e-6)
  })

  it('is 0 where the explanation is constant', async () => {
    const constant = await createExplainer(weighted(0), { threads: 1 })
    expect(await maxSensitivity(constant, image, { window: 3, target: 0 })).toBe(0)
    constant.dispose()
  })

  // By windows of one pixel the map is w·x, so that it moves as the image does: w cancels.
  it('of a linear score is that of the image itself, within r·√(number of pixels) over its length', async () => {
    const radius = 0.05
    const length = Math.hypot(...image.data)
    const values: number[] = []
    for (const weight of [0.5, 4]) {
      const linear = await createExplainer(weighted(weight), { threads: 1 })
      values.push(await maxSensitivity(linear, image, { window: 1, target: 0 }, { radius, samples: 40 }))
      linear.dispose()
    }
    expect(values[0]).toBeCloseTo(values[1]!, 4)
    const most = (radius * SIZE) / length
    expect(values[0]).toBeLessThan(most)
    // Even values in a cube are √(1/3) of its half side away, root mean square; the largest of 40 is a little further.
    expect(values[0]).toBeGreaterThan(most * Math.sqrt(1 / 3))
    expect(values[0]).toBeLessThan(most * Math.sqrt(1 / 3) * 1.25)
  })

  it('moves values both up and down', async () => {
    const half = { data: new Float32Array(SIZE * SIZE).fill(0.5), shape: [1, SIZE, SIZE, 1] as const }
    for (const sign of [1, -1]) {
      // Beyond a half, or below it, a value adds as much; a half itself nothing.
      const corner = createNetwork(
        [SIZE, SIZE, 1],
        [
          {
            kind: 'scaleShift',
            scale: Float32Array.of(sign),
            shift: Float32Array.of(-sign / 2),
            inputs: [-1],
          },
          { kind: 'activation', activation: { name: 'relu' }, inputs: [0] },
          { kind: 'flatten', inputs: [1] },
          {
            kind: 'dense',
            kernel: new Float32Array(SIZE * SIZE * 2).fill(1),
            bias: new Float32Array(2),
            inputs: [2],
          },
        ],
      )
      const own = await createExplainer(corner, { threads: 1 })
      const options = { window: 1, target: 0, baseline: 0.5 }
      const value = await maxSensitivity(own, half, options, { radius: 0.1, samples: 20 })
      own.dispose()
      // A half of the values moves, its squares are a third of the radius's at the mean, and the map of the image is 0.
      expect(value / (0.1 * SIZE * Math.sqrt(1 / 6))).toBeGreaterThan(1)
      expect(value / (0.1 * SIZE * Math.sqrt(1 / 6))).toBeLessThan(1.3)
    }
  })

  it('is of the class of the image, whatever is predicted of the disturbed', async () => {
    const total = image.data.reduce((sum, value) => sum + value, 0)
    const kernel = Float32Array.from({ length: SIZE * SIZE * 2 }, (_, i) => (i % 2 === 0 ? 1 : -1))
    // x and −x, so moved that one is hardly above the other.
    const opposed = createNetwork(
      [SIZE, SIZE, 1],
      [
        { kind: 'flatten', inputs: [-1] },
        { kind: 'dense', kernel, bias: Float32Array.of(0.01, 2 * total), inputs: [0] },
      ],
    )
    const own = await createExplainer(opposed, { threads: 1 })
    const disturbance = { radius: 0.05, samples: 10 }
    const found = await maxSensitivity(own, image, { window: 1 }, disturbance)
    expect(found).toBe(await maxSensitivity(own, image, { window: 1, target: 0 }, disturbance))
    own.dispose()
  })

  it('grows with the radius, and is the same for the same seed', async () => {
    const at = (radius: number, seed = 0) =>
      maxSensitivity(explainer, image, { window: 3, target: 1 }, { radius, samples: 3, seed })
    expect(await at(0.04)).toBeCloseTo(2 * (await at(0.02)), 3)
    expect(await at(0.02)).toBe(await at(0.02))
    expect(await at(0.02, 1)).not.toBe(await at(0.02))
  })
})

it('a written spread says how much of a map is beyond two standard errors', () => {
  const spread = {
    mean: Float32Array.of(1, -1, 0.5, 0),
    standardError: Float32Array.of(0.25, 0.25, 0.25, 0),
    n: 3,
  }
  expect(writtenSpread(spread, 2, { members: ['a', 'b', 'c'], unit: 'score' })).toEqual({
    ...{ n: 3, members: ['a', 'b', 'c'], unit: 'score', beyond: 0.5 },
    mean: [
      [1, -1],
      [0.5, 0],
    ],
    standardError: [
      [0.25, 0.25],
      [0.25, 0],
    ],
  })
})
