import { createNetwork, type LayerDescription, type Network } from '@umbra/occlusion-wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { resolveBaseline } from '../src/attribution/baseline.js'
import { createExplainer } from '../src/attribution/explainer.js'
import { lastMap } from '../src/gradients/last-map.js'
import { completenessOf, meanCompleteness } from '../src/methods/completeness.js'
import { methodsConfigSchema } from '../src/methods/config.js'
import { GRADIENT_METHODS } from '../src/methods/gradient/index.js'
import type { AttributionMethod, MethodRequest, MethodSubject } from '../src/methods/method.js'
import { preparedNetwork } from '../src/network/prepared.js'
import { Random } from '../src/random.js'
import type { UnitOrigin } from '../src/units/unit.js'
import { parseOptions } from '../src/validate.js'
import { relativeDifference, residualNetwork, torch } from './gradient-fixture.js'

const [gradient, timesInput, integrated, smooth, cam] = GRADIENT_METHODS as readonly [
  AttributionMethod,
  AttributionMethod,
  AttributionMethod,
  AttributionMethod,
  AttributionMethod,
]

async function subjectOf(network: Network): Promise<MethodSubject> {
  const [height, width, channels] = network.inputShape
  return { explainer: await createExplainer(network, { threads: 1 }), network, height, width, channels }
}

const request = (
  images: Float32Array,
  classIndices: number[],
  others: Partial<MethodRequest> = {},
): MethodRequest => ({
  ...{ images, classIndices, seed: 5, samples: 8 },
  ...others,
})

const conv = (channels: number, filters: number, size = 1, inputs = [-1]): LayerDescription => {
  const random = new Random(channels * 31 + filters)
  const kernel = Float32Array.from({ length: size * size * channels * filters }, () => random.normal())
  const padding = [size >> 1, size >> 1, size >> 1, size >> 1] as const
  const sliding = { kernelSize: [size, size], strides: [1, 1], dilation: [1, 1], padding } as const
  return { kind: 'conv2d', ...sliding, kernel, bias: new Float32Array(filters).fill(0.1), inputs }
}

it('are listed by what they are called', () => {
  expect(GRADIENT_METHODS.map(({ id, needs }) => `${id} ${needs}`)).toEqual([
    'gradient gradients',
    'gradient-times-input gradients',
    'integrated-gradients gradients',
    'smooth-grad gradients',
    'grad-cam gradients',
  ])
})

describe('of a linear network', () => {
  // Two pixels of two channels; columns are classes.
  const weights = [1, 5, -2, 5, 3, 5, 0.5, 5]
  const image = Float32Array.of(1, 0.5, 0, 0.25)
  let subject: MethodSubject
  beforeAll(async () => {
    subject = await subjectOf(
      createNetwork(
        [1, 2, 2],
        [
          { kind: 'flatten', inputs: [-1] },
          { kind: 'dense', kernel: Float32Array.from(weights), bias: Float32Array.of(0.5, 0), inputs: [0] },
        ],
      ),
    )
  })

  it('gradient and SmoothGrad are the largest weight of each pixel, whatever the image', async () => {
    expect([...(await gradient.attribute(subject, request(image, [0])))]).toEqual([2, 3])
    const map = await smooth.attribute(subject, request(image, [0]))
    expect(map[0]).toBeCloseTo(2, 6)
    expect(map[1]).toBeCloseTo(3, 6)
  })

  it('gradient × input and integrated gradients are what each pixel adds', async () => {
    expect([...(await timesInput.attribute(subject, request(image, [0])))]).toEqual([0, 0.125])
    const map = await integrated.attribute(subject, request(image, [0], { baseline: 0.5 }))
    expect([...map]).toEqual([0.5, -1.625])
  })

  it('are of the score asked for, integrated gradients from the mean of the baselines drawn', async () => {
    // The margin over the other class, whose weights are all 5.
    const margin = request(image, [0], { score: 'margin' })
    expect([...(await gradient.attribute(subject, margin))]).toEqual([7, 4.5])
    const baseline = { kind: 'noise', draws: 3, seed: 2, mean: 0.5, sd: 0.2 } as const
    const { fill } = resolveBaseline(baseline, { data: image, shape: [1, 1, 2, 2] })
    const own = [1, -2, 3, 0.5]
    const added = [0, 1, 2].map((draw) =>
      [...fill(0, 1, draw)].map((b, i) => (own[i]! * (image[i]! - b)) / 3),
    )
    const map = await integrated.attribute(subject, request(image, [0], { baseline }))
    for (const pixel of [0, 1]) {
      const parts = added.flatMap((each) => each.slice(2 * pixel, 2 * pixel + 2))
      expect(map[pixel]).toBeCloseTo(
        parts.reduce((sum, part) => sum + part),
        6,
      )
    }
  })

  it('a map hangs neither on its place nor on its neighbours', async () => {
    const images = Float32Array.of(0.3, 0.1, 0.9, 0.2, ...image)
    for (const method of GRADIENT_METHODS.slice(0, 4)) {
      const [both, one] = [
        await method.attribute(subject, request(images, [1, 0])),
        await method.attribute(subject, request(image, [0])),
      ]
      expect([...both.subarray(2)], method.id).toEqual([...one])
    }
  })

  it('what makes no sense is refused', async () => {
    for (const method of GRADIENT_METHODS) {
      const runtimeOnly = { ...subject, network: undefined }
      await expect(method.attribute(runtimeOnly, request(image, [0]))).rejects.toThrow(
        'GRADIENTS_UNSUPPORTED',
      )
    }
    await expect(gradient.attribute(subject, request(image, [2]))).rejects.toThrow('TARGET_CLASS')
    await expect(gradient.attribute(subject, request(image, [0, 1]))).rejects.toThrow('IMAGE_SHAPE')
    await expect(cam.attribute(subject, request(image, [0]))).rejects.toThrow('METHOD_LAYER')
    const filling = request(image, [0], { baseline: 'patch-mean' })
    await expect(integrated.attribute(subject, filling)).rejects.toThrow('METHOD_BASELINE')
    const aborted = request(image, [0], { signal: AbortSignal.abort() })
    await expect(smooth.attribute(subject, aborted)).rejects.toThrow('abort')
  })
})

it('integrated gradients take finer steps where they are not complete, as far as samples go', async () => {
  // Rises from 0 to ½ over the last 200th of the path, between two of 64 steps.
  const subject = await subjectOf(
    createNetwork(
      [1, 1, 1],
      [
        { kind: 'flatten', inputs: [-1] },
        { kind: 'dense', kernel: Float32Array.of(100), bias: Float32Array.of(-99.5), inputs: [0] },
        { kind: 'activation', activation: { name: 'relu' }, inputs: [1] },
      ],
    ),
  )
  const mapOf = (samples: number, others: Partial<MethodRequest> = {}) =>
    integrated.attribute(subject, request(Float32Array.of(1), [1], { samples, ...others }))
  expect([...(await mapOf(64))]).toEqual([0])
  // 64 and 128 are 192 passes, of every draw; of 128 steps the last is within.
  expect([...(await mapOf(191))]).toEqual([0])
  expect((await mapOf(192))[0]).toBeGreaterThan(0)
  const baseline = { kind: 'noise', draws: 3, seed: 1, mean: 0, sd: 1e-9 } as const
  expect((await mapOf(3 * 192 - 1, { baseline }))[0]).toBeCloseTo(0, 6)
  expect((await mapOf(3 * 192, { baseline }))[0]).toBeGreaterThan(0.1)
  const [part] = await mapOf(20_000)
  expect(Math.abs(part! - 0.5)).toBeLessThanOrEqual(0.005)
})

describe('completeness', () => {
  const explained = async (network: Network, image: Float32Array, others: Record<string, unknown> = {}) => {
    const subject = await subjectOf(network)
    const config = parseOptions(methodsConfigSchema, { samples: 64, ...others })
    const { samples, baseline, score } = config
    const map = await integrated.attribute(subject, request(image, [1], { samples, baseline, score }))
    const bench = { subject, config, regions: [], keeping: {}, dependsOn: {} as UnitOrigin }
    const own = { data: image, key: 0, target: 1, name: 'image 0' }
    const maps = Object.fromEntries(GRADIENT_METHODS.map(({ id }) => [id, map]))
    const found = await completenessOf(GRADIENT_METHODS, maps, own, bench)
    subject.explainer.dispose()
    return { found, map }
  }

  it('is what 64 steps miss of a corner between two of them: all of it', async () => {
    const corner = createNetwork([1, 1, 1], [
      { kind: 'flatten', inputs: [-1] },
      {
        ...{ kind: 'dense', inputs: [0], bias: Float32Array.of(0, -99.5) },
        kernel: Float32Array.of(0, 100),
      },
      { kind: 'activation', activation: { name: 'relu' }, inputs: [1] },
    ] as LayerDescription[])
    const { found, map } = await explained(corner, Float32Array.of(1))
    expect([...map]).toEqual([0])
    // Of integrated gradients alone: no other method's map is to add up.
    expect(found).toEqual({ 'integrated-gradients': { difference: 0.5, residual: -0.5 } })
  })

  it('is the difference to the mean over the draws, which a linear network’s parts do not miss', async () => {
    const linear = createNetwork([1, 2, 2], [
      { kind: 'flatten', inputs: [-1] },
      {
        ...{ kind: 'dense', inputs: [0], bias: Float32Array.of(0.5, 0) },
        kernel: Float32Array.of(5, 1, 5, -2, 5, 3, 5, 0.5),
      },
    ] as LayerDescription[])
    const image = Float32Array.of(1, 0.5, 0, 0.25)
    const baseline = { kind: 'noise', draws: 3, seed: 2, mean: 0.5, sd: 0.2 } as const
    const { found } = await explained(linear, image, { baseline, score: 'logit' })
    const { fill } = resolveBaseline(baseline, { data: image, shape: [1, 1, 2, 2] })
    const weights = [1, -2, 3, 0.5]
    const drop = [0, 1, 2].map((draw) =>
      [...fill(0, 1, draw)].reduce((sum, b, i) => sum + weights[i]! * (image[i]! - b), 0),
    )
    const { difference, residual } = found['integrated-gradients']!
    expect(difference).toBeCloseTo((drop[0]! + drop[1]! + drop[2]!) / 3, 5)
    expect(Math.abs(residual)).toBeLessThan(1e-5)
  })

  it('over images is told by magnitude', () => {
    const images = [
      { difference: -3, residual: 0.25 },
      { difference: 1, residual: -0.75 },
    ]
    expect(meanCompleteness(images)).toEqual({ meanDifference: 2, meanResidual: 0.5, largestResidual: 0.75 })
    expect(meanCompleteness([])).toBeUndefined()
  })
})

it('SmoothGrad of half a sum of squares is the image itself, with the noise that is left of as many copies as samples', async () => {
  const side = 20
  const kernel = Float32Array.from({ length: 2 * side * side }, (_, i) => (i % 2 === 0 ? 0.5 : 0))
  const subject = await subjectOf(
    createNetwork(
      [side, side, 1],
      [
        { kind: 'activation', activation: { name: 'square' }, inputs: [-1] },
        { kind: 'flatten', inputs: [0] },
        { kind: 'dense', kernel, bias: new Float32Array(2), inputs: [1] },
      ],
    ),
  )
  // Their range is 1, and so σ 0.15.
  const image = Float32Array.from({ length: side * side }, (_, i) => 10 + (i % 2))
  const map = await smooth.attribute(subject, request(image, [0], { samples: 25 }))
  const sd = Math.sqrt(map.reduce((sum, value, i) => sum + (value - image[i]!) ** 2, 0) / map.length)
  expect(Math.abs(sd / (0.15 / 5) - 1)).toBeLessThan(0.15)
  // The magnitude of a mean, and no mean of magnitudes, which of values about 0 is 0.12 whatever the copies.
  const around = image.map((_, i) => [-0.5, 0, 0.5][i % 3]!)
  const found = await smooth.attribute(subject, request(around, [0], { samples: 50 }))
  for (const [i, value] of found.entries()) expect(Math.abs(value - Math.abs(around[i]!))).toBeLessThan(0.1)
})

describe('of PyTorch’s residual network', () => {
  const { network, image } = residualNetwork()

  it('Grad-CAM is PyTorch’s', async () => {
    const subject = await subjectOf(network)
    const map = await cam.attribute(subject, request(image, [torch.target]))
    expect(relativeDifference(map, torch.gradCam)).toBeLessThan(1e-6)
  })

  it('SmoothGrad is a mean over noise that the seed alone decides', async () => {
    const subject = await subjectOf(network)
    const mapOf = (seed: number, samples: number) =>
      smooth.attribute(subject, request(image, [torch.target], { seed, samples }))
    expect(await mapOf(5, 4)).toEqual(await mapOf(5, 4))
    expect(await mapOf(6, 4)).not.toEqual(await mapOf(5, 4))
    expect(await mapOf(5, 50)).toEqual(await mapOf(5, 60))
  })
})

describe('the map that Grad-CAM weighs', () => {
  const kindOf = (network: Network) => network.layers[lastMap(network)!]?.kind

  it('is behind what is joined to the last convolution, and before pooling and convolutions of one place', () => {
    const dense = createNetwork(
      [4, 4, 2],
      [
        conv(2, 3, 3),
        conv(3, 2, 3, [0]),
        { kind: 'concat', axis: 2, inputs: [0, 1] },
        { kind: 'activation', activation: { name: 'relu' }, inputs: [2] },
        { kind: 'globalAveragePool', inputs: [3] },
        { kind: 'reshape', shape: [1, 1, 5], inputs: [4] },
        conv(5, 2, 1, [5]),
        { kind: 'flatten', inputs: [6] },
      ],
    )
    expect(lastMap(dense)).toBe(3)
  })

  it.each([
    [2, 1],
    [1, 2],
  ] as const)('is before a pooling of %i×%i', (down, across) => {
    const windows = { windowSize: [down, across], strides: [down, across], padding: [0, 0, 0, 0] } as const
    const network = createNetwork(
      [4, 4, 2],
      [conv(2, 3, 3), { kind: 'maxPool', ...windows, inputs: [0] }, { kind: 'flatten', inputs: [1] }],
    )
    expect(lastMap(network)).toBe(0)
  })

  it('is not that of the layer that prepares images', () => {
    const network = createNetwork(
      [2, 2, 1],
      [
        { kind: 'activation', activation: { name: 'relu' }, inputs: [-1] },
        { kind: 'flatten', inputs: [0] },
        { kind: 'dense', kernel: new Float32Array(8), bias: new Float32Array(2), inputs: [1] },
      ],
    )
    const settings = { scale: 2, mean: 0, std: 1, channelOrder: 'rgb' } as const
    const prepared = preparedNetwork(network, settings)
    expect(prepared.layers.some(({ kind }) => kind === 'conv2d')).toBe(true)
    expect(kindOf(prepared)).toBeUndefined()
  })
})
