import { describe, expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { functionBytes } from '../../test/function-bytes.js'
import { instantiateKernels, loadKernelModule } from './kernel-module.js'
import { availableVariants } from './variants.js'

type MultiplyRows = (
  out: number,
  step: number,
  sources: number,
  offset: number,
  rows: number,
  taps: number,
  inputs: number,
  weights: number,
  columns: number,
  zeros: number,
) => void

/** Where arrays lie, in bytes. */
const [out, sources, values, zeros, weights] = [1 << 16, 2 << 16, 3 << 16, 7 << 16, 8 << 16]

describe.each(availableVariants())('tiled product, %s', (variant) => {
  it.each([
    [1, 1],
    [1, 3],
    [1, 4],
    [9, 5],
    [2, 128],
    [3, 129],
    [1, 255],
    [2, 256],
    [1, 257],
    [2, 600],
  ])('of %i taps of %i inputs sums rows that lie anywhere, and writes nothing else', async (taps, inputs) => {
    const memory = new WebAssembly.Memory({ initial: 20 })
    const module = await loadKernelModule(variant)
    const { multiplyRows } = instantiateKernels<{ multiplyRows: MultiplyRows }>(module, memory)
    const dice = new Dice(taps * 1000 + inputs)
    const places = 40
    const stride = inputs + 2
    const floats = (address: number, count: number) => new Float32Array(memory.buffer, address, count)
    const rowsOfValues = dice.floats(places * stride, 1)
    const matrix = dice.floats(taps * inputs * 16, 1)
    floats(values, rowsOfValues.length).set(rowsOfValues)
    floats(weights, matrix.length).set(matrix)
    for (const rows of [0, 1, 2, 3, 4, 5, 11, 12, 13]) {
      for (const columns of [4, 8, 12, 16]) {
        const step = 20
        const list = Array.from({ length: rows * taps }, () =>
          dice.chance(0.6) ? dice.between(0, places - 1) : -1,
        )
        new Uint32Array(memory.buffer, sources, list.length).set(
          list.map((place) => (place < 0 ? zeros : values + place * stride * 4)),
        )
        const offset = dice.pick([0, 4, 8])
        floats(out, rows * step + step).fill(7)
        multiplyRows(out, step, sources, offset, rows, taps, inputs, weights, columns, zeros)
        const product = floats(out, rows * step + step)
        for (let i = 0; i < rows * step + step; i++) {
          const [row, column] = [Math.floor(i / step), i % step]
          if (row >= rows || column >= columns) {
            expect(product[i]).toBe(7)
            continue
          }
          let [sum, size] = [0, 1]
          for (let k = 0; k < taps * inputs; k++) {
            const place = list[row * taps + Math.floor(k / inputs)]!
            if (place < 0) continue
            const term = rowsOfValues[place * stride + offset / 4 + (k % inputs)]! * matrix[k * 16 + column]!
            sum += term
            size += Math.abs(term)
          }
          expect(Math.abs(product[i]! - sum) / size).toBeLessThan(1e-6)
        }
      }
    }
  })

  it('is too large a function to become part of its caller', async () => {
    const { bytes } = await functionBytes(variant, 'multiplyRows')
    expect(bytes).toBeGreaterThan(600)
  })
})
