import type { Address } from '../../kernels/change-kernels.js'
import { bytesOf, setRecord } from './records.js'
import { slicesOf, type WeightSlice } from './weights.js'
import type { Workspace } from './workspace.js'

/** Columns of a panel of weights: `PANEL` of assembly/dense/tiled-product.ts. */
export const COLUMNS = 16

/** A layer's filters as panels in memory. */
export interface Panels {
  /** `Panel` records, one after the other. */
  readonly address: Address
  readonly count: number
  /** Multiply-adds of one input cell. */
  readonly multiplyAdds: number
}

/** A convolution's filters, wherever they come from. */
export interface FilterShape {
  readonly taps: number
  readonly inputs: number
  readonly filters: number
  readonly groups: number
}

/**
 * Writes a slice's filters as [taps, the slice's inputs, 16]; called only by the runner that writes.
 *
 * @param packed - of zeros, which it keeps where a filter does not read a channel or there is no filter
 */
export type PackPanel = (packed: Float32Array, slice: WeightSlice) => void

/** Lays a layer's filters down in panels. */
export function placePanels({ arena, constants }: Workspace, shape: FilterShape, pack: PackPanel): Panels {
  const slices = slicesOf(shape.filters, COLUMNS, shape.inputs, shape.groups)
  const address = arena.reserve(slices.length * bytesOf('Panel'))
  let multiplyAdds = 0
  for (const [i, slice] of slices.entries()) {
    const inputs = Math.min(slice.inputs, shape.inputs - slice.first)
    multiplyAdds += inputs * slice.filters
    setRecord(arena, address + i * bytesOf('Panel'), 'Panel', {
      offset: slice.offset,
      columns: slice.filters,
      first: slice.first,
      inputs,
      weights: constants.place(shape.taps * inputs * COLUMNS, (to) => pack(to, { ...slice, inputs })),
    })
  }
  return { address, count: slices.length, multiplyAdds }
}

/**
 * Packs filters as they are.
 *
 * @param kernel - [taps, inputs / groups, filters]
 * @param rows - gives int32 [taps · inputs], of one group: which row [filters] of the kernel each is multiplied by; its own unless told
 */
export function packKernel(
  kernel: Float32Array,
  { taps, inputs, filters, groups }: FilterShape,
  rows?: () => Int32Array,
): PackPanel {
  let order: Int32Array | undefined
  return (packed, slice) => {
    const columns = Math.min(slice.filters, filters - slice.offset)
    if (groups === 1) {
      order ??= rows?.()
      // Row by row, as both lie in memory.
      for (let row = 0; row < taps * inputs; row++) {
        const to = row * COLUMNS
        const from = (order ? order[row]! : row) * filters + slice.offset
        for (let column = 0; column < columns; column++) packed[to + column] = kernel[from + column]!
      }
      return
    }
    const [own, each] = [inputs / groups, filters / groups]
    for (let column = 0; column < columns; column++) {
      const filter = slice.offset + column
      const firstOfGroup = Math.floor(filter / each) * own
      for (let tap = 0; tap < taps; tap++) {
        let to = (tap * slice.inputs + firstOfGroup - slice.first) * COLUMNS + column
        let from = tap * own * filters + filter
        for (let i = 0; i < own; i++) {
          packed[to] = kernel[from]!
          to += COLUMNS
          from += filters
        }
      }
    }
  }
}
