import { padded } from './feature-map.js'

/** Filters of a layer done at a time. */
export interface WeightSlice {
  readonly offset: number
  /** A multiple of 4. */
  readonly filters: number
}

/** Cuts a layer's filters, padded to whole vectors, into slices. @param size - a multiple of 4 */
export function slicesOf(filters: number, size: number): WeightSlice[] {
  const slices: WeightSlice[] = []
  for (let offset = 0; offset < padded(filters); offset += size) {
    slices.push({ offset, filters: Math.min(size, padded(filters) - offset) })
  }
  return slices
}

/** One slice of a convolution's filters: [taps, inputs, filters] to [inputs, taps, filters], padded with zeros. */
export function packFilters(
  kernel: Float32Array,
  taps: number,
  inputs: number,
  filters: number,
  slice: WeightSlice,
): Float32Array {
  const packed = new Float32Array(padded(inputs) * taps * slice.filters)
  const count = Math.min(slice.filters, filters - slice.offset)
  for (let i = 0; i < inputs; i++) {
    for (let tap = 0; tap < taps; tap++) {
      const from = (tap * inputs + i) * filters + slice.offset
      packed.set(kernel.subarray(from, from + count), (i * taps + tap) * slice.filters)
    }
  }
  return packed
}

/** One slice of a dense layer's units: [cells · channels, units] to [cells, padded channels, units of the slice]. */
export function packUnits(
  kernel: Float32Array,
  cells: number,
  channels: number,
  units: number,
  slice: WeightSlice,
): Float32Array {
  const packed = new Float32Array(cells * padded(channels) * slice.filters)
  const count = Math.min(slice.filters, units - slice.offset)
  for (let cell = 0; cell < cells; cell++) {
    for (let c = 0; c < channels; c++) {
      const from = (cell * channels + c) * units + slice.offset
      packed.set(kernel.subarray(from, from + count), (cell * padded(channels) + c) * slice.filters)
    }
  }
  return packed
}

/** Values padded with zeros to whole vectors, repeated for each row. */
export function padRows(values: Float32Array, rows: number): Float32Array {
  const packed = new Float32Array(rows * padded(values.length))
  for (let row = 0; row < rows; row++) packed.set(values, row * padded(values.length))
  return packed
}
