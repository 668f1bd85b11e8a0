import { describe, expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { functionBytes } from '../../test/function-bytes.js'
import { POSITIONS, packWinogradFilters } from '../engine/memory/winograd-filters.js'
import { instantiateKernels, loadKernelModule } from './kernel-module.js'
import { availableVariants } from './variants.js'

interface Transforms {
  transformInputs(
    places: number,
    cells: number,
    size: number,
    temporary: number,
    high: number,
    wide: number,
  ): void
  transformOutputs(outs: number, places: number, size: number, temporary: number): void
}

/** Where arrays lie, in bytes. */
const [cells, outs, inputPlaces, sumPlaces, temporary, inputs, atPoints, sums, outputs, zeros, nowhere] = [
  1024, 2048, 3072, 3584, 4096, 8192, 32768, 65536, 98304, 110000, 120000,
]

/** The points taken along an axis, by the number of outputs wanted: as many as inputs they are made of. */
const taken: Readonly<Record<number, readonly number[]>> = {
  1: [0, 1, 2],
  2: [1, 2, 3, 4],
  3: [0, 1, 2, 3, 4],
  4: [0, 1, 2, 3, 4, 5],
}
const sizes = [1, 2, 3, 4].flatMap((high) => [1, 2, 3, 4].map((wide) => [high, wide] as const))

describe.each(availableVariants())("Winograd's filtering, %s", (variant) => {
  it.each([4, 8, 12])(
    'of a tile of any size is a direct convolution of %i channels, within 10⁻⁶ of what it adds up',
    async (n) => {
      const memory = new WebAssembly.Memory({ initial: 2 })
      const kernels = instantiateKernels<Transforms>(await loadKernelModule(variant), memory)
      const floats = (address: number, count: number) => new Float32Array(memory.buffer, address, count)
      const words = (address: number, values: readonly number[]) =>
        new Uint32Array(memory.buffer, address, values.length).set(values)
      const dice = new Dice(n)
      const step = (n + 4) * 4
      words(
        cells,
        Array.from({ length: 36 }, (_, i) => inputs + i * n * 4),
      )
      words(
        outs,
        Array.from({ length: 16 }, (_, i) => outputs + i * n * 4),
      )
      floats(zeros, n).fill(0)
      for (let trial = 0; trial < 10 * sizes.length; trial++) {
        const [high, wide] = sizes[trial % sizes.length]!
        // What lies beyond the inputs of the outputs wanted is there, and is not to matter.
        const tile = dice.floats(36 * n, 1)
        const filters = dice.floats(9 * n, 1)
        floats(inputs, tile.length).set(tile)
        const isTaken = (position: number) =>
          taken[high]!.includes(Math.floor(position / 6)) && taken[wide]!.includes(position % 6)
        const placed = (from: number, otherwise: number) =>
          Array.from({ length: POSITIONS }, (_, position) =>
            isTaken(position) ? from + position * step : otherwise,
          )
        words(inputPlaces, placed(atPoints, nowhere))
        words(sumPlaces, placed(sums, zeros))
        kernels.transformInputs(inputPlaces, cells, n * 4, temporary, high, wide)
        const filtersAtPoints = new Float32Array(36 * 16)
        packWinogradFilters(filters, 1, n)(filtersAtPoints, { offset: 0, filters: n, first: 0, inputs: 1 })
        for (let position = 0; position < POSITIONS; position++) {
          // Each channel with a filter of its own: nothing is added up, so that all errors are the transforms'.
          const values = floats(atPoints + position * step, n)
          floats(sums + position * step, n).set(
            values.map((value, c) => value * filtersAtPoints[position * 16 + c]!),
          )
        }
        kernels.transformOutputs(outs, sumPlaces, n * 4, temporary)
        for (let i = 0; i < 16 * n; i++) {
          const [y, x, c] = [Math.floor(i / (4 * n)), Math.floor(i / n) % 4, i % n]
          if (y >= high || x >= wide) continue
          let [sum, size] = [0, 0]
          for (let tap = 0; tap < 9; tap++) {
            const at = ((y + Math.floor(tap / 3)) * 6 + x + (tap % 3)) * n + c
            sum += tile[at]! * filters[tap * n + c]!
            size += 1
          }
          const error = Math.abs(floats(outputs, 16 * n)[i]! - sum) / size
          expect(error, `${high}×${wide}, output ${y}, ${x}`).toBeLessThan(1e-6)
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
