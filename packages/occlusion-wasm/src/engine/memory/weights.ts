import { padded } from './feature-map.js'

/** Filters of a layer done at a time, and the input channels that these read. */
export interface WeightSlice {
  readonly offset: number
  /** A multiple of 4. */
  readonly filters: number
  /** First of the channels; a multiple of 4. */
  readonly first: number
  /** How many channels; a multiple of 4. Among them may be some of other groups, whose weights are zeros. */
  readonly inputs: number
}

/** A slice, and at which of a layer's packed floats its weights begin. */
export interface PlacedSlice extends WeightSlice {
  readonly place: number
}

/**
 * Cuts a layer's filters, padded to whole vectors, into slices of filters that read the same channels.
 *
 * @param size - largest number of filters in a slice; a multiple of 4
 * @param inputs - channels of an input
 * @param groups - into which inputs and filters fall
 */
export function slicesOf(filters: number, size: number, inputs: number, groups = 1): WeightSlice[] {
  const [own, each] = [inputs / groups, filters / groups]
  const slices: { offset: number; filters: number; first: number; inputs: number }[] = []
  for (let offset = 0; offset < padded(filters); offset += 4) {
    const last = Math.min(filters, offset + 4) - 1
    const first = (Math.floor(offset / each) * own) & ~3
    const read = padded((Math.floor(last / each) + 1) * own) - first
    const slice = slices.at(-1)
    if (slice && slice.first === first && slice.inputs === read && slice.filters < size) slice.filters += 4
    else slices.push({ offset, filters: 4, first, inputs: read })
  }
  return slices
}

/**
 * Writes one slice of a convolution's filters: [taps, inputs / groups, filters] to [the slice's inputs, taps, the slice's filters].
 *
 * @param packed - of zeros, which it keeps for channels and filters that are none, and where a filter does not read a channel
 */
export function packFilters(
  packed: Float32Array,
  kernel: Float32Array,
  taps: number,
  inputs: number,
  filters: number,
  slice: PlacedSlice,
  groups = 1,
): void {
  const [own, each] = [inputs / groups, filters / groups]
  const end = slice.offset + slice.filters
  for (let i = slice.first; i < Math.min(inputs, slice.first + slice.inputs); i++) {
    const firstOfGroup = Math.floor(i / own) * each
    const [from, to] = [Math.max(slice.offset, firstOfGroup), Math.min(end, firstOfGroup + each)]
    if (from >= to) continue
    for (let tap = 0; tap < taps; tap++) {
      const row = (tap * own + (i % own)) * filters
      const at = slice.place + ((i - slice.first) * taps + tap) * slice.filters - slice.offset
      // A few at a time: to make a view of them takes longer than to copy them.
      for (let filter = from; filter < to; filter++) packed[at + filter] = kernel[row + filter]!
    }
  }
}

/**
 * Writes slices of a dense layer's units: [cells · channels, units] to [cells, padded channels, units of the slice] each. The kernel
 * is gone through once, in order, however many slices there are.
 *
 * @param packed - of zeros, which it keeps for channels and units that are none
 * @param places - which of the kernel's rows each channel of each cell has; the rows in order unless told
 */
export function packUnits(
  packed: Float32Array,
  kernel: Float32Array,
  cells: number,
  channels: number,
  units: number,
  slices: readonly PlacedSlice[],
  places?: Int32Array,
): void {
  for (let cell = 0; cell < cells; cell++) {
    for (let c = 0; c < channels; c++) {
      const row = cell * channels + c
      const from = (places?.[row] ?? row) * units
      for (const { place, offset, filters } of slices) {
        const to = place + (cell * padded(channels) + c) * filters - offset
        const end = Math.min(units, offset + filters)
        for (let unit = offset; unit < end; unit++) packed[to + unit] = kernel[from + unit]!
      }
    }
  }
}

/** Writes values of consecutive cells, each cell padded to whole vectors. @param packed - of zeros, which padding stays */
export function padCells(packed: Float32Array, values: Float32Array, cells: number, channels: number): void {
  for (let cell = 0; cell < cells; cell++) {
    packed.set(values.subarray(cell * channels, (cell + 1) * channels), cell * padded(channels))
  }
}

/** Values padded with zeros to whole vectors, repeated for each row. */
export function padRows(values: Float32Array, rows: number): Float32Array {
  const packed = new Float32Array(rows * padded(values.length))
  for (let row = 0; row < rows; row++) packed.set(values, row * padded(values.length))
  return packed
}
