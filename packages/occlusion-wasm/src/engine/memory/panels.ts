import type { Address } from '../../kernels/change-kernels.js'
import { bytesOf, setRecord } from './records.js'
import { slicesOf, type WeightSlice } from './weights.js'
import type { Workspace } from './workspace.js'

/** Columns of a panel of weights: `PANEL` of assembly/dense/tiled-product.ts. */
const COLUMNS = 16

/** A layer's filters as panels in memory. */
export interface Panels {
  /** `Panel` records, one after the other. */
  readonly address: Address
  readonly count: number
  /** Multiply-adds of one input cell. */
  readonly multiplyAdds: number
}

/** The weights of a convolution. */
export interface FilterSpec {
  /** [taps, inputs / groups, filters]; asked for only by the runner that writes. */
  readonly kernel: () => Float32Array
  /** int32 [taps · inputs], of one group: which row [filters] of the kernel each is multiplied by, likewise; its own unless told. */
  readonly rows?: () => Int32Array
  readonly taps: number
  readonly inputs: number
  readonly filters: number
  readonly groups: number
}

/** Lays a layer's filters down in panels. */
export function placePanels({ arena, constants }: Workspace, spec: FilterSpec): Panels {
  const slices = slicesOf(spec.filters, COLUMNS, spec.inputs, spec.groups)
  const address = arena.reserve(slices.length * bytesOf('Panel'))
  let multiplyAdds = 0
  let order: Int32Array | undefined
  const rowsOf = spec.rows && (() => (order ??= spec.rows!()))
  for (const [i, slice] of slices.entries()) {
    const inputs = Math.min(slice.inputs, spec.inputs - slice.first)
    multiplyAdds += inputs * slice.filters
    setRecord(arena, address + i * bytesOf('Panel'), 'Panel', {
      offset: slice.offset,
      columns: slice.filters,
      first: slice.first,
      inputs,
      weights: constants.place(spec.taps * inputs * COLUMNS, (to) =>
        packPanel(to, spec, { ...slice, inputs }, rowsOf?.()),
      ),
    })
  }
  return { address, count: slices.length, multiplyAdds }
}

/**
 * Writes a slice's filters as [taps, the slice's inputs, 16].
 *
 * @param packed - of zeros, which it keeps where a filter does not read a channel or there is no filter
 */
function packPanel(
  packed: Float32Array,
  { kernel: kernelOf, taps, inputs, filters, groups }: FilterSpec,
  slice: WeightSlice,
  rows: Int32Array | undefined,
): void {
  const kernel = kernelOf()
  const columns = Math.min(slice.filters, filters - slice.offset)
  if (groups === 1) {
    // Row by row, as both lie in memory.
    for (let row = 0; row < taps * inputs; row++) {
      const to = row * COLUMNS
      const from = (rows ? rows[row]! : row) * filters + slice.offset
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
