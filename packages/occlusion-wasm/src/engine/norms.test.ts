import { describe, expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { availableVariants } from '../kernels/variants.js'
import type { LayerDescription, Operation } from '../network/layer.js'
import { createNetwork } from '../network/network.js'
import { referenceOcclusion } from '../reference/reference.js'
import { createIncrementalRunner } from './create-runner.js'

async function scoresOf(
  variant: ReturnType<typeof availableVariants>[number],
  operation: Operation,
  image: Float32Array,
  channels: number,
) {
  const shape = [1, image.length / channels, channels] as const
  const layers = [
    { ...operation, inputs: [-1] },
    { kind: 'flatten', inputs: [0] },
  ] as LayerDescription[]
  const network = createNetwork(shape, layers)
  const windows = Int32Array.of(0, 0, 0, 1, 1, channels, 0, 1, 0, 1, shape[1], channels)
  const baseline = new Float32Array(image.length)
  const runner = await createIncrementalRunner(network, { variant })
  const base = runner.begin(image, baseline)
  const covered = new Float32Array(2 * image.length)
  runner.scoreWindows(windows, 0, 2, covered)
  return { got: [...base, ...covered], expected: referenceOcclusion(network, image, baseline, windows) }
}

describe.each(availableVariants())('norms, %s', (variant) => {
  const dice = new Dice(5)
  const affine = (n: number) => ({ scale: new Float32Array(n).fill(1), shift: new Float32Array(n) })

  it.each([1, 3, 4, 5, 14])(
    'keep the digits of %d values far from zero, and their variance',
    async (channels) => {
      // Deviations of about 1 around 4096: squares of the values themselves would lose them.
      const image = Float32Array.from({ length: 3 * channels }, () => 4096 + dice.between(-512, 512) / 256)
      const norms = [
        { kind: 'layerNorm', ...affine(channels), epsilon: 1e-5 },
        { kind: 'groupNorm', groups: 1, ...affine(channels), epsilon: 1e-5 },
        { kind: 'groupNorm', groups: channels, ...affine(channels), epsilon: 1e-5 },
      ] as const
      for (const norm of norms) {
        const { got, expected } = await scoresOf(variant, norm, image, channels)
        const exact = [...expected.base, ...expected.covered]
        for (const [i, value] of got.entries()) expect(Math.abs(value - exact[i]!)).toBeLessThan(2e-6)
      }
    },
  )

  it('take exponentials of any values, and logarithms of what vanishes', async () => {
    const image = Float32Array.of(1000, -1000, 0, 88, 1e4, -1e4)
    for (const kind of ['softmax', 'logSoftmax'] as const) {
      const { got, expected } = await scoresOf(variant, { kind }, image, 3)
      const exact = [...expected.base, ...expected.covered]
      const largest = Math.max(1, ...exact.map(Math.abs))
      for (const [i, value] of got.entries()) {
        expect(Math.abs(value - exact[i]!)).toBeLessThanOrEqual(2e-7 * largest)
      }
    }
  })

  it('divide by any power of the squares around', async () => {
    const image = Float32Array.from({ length: 18 }, () => dice.uniform() * 20 - 10)
    for (const beta of [0, 0.5, 0.75, 1, 2.3]) {
      const settings = { alpha: 0.3, beta, bias: 2, radius: [2, 1] as const }
      const { got, expected } = await scoresOf(variant, { kind: 'localResponseNorm', ...settings }, image, 6)
      const exact = [...expected.base, ...expected.covered]
      for (const [i, value] of got.entries()) {
        expect(Math.abs(value - exact[i]!)).toBeLessThanOrEqual(2e-7 * Math.max(1, Math.abs(exact[i]!)))
      }
    }
  })

  it.each([
    { name: 'log' },
    { name: 'sqrt' },
    { name: 'reciprocal' },
    { name: 'power', exponent: -1.5 },
  ] as const)(
    'give no score where a covered copy has no $name, even where a later layer hides it',
    async (activation) => {
      const network = createNetwork(
        [1, 2, 1],
        [
          { kind: 'activation', inputs: [-1], activation },
          { kind: 'activation', inputs: [0], activation: { name: 'clip', least: 0, most: 1 } },
          { kind: 'crop', inputs: [1], cropping: [0, 0, 0, 1] },
          { kind: 'flatten', inputs: [2] },
        ],
      )
      const runner = await createIncrementalRunner(network, { variant })
      const bad = activation.name === 'sqrt' ? -1 : 0
      expect(runner.begin(Float32Array.of(1, 2), new Float32Array(2).fill(bad))[0]).not.toBeNaN()
      const out = new Float32Array(3)
      runner.scoreWindows(Int32Array.of(0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 2, 1), 0, 3, out)
      expect(out[0]).not.toBeNaN()
      expect([out[1], out[2]]).toEqual([Number.NaN, Number.NaN])
      expect(runner.begin(Float32Array.of(bad, 2), new Float32Array(2))[0]).toBeNaN()
    },
  )
})
