import { createNetwork, type Network, referenceLogits } from '@umbra/occlusion-wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { resolveBaseline } from '../src/attribution/baseline.js'
import { createExplainer, type Explainer } from '../src/attribution/explainer.js'
import { type ImageInteractions, interactionsOf, parseInteractions } from '../src/interactions/index.js'
import { Random } from '../src/random.js'

type Layers = Parameters<typeof createNetwork>[1]

/** relu(a·x + b), one unit a row of a, then their weighted sum, as the only logit but one that is 0. */
function oneHidden(
  shape: [number, number, number],
  a: number[][],
  b: number[],
  out: number[],
  bias = 0,
): Network {
  const size = shape[0] * shape[1] * shape[2]
  const kernel = Float32Array.from(
    { length: size * a.length },
    (_, i) => a[i % a.length]![Math.floor(i / a.length)]!,
  )
  const last = Float32Array.from({ length: out.length * 2 }, (_, i) => (i % 2 === 0 ? out[i / 2]! : 0))
  return createNetwork(shape, [
    { kind: 'flatten', inputs: [-1] },
    { kind: 'dense', inputs: [0], kernel, bias: Float32Array.from(b) },
    { kind: 'activation', inputs: [1], activation: { name: 'relu' } },
    { kind: 'dense', inputs: [2], kernel: last, bias: Float32Array.of(bias, 0) },
  ] as Layers)
}

const image = (values: number[], shape: [number, number, number]) => ({
  data: Float32Array.from(values),
  shape: [1, ...shape] as [number, number, number, number],
})

/** A region for every pixel of a row, or several. */
const rowRegions = (masks: readonly string[]) => Object.fromEntries(masks.map((mask, i) => [`p${i}`, [mask]]))

const logit0 = { score: 'logit', target: 0 } as const

async function of(network: Network, engine: 'incremental' | 'batched', ...rest: Parameters<typeof play>) {
  const explainer = await createExplainer(network, { engine, threads: 1 })
  expect(explainer.engine.name).toBe(engine)
  const played = await play(...rest)(explainer)
  explainer.dispose()
  return played
}

const play =
  (images: ReturnType<typeof image>, options: Parameters<typeof interactionsOf>[2]) =>
  async (explainer: Explainer): Promise<ImageInteractions> => {
    const document = await interactionsOf(explainer, images, options)
    expect(parseInteractions(JSON.parse(JSON.stringify(document)))).toEqual(document)
    return document.images[0]!
  }

describe.each(['incremental', 'batched'] as const)('interactions by the %s engine', (engine) => {
  // The network of Captum's tests of Shapley values: x − 10, and three times x + 1, of the sum x, rectified and summed, less 1.
  const sums = oneHidden(
    [1, 3, 1],
    [
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ],
    [-10, 1, 1, 1],
    [1, 1, 1, 1],
    -1,
  )
  const given = image([20, 50, 30], [1, 3, 1])

  it('have the Shapley values that Captum’s tests expect', async () => {
    const single = { interactions: 'shapley', ...logit0, regions: rowRegions(['1..', '.1.', '..1']) } as const
    const { shapley, score, copies } = await of(sums, engine, given, single)
    for (const [i, value] of [76.66666, 196.66666, 116.66666].entries())
      expect(shapley!.values[i]).toBeCloseTo(value, 3)
    expect(copies).toBe(7)
    expect([score, shapley!.allCovered]).toEqual([392, 2])
    // Whoever comes first pays the −10 that all share: (n − 2)! / (n − 1)! of it for every two.
    for (const [i, row] of shapley!.interactions.entries())
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(i === j ? 0 : 5, 3)
    const two = await of(sums, engine, given, { ...single, regions: rowRegions(['11.', '..1']) })
    for (const [i, value] of [275, 115].entries()) expect(two.shapley!.values[i]).toBeCloseTo(value, 3)
    const four = await of(sums, engine, given, {
      ...single,
      baseline: 4,
      regions: rowRegions(['11.', '..1']),
    })
    for (const [i, value] of [248, 104].entries()) expect(four.shapley!.values[i]).toBeCloseTo(value, 3)
  })

  it('find a planted redundancy, a planted synergy and the two that have nothing to do with each other', async () => {
    // max(x0, x1) = x0 + relu(x1 − x0), and 1 where x2 and x3 both are: relu(x2 + x3 − 1).
    const planted = oneHidden(
      [1, 4, 1],
      [
        [1, 0, 0, 0],
        [-1, 1, 0, 0],
        [0, 0, 1, 1],
      ],
      [0, 0, -1],
      [1, 1, 1],
    )
    const both = image([1, 1, 1, 1], [1, 4, 1])
    const regions = rowRegions(['1...', '.1..', '..1.', '...1'])
    const { pairs } = await of(planted, engine, both, { ...logit0, regions })
    expect(pairs!.drops.map(Math.round)).toEqual([0, 0, 1, 1])
    const expected = [
      [0, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, -1],
      [0, 0, -1, 0],
    ]
    const near = (got: number[][], sign: number) => {
      for (const [i, row] of expected.entries())
        for (const [j, value] of row.entries()) expect(got[i]![j]).toBeCloseTo(sign * value, 5)
    }
    near(pairs!.interactions, 1)
    // The same game by twos whatever the others do: an index of interaction says the same, with its own sign.
    const { shapley } = await of(planted, engine, both, { ...logit0, interactions: 'shapley', regions })
    near(shapley!.interactions, -1)
    near(shapley!.banzhaf.interactions, -1)
    for (const value of shapley!.values) expect(value).toBeCloseTo(0.5, 5)
  })

  it('of an additive network are 0, and its values are its drops', async () => {
    const random = new Random(4)
    const weights = Array.from({ length: 36 }, () => random.normal())
    const linear = oneHidden([6, 6, 1], [weights, weights.map((w) => -w)], [0, 0], [1, -1])
    const pixels = Array.from({ length: 36 }, () => random.uniform())
    const { pairs } = await of(linear, engine, image(pixels, [6, 6, 1]), {
      ...logit0,
      baseline: 0.3,
      regions: [3, 3],
    })
    for (const row of pairs!.interactions) for (const value of row) expect(Math.abs(value)).toBeLessThan(1e-5)
    const { shapley, score } = await of(linear, engine, image(pixels, [6, 6, 1]), {
      ...{ ...logit0, baseline: 0.3, interactions: 'shapley', regions: [3, 3] },
    })
    for (const [i, value] of shapley!.values.entries()) expect(value).toBeCloseTo(pairs!.drops[i]!, 5)
    for (const row of shapley!.interactions)
      for (const value of row) expect(Math.abs(value)).toBeLessThan(1e-5)
    const sum = shapley!.values.reduce((total, value) => total + value, 0)
    expect(sum).toBeCloseTo(score - shapley!.allCovered, 10)
  })
})

it('of a linear network are its weights times the way from the baselines drawn, of each image by itself', async () => {
  const [H, W, C] = [2, 3, 2]
  const size = H * W * C
  const random = new Random(8)
  const kernel = Float32Array.from({ length: size * 2 }, () => random.normal())
  const network = createNetwork([H, W, C], [
    { kind: 'flatten', inputs: [-1] },
    { kind: 'dense', inputs: [0], kernel, bias: Float32Array.of(0.5, -1) },
  ] as Layers)
  // Of every second pixel all channels are 0, of the others the first.
  const images = {
    data: Float32Array.from({ length: 2 * size }, (_, i) => (i % 4 === 3 ? 0.2 + random.uniform() : 0)),
    shape: [2, H, W, C] as const,
  }
  const margin = (v: number) => kernel[2 * v + 1]! - kernel[2 * v]!
  const explainer = await createExplainer(network, { threads: 1 })
  const noise = { kind: 'noise', draws: 3, seed: 2, mean: 0, sd: 0.5 } as const
  for (const baseline of [0, noise, { kind: 'blur', sigma: 1 } as const]) {
    const { fill, draws } = resolveBaseline(baseline, images)
    const bases = [0, 1].map((i) => Array.from({ length: draws }, (_, draw) => fill(i, 1, draw)))
    const options = { target: 1, score: 'margin' as const, baseline, regions: [H, W] as [number, number] }
    const { images: played } = await interactionsOf(explainer, images, options)
    for (const [i, { score, pairs, changing }] of played.entries()) {
      const own = images.data.subarray(i * size, (i + 1) * size)
      expect(score).toBeCloseTo(
        own.reduce((sum, x, v) => sum + x * margin(v), -1.5),
        5,
      )
      const changes = (p: number, draw: number) =>
        [0, 1].some((c) => bases[i]![draw]![2 * p + c] !== own[2 * p + c])
      for (const [p, drop] of pairs!.drops.entries()) {
        const ways = bases[i]!.flatMap((base) =>
          [2 * p, 2 * p + 1].map((v) => (margin(v) * (own[v]! - base[v]!)) / draws),
        )
        expect(drop).toBeCloseTo(
          ways.reduce((sum, way) => sum + way),
          5,
        )
        expect(changing.includes(p)).toBe(bases[i]!.some((_, draw) => changes(p, draw)))
      }
      // Some change by a later draw alone.
      if (baseline === noise) expect(changing.every((p) => changes(p, 0))).toBe(false)
    }
  }
  explainer.dispose()
})

it('of patches far apart in a photograph are those of the float64 reference', async () => {
  const random = new Random(3)
  const S = 224
  const normal = (length: number, scale: number) =>
    Float32Array.from({ length }, () => random.normal() * scale)
  const conv = (inputs: number, channels: number, kernelSize: number) => ({
    ...{
      kind: 'conv2d',
      inputs: [inputs],
      kernelSize: [kernelSize, kernelSize],
      strides: [3, 3],
      dilation: [1, 1],
    },
    padding: [0, 0, 0, 0],
    ...{ kernel: normal(kernelSize ** 2 * channels * 5, 0.2), bias: normal(5, 0.1) },
  })
  const network = createNetwork([S, S, 3], [
    conv(-1, 3, 7),
    { kind: 'activation', inputs: [0], activation: { name: 'relu' } },
    conv(1, 5, 5),
    { kind: 'activation', inputs: [2], activation: { name: 'relu' } },
    { kind: 'flatten', inputs: [3] },
    { kind: 'dense', inputs: [4], kernel: normal(23 * 23 * 5 * 2, 0.05), bias: normal(2, 0.1) },
  ] as Layers)
  const images = {
    data: Float32Array.from({ length: S * S * 3 }, () => random.uniform()),
    shape: [1, S, S, 3] as const,
  }
  const corners = [
    [0, 0],
    [190, 185],
    [30, 28],
  ] as const
  const inside = (p: number, y: number, x: number) => {
    const [top, left] = corners[p]!
    return y >= top && y < top + 32 && x >= left && x < left + 32
  }
  const masks = corners.map((_, p) =>
    Array.from({ length: S }, (_, y) =>
      Array.from({ length: S }, (_, x) => (inside(p, y, x) ? '#' : '.')).join(''),
    ),
  )
  const regions = { first: masks[0]!, last: masks[1]!, beside: masks[2]! }
  const explainer = await createExplainer(network, { threads: 1 })
  const { images: played } = await interactionsOf(explainer, images, { ...logit0, baseline: 0.5, regions })
  explainer.dispose()
  const scoreOf = (...covered: number[]) => {
    const copy = images.data.map((value, i) => {
      const [y, x] = [Math.floor(i / (3 * S)), Math.floor(i / 3) % S]
      return covered.some((p) => inside(p, y, x)) ? 0.5 : value
    })
    return referenceLogits(network, copy)[0]!
  }
  const { pairs, copies } = played[0]!
  expect(copies).toBe(6)
  const whole = scoreOf()
  const alone = [0, 1, 2].map((p) => scoreOf(p))
  for (const [p, drop] of pairs!.drops.entries()) expect(drop).toBeCloseTo(whole - alone[p]!, 4)
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const expected = alone[i]! + alone[j]! - whole - scoreOf(i, j)
    expect(pairs!.interactions[i]![j]).toBeCloseTo(expected, 4)
  }
})

describe('interactions', () => {
  const random = new Random(8)
  const normal = (length: number, scale: number) =>
    Float32Array.from({ length }, () => random.normal() * scale)
  const [H, W] = [10, 9]
  const network = createNetwork([H, W, 1], [
    {
      kind: 'conv2d',
      inputs: [-1],
      kernelSize: [3, 3],
      strides: [1, 1],
      dilation: [1, 1],
      padding: [1, 1, 1, 1],
      kernel: normal(9 * 6, 0.4),
      bias: normal(6, 0.1),
    },
    { kind: 'activation', inputs: [0], activation: { name: 'relu' } },
    { kind: 'maxPool', inputs: [1], windowSize: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] },
    { kind: 'flatten', inputs: [2] },
    { kind: 'dense', inputs: [3], kernel: normal(5 * 4 * 6 * 3, 0.2), bias: normal(3, 0.1) },
  ] as Layers)
  // Ink in the left half alone.
  const drawn = (i: number) => (i % W < 4 && random.uniform() < 0.8 ? random.uniform() : 0)
  const images = {
    data: Float32Array.from({ length: 2 * H * W }, (_, i) => drawn(i)),
    shape: [2, H, W, 1] as const,
  }
  let explainer: Explainer
  beforeAll(async () => {
    explainer = await createExplainer(network, { threads: 1 })
  })

  it('leave out parts that change nothing, and say the same as if they were in', async () => {
    const grid = { regions: [5, 4] as [number, number] }
    const { images: played } = await interactionsOf(explainer, images, grid)
    for (const { changing, copies, pairs, players } of played) {
      expect(changing.length).toBeLessThan(players.length)
      expect(copies).toBe((changing.length * (changing.length + 1)) / 2)
      for (const [i, row] of pairs!.interactions.entries()) {
        if (!changing.includes(i))
          expect([pairs!.drops[i], ...row]).toEqual(new Array(row.length + 1).fill(0))
      }
    }
    // A hair off the background, every part changes something: all pairs are scored, and hardly anything else differs.
    const all = await interactionsOf(explainer, images, { ...grid, baseline: 1e-7 })
    for (const [n, { changing, copies, pairs }] of all.images.entries()) {
      expect([changing.length, copies]).toEqual([20, 210])
      for (const [i, row] of pairs!.interactions.entries()) {
        for (const [j, value] of row.entries())
          expect(value).toBeCloseTo(played[n]!.pairs!.interactions[i]![j]!, 4)
      }
    }
  })

  it('have the same bits on one thread and on two, and of an image alone; progress ends at all of them', async () => {
    const two = await createExplainer(network, { threads: 2 })
    const options = {
      interactions: 'shapley',
      segments: 8,
      baseline: { kind: 'noise', draws: 2, seed: 1 },
    } as never
    const seen: number[] = []
    const onProgress = ({
      done,
      total,
      detail,
    }: {
      done: number
      total: number
      detail?: Record<string, number>
    }) => {
      expect(total).toBe(2)
      seen.push(done + (detail?.underWay ?? 0))
    }
    const [a, b] = [
      await interactionsOf(explainer, images, options, { onProgress }),
      await interactionsOf(two, images, options),
    ]
    two.dispose()
    expect(b.images).toEqual(a.images)
    expect(a.images.every(({ shapley }) => shapley!.values.some((value) => value !== 0))).toBe(true)
    expect(seen).toEqual([...seen].sort((x, y) => x - y))
    expect(seen.at(-1)).toBeCloseTo(2, 9)
    const first = { data: images.data.slice(0, H * W), shape: [1, H, W, 1] as const }
    expect((await interactionsOf(explainer, first, options)).images[0]).toEqual(a.images[0])
  })

  it('are stopped between pieces of work', async () => {
    const controller = new AbortController()
    const onProgress = () => controller.abort(new Error('enough'))
    const { signal } = controller
    await expect(
      interactionsOf(explainer, images, { regions: [5, 4] }, { signal, onProgress }),
    ).rejects.toThrow('enough')
  })

  it.each([
    [
      'PLAYERS_TOO_MANY: image 0: 90 parts change when covered',
      { interactions: 'shapley', regions: [10, 9], baseline: 5 },
    ],
    ['OPTION_INVALID: interactions', { interactions: 'triples' }],
    ['OPTION_INVALID: segments is 1', { segments: 1 }],
    ['GRID: 11 rows of 10 pixels', { regions: [11, 2] }],
    ['BASELINE_SETS: baseline soft covers windows alone', { baseline: 'soft', regions: [2, 2] }],
    [
      'BASELINE_SETS: set 0 covers the whole image',
      { baseline: 'inpaint', regions: 2, interactions: 'shapley' },
    ],
    ['TARGET_CLASS: target 9', { target: 9 }],
    ['MARGIN_CLASS', { score: { kind: 'margin', against: 7 } }],
  ])('are refused: %s', async (message, options) => {
    await expect(interactionsOf(explainer, images, options as never)).rejects.toThrow(message)
  })
})
