import { describe, expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { packingShuffles } from '../engine/memory/workspace.js'
import { type Activation, activationFunction } from '../network/activation.js'
import type { Kernels } from './change-kernels.js'
import { instantiateKernels, loadKernelModule } from './kernel-module.js'
import { nonlinearityOf } from './nonlinearity.js'
import { availableVariants } from './variants.js'

/** 0, 1, L − 1, L, L + 1 and 3L + 2 for vectors of L = 4 floats. */
const lengths = [0, 1, 3, 4, 5, 14]

type Multiply = (out: number, entry: number, end: number, matrix: number) => void
type Exports = Kernels & Record<'multiplyOne' | 'multiplyFour' | 'multiplyEight' | 'multiplyTwelve', Multiply>

/** Kernels over a memory laid out by hand: shuffles, then 16 kB for each array. */
async function kernelsOver(variant: ReturnType<typeof availableVariants>[number]) {
  const memory = new WebAssembly.Memory({ initial: 4 })
  const kernels = instantiateKernels<Exports>(await loadKernelModule(variant), memory)
  new Uint8Array(memory.buffer, 1024, 256).set(packingShuffles())
  const floats = (slot: number, count: number) => new Float32Array(memory.buffer, slot * 16384, count)
  const ints = (slot: number, count: number) => new Int32Array(memory.buffer, slot * 16384, count)
  const at = (slot: number) => slot * 16384
  return { kernels, floats, ints, at, shuffles: 1024, lanes: variant === 'scalar' ? 1 : 4 }
}

describe.each(availableVariants())('kernels, %s', (variant) => {
  it('lists the nonzero values of rows, of any of their channels, and of no rows', async () => {
    const { kernels, floats, ints, at, shuffles } = await kernelsOver(variant)
    const dice = new Dice(1)
    for (const rows of lengths) {
      for (const channels of [4, 8, 12, 16]) {
        const values = Float32Array.from({ length: rows * channels }, () =>
          dice.chance(0.5) ? dice.uniform() : 0,
        )
        floats(1, values.length).set(values)
        const first = dice.pick([0, 4, 8].filter((channel) => channel < channels))
        const read = dice.pick([4, 8, 12, 16].filter((count) => first + count <= channels))
        kernels.compress(at(2), at(3), at(1), 0, rows, channels, first, read, 20, shuffles)
        for (let r = 0; r < rows; r++) {
          const from = r * channels + first
          const row = Array.from(values.subarray(from, from + read))
          const kept = row.flatMap((value, c) => (value === 0 ? [] : [{ value, place: c * 20 }]))
          expect(ints(3, rows)[r]).toBe(kept.length)
          const list = (values: ArrayLike<number>, half: 0 | 1) =>
            kept.map((_, i) => values[(r * channels + i) * 2 + half])
          expect(list(floats(2, rows * channels * 2), 0)).toEqual(kept.map(({ value }) => value))
          expect(list(ints(2, rows * channels * 2), 1)).toEqual(kept.map(({ place }) => place))
        }
      }
    }
  })

  it('reads no row that is marked as zero', async () => {
    const { kernels, floats, ints, at, shuffles } = await kernelsOver(variant)
    floats(1, 8).fill(1)
    ints(4, 2).set([0, 1])
    kernels.compress(at(2), at(3), at(1), at(4), 2, 4, 0, 4, 16, shuffles)
    expect(Array.from(ints(3, 2))).toEqual([0, 4])
  })

  it.each([
    ['multiplyOne', 1],
    ['multiplyFour', 4],
    ['multiplyEight', 8],
    ['multiplyTwelve', 12],
  ] as const)(
    '%s sums any number of entries, and writes no further than its columns',
    async (name, vectors) => {
      const { kernels, floats, ints, at, lanes } = await kernelsOver(variant)
      const dice = new Dice(2)
      const columns = vectors * lanes
      for (const count of lengths) {
        const [factors, matrix] = [dice.floats(count, 1), dice.floats(count * columns, 1)]
        factors.forEach((factor, i) => {
          floats(1, count * 2)[i * 2] = factor
          ints(1, count * 2)[i * 2 + 1] = i * columns * 4
        })
        floats(3, matrix.length).set(matrix)
        floats(4, columns + 1).fill(7)
        kernels[name](at(4), at(1), at(1) + count * 8, at(3))
        for (let c = 0; c < columns; c++) {
          const sum = factors.reduce((total, factor, i) => total + factor * matrix[i * columns + c]!, 0)
          expect(Math.abs(floats(4, columns)[c]! - sum)).toBeLessThan(1e-5)
        }
        expect(floats(4, columns + 1)[columns]).toBe(7)
      }
    },
  )

  it.each<Activation>([
    { name: 'linear' },
    { name: 'relu' },
    { name: 'relu6' },
    { name: 'leakyRelu', alpha: 0.3 },
    { name: 'elu', alpha: 1.3 },
    { name: 'selu' },
    { name: 'sigmoid' },
    { name: 'tanh' },
    { name: 'softplus' },
    { name: 'swish' },
    { name: 'gelu' },
    { name: 'geluTanh' },
    { name: 'thresholdRelu', negativeSlope: 0.25, threshold: 1, limit: 6 },
    { name: 'thresholdRelu', negativeSlope: 0, threshold: 0, limit: Number.POSITIVE_INFINITY },
    { name: 'hardSigmoid', slope: 0.2 },
    { name: 'hardSigmoid', slope: 1 / 6 },
    { name: 'hardSwish' },
    { name: 'clip', least: -1, most: 1 },
    { name: 'mish' },
    { name: 'softsign' },
    { name: 'exponential' },
    { name: 'logSigmoid' },
    { name: 'celu', alpha: 1.3 },
    { name: 'softShrink', threshold: 0.5 },
    { name: 'hardShrink', threshold: 0.5 },
    { name: 'tanhShrink' },
    { name: 'log' },
    { name: 'sqrt' },
    { name: 'reciprocal' },
    { name: 'square' },
    { name: 'abs' },
    { name: 'negate' },
    { name: 'power', exponent: 3 },
    { name: 'power', exponent: -2 },
    { name: 'power', exponent: 1 / 3 },
    { name: 'power', exponent: 0 },
    { name: 'erf' },
  ])('$name is its definition to a float32', async (activation) => {
    const { kernels, floats, at } = await kernelsOver(variant)
    const inputs = Float32Array.from({ length: 2000 }, (_, i) => (i - 1000) / 40)
    inputs.set([-1000, -100, -88, -1e-6, 0, 1e-6, 88, 100], 0)
    floats(1, inputs.length).set(inputs)
    const { kind, a, b, c } = nonlinearityOf(activation)
    kernels.activate(at(1), inputs.length, kind, a, b, c)
    const exact = activationFunction(activation)
    floats(1, inputs.length).forEach((value, i) => {
      const expected = exact(inputs[i]!)
      if (!Number.isFinite(Math.fround(expected))) {
        expect(value, `f(${inputs[i]})`).toBe(Math.fround(expected))
        return
      }
      expect(Math.abs(value - expected), `f(${inputs[i]})`).toBeLessThan(
        5e-7 * Math.max(1, Math.abs(expected), Math.abs(inputs[i]! / 4)),
      )
    })
  })
})
