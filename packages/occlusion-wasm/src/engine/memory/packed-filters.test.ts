import { describe, expect, it } from 'vitest'
import { Dice } from '../../../test/dice.js'
import { COLUMNS, type FilterShape, type PackPanel, packKernel } from './panels.js'
import { slicesOf } from './weights.js'
import { POSITIONS, packWinogradFilters } from './winograd-filters.js'

/** Every slice packed, one after the other as the engine does, compared with [taps, inputs, filters] written out, 0 where nothing is. */
function comparePacked(
  { taps, inputs, filters, groups }: FilterShape,
  pack: PackPanel,
  weightOf: (tap: number, input: number, filter: number) => number,
): void {
  const slices = slicesOf(filters, COLUMNS, inputs, groups)
  expect(slices.length).toBeGreaterThan(1)
  for (const slice of slices) {
    const read = Math.min(slice.inputs, inputs - slice.first)
    const packed = new Float32Array(taps * read * COLUMNS)
    pack(packed, { ...slice, inputs: read })
    const expected = packed.map((_, at) => {
      const [row, column] = [Math.floor(at / COLUMNS), at % COLUMNS]
      const filter = slice.offset + column
      if (column >= slice.filters || filter >= filters) return 0
      return weightOf(Math.floor(row / read), slice.first + (row % read), filter)
    })
    // A zero has no sign here: what it is a product of may.
    expect(packed.map((value) => value + 0)).toEqual(expected.map((value) => value + 0))
  }
}

describe('filters packed slice by slice', () => {
  const dice = new Dice(3)

  it('are those of the kernel, in whatever order of its rows', () => {
    const shape = { taps: 4, inputs: 5, filters: 39, groups: 1 }
    const kernel = dice.floats(4 * 5 * 39, 1)
    const at = (row: number, filter: number) => kernel[row * 39 + filter]!
    comparePacked(shape, packKernel(kernel, shape), (tap, input, filter) => at(tap * 5 + input, filter))
    const rows = Int32Array.from({ length: 20 }, (_, row) => (row * 7) % 20)
    comparePacked(
      shape,
      packKernel(kernel, shape, () => rows),
      (tap, input, filter) => at(rows[tap * 5 + input]!, filter),
    )
  })

  it.each([2, 3])('of %i groups read the channels of their own alone', (groups) => {
    const [own, each] = [5, 7]
    const shape = { taps: 3, inputs: own * groups, filters: each * groups, groups }
    const kernel = dice.floats(3 * own * shape.filters, 1)
    comparePacked(shape, packKernel(kernel, shape), (tap, input, filter) =>
      Math.floor(input / own) === Math.floor(filter / each)
        ? kernel[(tap * own + (input % own)) * shape.filters + filter]!
        : 0,
    )
  })

  it('at Winograd’s points are each as by itself, over blocks of channels and beside columns of no filter', () => {
    const [inputs, filters] = [35, 18]
    const kernel = dice.floats(9 * inputs * filters, 1)
    const alone = Array.from({ length: inputs * filters }, (_, at) => {
      const packed = new Float32Array(POSITIONS * COLUMNS)
      const taps = Float32Array.from({ length: 9 }, (__, tap) => kernel[tap * inputs * filters + at]!)
      packWinogradFilters(taps, 1, 1)(packed, { offset: 0, filters: 4, first: 0, inputs: 1 })
      return packed
    })
    comparePacked(
      { taps: POSITIONS, inputs, filters, groups: 1 },
      packWinogradFilters(kernel, inputs, filters),
      (point, input, filter) => alone[input * filters + filter]![point * COLUMNS]!,
    )
  })
})
