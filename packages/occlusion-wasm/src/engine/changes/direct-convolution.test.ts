import { describe, expect, it } from 'vitest'
import { Dice } from '../../../test/dice.js'
import { SMALLEST_SCALE, trialOf } from '../../../test/trial.js'
import { availableVariants } from '../../kernels/variants.js'
import { createNetwork, type Network } from '../../network/network.js'
import { referenceOcclusion } from '../../reference/reference.js'
import { createIncrementalRunner } from '../create-runner.js'
import { sharesNone } from './direct-convolution.js'

/** Sides of the kernel; inputs and filters below, at and beyond how many are added up, and computed, at a time. */
type Shape = [size: number, inputs: number, filters: number, stride: number]
const shapes: Shape[] = [
  [1, 1, 1, 1],
  [1, 3, 47, 1],
  [1, 95, 48, 2],
  [1, 96, 49, 1],
  [1, 97, 97, 1],
  [1, 193, 100, 2],
  [3, 5, 7, 1],
  [3, 97, 49, 2],
  [2, 100, 20, 2],
]

/** What it reads is rectified, so that values are zero, as is what it makes, or not. */
function networkOf(dice: Dice, [size, inputs, filters, stride]: Shape): Network {
  const convolution = (side: number, from: number, to: number, step: number, input: number) => ({
    kind: 'conv2d' as const,
    inputs: [input],
    kernel: dice.floats(side * side * from * to, 2 / side / Math.sqrt(from)),
    kernelSize: [side, side] as const,
    bias: dice.floats(to, 0.5),
    strides: [step, step] as const,
    dilation: [1, 1] as const,
    padding: [side >> 1, side >> 1, side >> 1, side >> 1] as const,
  })
  const relu = (input: number) => ({
    kind: 'activation' as const,
    inputs: [input],
    activation: { name: dice.pick(['relu', 'relu6', 'tanh'] as const) },
  })
  const layers = [convolution(3, 2, inputs, 1, -1), relu(0), convolution(size, inputs, filters, stride, 1)]
  if (dice.chance(0.5)) return createNetwork([9, 8, 2], [...layers, relu(2), headOf(3)])
  return createNetwork([9, 8, 2], [...layers, headOf(2)])
}

function headOf(input: number) {
  return { kind: 'globalAveragePool' as const, inputs: [input] }
}

describe.each(availableVariants())('convolutions no two of whose outputs share products, %s', (variant) => {
  it.each(shapes)(
    'of side %i, %i inputs and %i filters, stride %i, agree with the float64 reference',
    async (...shape) => {
      for (let seed = 1; seed <= 12; seed++) {
        const dice = new Dice(seed)
        const network = networkOf(dice, shape)
        const { image, baseline, windows, count } = trialOf(dice, network)
        // Behind Winograd's filtering each window has changes of its own.
        const own = shape[0] > 1
        const choose = (layer: number) => (own && layer === 0 ? 'winograd' : 'sparse')
        const runner = await createIncrementalRunner(network, { variant, choose })
        const point = network.layers[2]!
        expect(point.kind === 'conv2d' && sharesNone(point, own)).toBe(true)
        expect(runner.plan.layers.find(({ layer }) => layer === 2)?.strategy).toBe('sparse')
        const k = network.classes
        const base = runner.begin(image, baseline).slice()
        const covered = new Float32Array(count * k)
        runner.scoreWindows(windows, 0, count, covered)
        const reference = referenceOcclusion(network, image, baseline, windows)
        const largest = reference.covered.reduce((a, b) => Math.max(a, Math.abs(b)), SMALLEST_SCALE)
        base.forEach((score, c) => {
          expect(Math.abs(score - reference.base[c]!) / largest).toBeLessThan(1e-5)
        })
        covered.forEach((score, i) => {
          expect(Math.abs(score - reference.covered[i]!) / largest, `seed ${seed}`).toBeLessThan(1e-5)
        })
        const alone = new Float32Array(k)
        for (let p = count - 1; p >= 0; p--) {
          runner.scoreWindows(windows, p, p + 1, alone)
          expect(alone).toEqual(covered.slice(p * k, (p + 1) * k))
        }
        runner.dispose()
      }
    },
  )
})
