import { unzlibSync } from 'fflate'
import { elementCount } from '../../arrays/numeric-array.js'
import { type Hdf5Bytes, notRead } from './hdf5-bytes.js'
import { treeChildren } from './links.js'
import type { Message } from './object-header.js'

/** Deflate gives at most 258 bytes for every 2 bits. */
export const LARGEST_RATIO = 1032

/** A step between values and the bytes stored for them. */
export interface Filter {
  readonly id: number
  readonly values: readonly number[]
}

const DEFLATE = 1
const SHUFFLE = 2
const NAMES: Readonly<Record<number, string>> = {
  3: 'Fletcher32',
  4: 'SZIP',
  5: 'N-bit',
  6: 'scale and offset',
  32000: 'LZF',
}

/** Reads a filter pipeline message, of version 1 or 2 (IV.A.2.l). @throws InputError HDF5_UNSUPPORTED */
export function readFilters(file: Hdf5Bytes, { at }: Message, name: string): readonly Filter[] {
  const version = file.u8(at)
  const count = file.u8(at + 1)
  let from = at + (version === 1 ? 8 : 2)
  return Array.from({ length: count }, () => {
    const id = file.u16(from)
    const named = version === 1 || id >= 256
    const nameLength = named ? file.u16(from + 2) : 0
    const values = file.u16(from + (named ? 6 : 4))
    from += (named ? 8 : 6) + (version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength)
    const filter = { id, values: Array.from({ length: values }, (_, i) => file.u32(from + 4 * i)) }
    from += 4 * (values + (version === 1 ? values % 2 : 0))
    if (id !== DEFLATE && id !== SHUFFLE) throw notRead(name, `is packed by ${NAMES[id] ?? `filter ${id}`}`)
    return filter
  })
}

export interface Chunked {
  readonly shape: readonly number[]
  /** Sizes of a chunk, along as many axes. */
  readonly chunk: readonly number[]
  /** Bytes of a value. */
  readonly size: number
  readonly filters: readonly Filter[]
  readonly tree: number | undefined
}

/** The values of a dataset stored in chunks, put together as bytes. */
export function readChunks(file: Hdf5Bytes, { shape, chunk, size, filters, tree }: Chunked): Uint8Array {
  const rank = shape.length
  const bytesPerChunk = elementCount(chunk) * size
  const expected = shape.reduce((product, extent, axis) => product * Math.ceil(extent / chunk[axis]!), 1)
  if (!Number.isSafeInteger(bytesPerChunk) || chunk.includes(0)) throw new RangeError('chunks without a size')
  const entries = tree === undefined ? [] : treeChildren(file, tree, 1, 16 + 8 * rank)
  if (entries.length !== expected) throw new RangeError(`${entries.length} of ${expected} chunks of values`)
  const packed = entries.map(({ key, child }) => {
    const stored = file.slice(child, file.u32(key))
    if (bytesPerChunk > (filters.length > 0 ? LARGEST_RATIO : 1) * stored.length) {
      throw new RangeError(`a chunk of ${stored.length} bytes that stands for ${bytesPerChunk}`)
    }
    const origin = shape.map((_, axis) => file.u64(key + 8 + 8 * axis))
    file.takeOnce(`chunk ${origin.join()} of`, tree!)
    file.takeOnce('chunk', child)
    if (origin.some((at, axis) => at % chunk[axis]! !== 0 || at >= shape[axis]!))
      throw new RangeError('a chunk out of place')
    return { stored, mask: file.u32(key + 4), origin }
  })
  const whole = new Uint8Array(elementCount(shape) * size)
  for (const { stored, mask, origin } of packed) {
    copyChunk(unpacked(stored, mask, filters, bytesPerChunk), whole, { shape, chunk, size, origin })
  }
  return whole
}

/** Undoes the filters, last first, but for those that a chunk's mask says were left out. */
function unpacked(stored: Uint8Array, mask: number, filters: readonly Filter[], length: number): Uint8Array {
  let bytes = stored
  for (let f = filters.length - 1; f >= 0; f--) {
    if (mask & (1 << f)) continue
    const { id, values } = filters[f]!
    // A buffer of the size that is due is never grown.
    bytes =
      id === DEFLATE ? unzlibSync(bytes, { out: new Uint8Array(length) }) : unshuffled(bytes, values[0] ?? 1)
  }
  if (bytes.length !== length) throw new RangeError(`a chunk of ${bytes.length} bytes, not ${length}`)
  return bytes
}

/** First bytes of all values, then second ones, and so on, put back value by value. */
function unshuffled(bytes: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(bytes.length / size)
  const values = bytes.slice()
  for (let b = 0; b < size; b++) for (let i = 0; i < count; i++) values[i * size + b] = bytes[b * count + i]!
  return values
}

interface Placed {
  readonly shape: readonly number[]
  readonly chunk: readonly number[]
  readonly size: number
  readonly origin: readonly number[]
}

/** Copies runs along the last axis; what of a chunk lies beyond the dataset is left out. */
function copyChunk(from: Uint8Array, to: Uint8Array, { shape, chunk, size, origin }: Placed): void {
  const inside = chunk.map((extent, axis) => Math.min(extent, shape[axis]! - origin[axis]!))
  const last = shape.length - 1
  const rows = elementCount(inside.slice(0, last))
  const index = inside.map(() => 0)
  for (let row = 0; row < rows; row++) {
    const source = index.reduce((sum, at, axis) => sum * chunk[axis]! + at, 0)
    const target = index.reduce((sum, at, axis) => sum * shape[axis]! + at + origin[axis]!, 0)
    to.set(from.subarray(source * size, (source + inside[last]!) * size), target * size)
    for (let axis = last - 1; axis >= 0 && ++index[axis]! === inside[axis]!; axis--) index[axis] = 0
  }
}
