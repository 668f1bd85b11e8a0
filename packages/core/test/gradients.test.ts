import { createNetwork, type LayerDescription, type Network, type OutputHead } from '@umbra/occlusion-wasm'
import { createNetworkGradient } from '@umbra/occlusion-wasm/gradients'
import { beforeAll, describe, expect, it } from 'vitest'
import { resolveBaseline } from '../src/attribution/baseline.js'
import { inputGradients, integratedGradients } from '../src/gradients/index.js'
import { lastMap } from '../src/gradients/last-map.js'
import { scoreSlopes } from '../src/gradients/score-slopes.js'
import { outputReader } from '../src/network/output-reader.js'
import type { Score } from '../src/network/score.js'
import { Random } from '../src/random.js'
import { largestDifference, relativeDifference, residualNetwork, torch } from './gradient-fixture.js'

describe('PyTorch’s autograd on a residual network', () => {
  const { network, image } = residualNetwork()
  const [height, width, channels] = network.inputShape
  const images = { data: image, shape: [1, height, width, channels] as const }

  it('has the same outputs and gradients of logit and log-probability', async () => {
    const { gradients, base, target } = await inputGradients(network, images, { target: torch.target })
    expect(relativeDifference(base.data, torch.outputs)).toBeLessThan(1e-6)
    expect([...target]).toEqual([torch.target])
    expect(gradients.shape).toEqual([1, height, width, channels])
    expect(relativeDifference(gradients.data, torch.logit)).toBeLessThan(1e-6)
    const logProbability = { target: torch.target, score: 'log-probability' } as const
    const { gradients: others } = await inputGradients(network, images, logProbability)
    expect(relativeDifference(others.data, torch.logProbability)).toBeLessThan(1e-6)
  })

  it('has the same integrated gradients, which are complete but for the residual', async () => {
    const { baseline, steps, attributions } = torch.integrated
    const options = { target: torch.target, baseline, steps }
    const own = await integratedGradients(network, images, options)
    expect(relativeDifference(own.attributions.data, attributions)).toBeLessThan(1e-6)
    expect([...own.target]).toEqual([torch.target])
    const from = images.data.map(() => baseline)
    const { base } = await inputGradients(network, { ...images, data: from })
    const difference = torch.outputs[torch.target]! - base.data[torch.target]!
    expect(own.difference[0]).toBeCloseTo(difference, 5)
    const sum = own.attributions.data.reduce((total, value) => total + value, 0)
    expect(sum - own.difference[0]!).toBeCloseTo(own.residual[0]!, 5)
    expect(Math.abs(own.residual[0]!)).toBeLessThan(0.02 * Math.abs(difference))
    const finer = await integratedGradients(network, images, { ...options, steps: 256 })
    expect(Math.abs(finer.residual[0]!)).toBeLessThan(0.002 * Math.abs(difference))
  })

  it('looks for Grad-CAM behind the last sum', () => {
    const last = lastMap(network)!
    expect(network.layers[last]!.kind).toBe('activation')
    expect(network.layers[last + 1]!.kind).toBe('globalAveragePool')
  })
})

describe('PyTorch’s slopes where an operation has none', () => {
  const settings: Readonly<Record<string, object>> = {
    leakyRelu: { alpha: 0.25 },
    elu: { alpha: 0.5 },
    clip: { least: -1, most: 2 },
    softShrink: { threshold: 0.5 },
    hardShrink: { threshold: 0.5 },
  }

  it.each(Object.entries(torch.corners))('of %s', async (name, { values, slopes }) => {
    const activation = { name, ...settings[name] }
    const network = createNetwork([1, values.length, 1], [
      { kind: 'activation', activation, inputs: [-1] },
      { kind: 'flatten', inputs: [0] },
    ] as LayerDescription[])
    const gradient = await createNetworkGradient(network)
    const pass = gradient.pass(Float32Array.from(values), (outputs) => outputs.map(() => 1))
    expect(largestDifference(pass.image, slopes)).toBeLessThan(1e-6)
  })

  it('of a max-pool and of a maximum', async () => {
    const square = { windowSize: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] } as const
    const pooling = createNetwork(
      [4, 4, 1],
      [
        { kind: 'maxPool', ...square, inputs: [-1] },
        { kind: 'flatten', inputs: [0] },
      ],
    )
    const pooled = (await createNetworkGradient(pooling)).pass(Float32Array.from(torch.maxPool.image), () => [
      1, 2, 3, 4,
    ])
    expect([...pooled.image]).toEqual(torch.maxPool.slopes)
    const comparing = createNetwork(
      [2, 3, 1],
      [
        { kind: 'select', axis: 0, indices: [0], inputs: [-1] },
        { kind: 'select', axis: 0, indices: [1], inputs: [-1] },
        { kind: 'maximum', inputs: [0, 1] },
        { kind: 'flatten', inputs: [2] },
      ],
    )
    const compared = (await createNetworkGradient(comparing)).pass(Float32Array.of(1, 2, 3, 2, 2, 2), () => [
      1, 1, 1,
    ])
    expect([...compared.image]).toEqual(torch.maximum.flat())
  })
})

describe('slopes of scores by outputs', () => {
  const reason = 'made up'
  const heads: readonly [OutputHead, number, readonly Score[]][] = [
    [
      { kind: 'softmax', reason },
      4,
      ['logit', 'probability', 'log-probability', 'margin', { kind: 'margin', against: 3 }],
    ],
    [{ kind: 'sigmoid', reason }, 1, ['logit', 'probability', 'log-probability']],
    [{ kind: 'sigmoid', reason }, 3, ['logit', 'probability', 'log-probability']],
    [{ kind: 'scores', reason }, 3, ['logit', 'margin']],
  ]

  it.each(heads)('of %o with %i outputs are central differences', (head, count, scores) => {
    const reader = outputReader(head, count)
    const random = new Random(3)
    for (const score of scores) {
      for (let target = 0; target < Math.min(3, reader.classes); target++) {
        const outputs = Float32Array.from({ length: count }, () => random.normal() * 2)
        const slopes = scoreSlopes(reader, score)(outputs, target)
        const read = reader.score(score)
        for (let k = 0; k < count; k++) {
          const at = (offset: number) =>
            read(
              outputs.map((value, i) => (i === k ? value + offset : value)),
              0,
              target,
            )
          expect(slopes[k]).toBeCloseTo((at(2 ** -10) - at(-(2 ** -10))) / 2 ** -9, 4)
        }
      }
    }
  })
})

describe('what gradients are asked of', () => {
  let network: Network
  beforeAll(() => {
    const kernel = Float32Array.of(1, -1, 2, 0.5, -3, 0)
    network = createNetwork(
      [1, 3, 1],
      [
        { kind: 'flatten', inputs: [-1] },
        { kind: 'dense', kernel, bias: Float32Array.of(0.5, 0), inputs: [0] },
      ],
    )
  })
  const images = (...data: number[]) => ({
    data: Float32Array.from(data),
    shape: [data.length / 3, 1, 3, 1] as const,
  })

  it('is of a linear network its weights, of the class predicted unless told', async () => {
    const { gradients, target } = await inputGradients(network, images(1, 0, 0, 0, 0, 1))
    expect([...target]).toEqual([0, 1])
    expect([...gradients.data]).toEqual([1, 2, -3, -1, 0.5, 0])
  })

  it('integrated is of a linear network its weights times the way from the mean of the baselines drawn', async () => {
    const two = images(1, 0, 0.5, 0.25, 0.75, 1)
    const baseline = { kind: 'noise', draws: 3, seed: 2, mean: 0.5, sd: 0.2 } as const
    const options = { baseline, target: 0, score: 'margin', steps: 2 } as const
    const { attributions, difference, residual } = await integratedGradients(network, two, options)
    const drawn = resolveBaseline(baseline, two)
    const bases = [0, 1].map((i) => [0, 1, 2].map((draw) => [...drawn.fill(i, 1, draw)]))
    expect(new Set(bases.flat(2)).size).toBeGreaterThan(6)
    // Of the first logit less the second.
    const weights = [2, 1.5, -3]
    for (const i of [0, 1]) {
      const way = weights.map((_, v) =>
        bases[i]!.reduce((sum, base) => sum + (two.data[3 * i + v]! - base[v]!) / 3, 0),
      )
      const parts = way.map((step, v) => step * weights[v]!)
      for (const [v, part] of parts.entries()) expect(attributions.data[3 * i + v]).toBeCloseTo(part, 6)
      expect(difference[i]).toBeCloseTo(
        parts.reduce((sum, part) => sum + part),
        6,
      )
      expect(residual[i]).toBeCloseTo(0, 6)
    }
    // Of the image's own baseline, whatever comes before it.
    const blurred = { target: 1, baseline: { kind: 'blur', sigma: 1 } } as const
    const both = await integratedGradients(network, two, blurred)
    const alone = await integratedGradients(network, images(0.25, 0.75, 1), blurred)
    expect(both.attributions.data.slice(3)).toEqual(alone.attributions.data)
    expect(alone.attributions.data.some((value) => value !== 0)).toBe(true)
  })

  it('says which image has none, and which model', async () => {
    const root = createNetwork(
      [1, 3, 1],
      [
        { kind: 'activation', activation: { name: 'sqrt' }, inputs: [-1] },
        { kind: 'flatten', inputs: [0] },
      ],
    )
    await expect(inputGradients(root, images(1, 1, 1, 1, 0, 1), { target: 1 })).rejects.toThrow(
      'GRADIENT_NOT_FINITE: image 1: the score’s derivative by a value is Infinity',
    )
    const unread = {
      format: 'ONNX',
      inputShape: [1, 3, 1],
      settings: {},
      notes: [],
      unsupported: 'Attention "a"',
    }
    await expect(inputGradients(unread as never, images(1, 1, 1))).rejects.toThrow(
      'GRADIENTS_UNSUPPORTED: gradients go back layer by layer, and no network says Attention "a"',
    )
    await expect(inputGradients(network, images(1, 1, 1), { target: 2 })).rejects.toThrow('TARGET_CLASS')
    await expect(inputGradients(network, images(1, 1, Number.NaN))).rejects.toThrow('IMAGE_NOT_FINITE')
    await expect(inputGradients(network, images(1, 1, 1), { score: 'no' as never })).rejects.toThrow(
      'OPTION_INVALID',
    )
    await expect(integratedGradients(network, images(1, 1, 1), { baseline: 'inpaint' })).rejects.toThrow(
      'METHOD_BASELINE',
    )
    const aborted = { signal: AbortSignal.abort() }
    await expect(inputGradients(network, images(1, 1, 1), {}, aborted)).rejects.toThrow('abort')
  })
})
