import { describe, expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { functionBytes } from '../../test/function-bytes.js'
import { POSITIONS, winogradFilters } from '../engine/memory/winograd-filters.js'
import { instantiateKernels, loadKernelModule } from './kernel-module.js'
import { availableVariants } from './variants.js'

interface Transforms {
  transformInputs(out: number, step: number, cells: number, size: number, temporary: number): void
  transformOutputs(outs: number, sums: number, step: number, size: number, temporary: number): void
}

/** Where arrays lie, in bytes. */
const [cells, outs, temporary, inputs, atPoints, sums, outputs] = [
  1024, 2048, 4096, 8192, 32768, 65536, 98304,
]

describe.each(availableVariants())("Winograd's filtering, %s", (variant) => {
  it.each([4, 8, 12])(
    'of a tile is a direct convolution of %i channels, within 10⁻⁶ of what it adds up',
    async (n) => {
      const memory = new WebAssembly.Memory({ initial: 2 })
      const kernels = instantiateKernels<Transforms>(await loadKernelModule(variant), memory)
      const floats = (address: number, count: number) => new Float32Array(memory.buffer, address, count)
      const dice = new Dice(n)
      for (let trial = 0; trial < 50; trial++) {
        const tile = dice.floats(36 * n, 1)
        const filters = dice.floats(9 * n, 1)
        floats(inputs, tile.length).set(tile)
        new Uint32Array(memory.buffer, cells, 36).set(
          Array.from({ length: 36 }, (_, i) => inputs + i * n * 4),
        )
        new Uint32Array(memory.buffer, outs, 16).set(
          Array.from({ length: 16 }, (_, i) => outputs + i * n * 4),
        )
        const step = (n + 4) * 4
        kernels.transformInputs(atPoints, step, cells, n * 4, temporary)
        const filtersAtPoints = winogradFilters(filters)
        for (let position = 0; position < POSITIONS; position++) {
          // Each channel with a filter of its own: nothing is added up, so that all errors are the transforms'.
          const values = floats(atPoints + position * step, n)
          floats(sums + position * step, n).set(
            values.map((value, c) => value * filtersAtPoints[position * n + c]!),
          )
        }
        kernels.transformOutputs(outs, sums, step, n * 4, temporary)
        for (let i = 0; i < 16 * n; i++) {
          const [y, x, c] = [Math.floor(i / (4 * n)), Math.floor(i / n) % 4, i % n]
          let [sum, size] = [0, 0]
          for (let tap = 0; tap < 9; tap++) {
            const at = ((y + Math.floor(tap / 3)) * 6 + x + (tap % 3)) * n + c
            sum += tile[at]! * filters[tap * n + c]!
            size += 1
          }
          expect(Math.abs(floats(outputs, 16 * n)[i]! - sum) / size).toBeLessThan(1e-6)
        }
      }
    },
  )

  it.each(['transformInputs', 'transformOutputs'])(
    '%s is too large a function to become part of its caller, if it has vectors to keep in registers',
    async (name) => {
      if (variant !== 'scalar') expect((await functionBytes(variant, name)).bytes).toBeGreaterThan(500)
    },
  )
})
