import { Inflate, inflateSync } from 'fflate'
import { InputError } from '../errors.js'
import { crc32 } from './crc32.js'

/** A file in a ZIP archive, as the archive's directory describes it. */
interface Entry {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly unpacked: number
  /** Where its local header is. */
  readonly offset: number
}

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_HEADER = 0x04034b50
const END_SIZE = 22
/** An archive of arrays has a few; a directory of millions is meant to keep a reader busy. */
const MOST_ENTRIES = 10_000
/** Deflate gives at most 258 bytes for every 2 bits. */
const LARGEST_RATIO = 1032
/** Bytes inflated at a time where only a file's start is asked for. */
const PACKED_STEP = 256

/** A ZIP archive whose files are unpacked one by one, when they are asked for. */
export interface ZipArchive {
  /** In the order of the archive's directory; a file may be there twice. */
  readonly names: readonly string[]
  /**
   * How a file begins, and how long the archive says that it is: what can be refused is, before memory is taken for the rest.
   * Only of a file no longer than asked for is the checksum checked, which is of the whole.
   *
   * @param length - bytes to unpack, of a longer file
   * @throws InputError as `unpack`
   */
  start(file: string, length: number): { readonly bytes: Uint8Array; readonly size: number }
  /** @throws InputError ZIP_CORRUPT, ZIP_TOO_LARGE, ZIP_METHOD */
  unpack(file: string): Uint8Array
}

/**
 * Opens a ZIP archive (PKWARE's APPNOTE, 4.3 and 4.5), stored or deflated, to unpack files with their checksums checked: the
 * compression library's own unpacker neither checks them nor bounds what an archive unpacks to. What nobody asks for stays
 * packed, and may be of any kind.
 *
 * @param limit - refuse to unpack more bytes than this in all
 * @throws InputError ZIP_CORRUPT
 */
export function openZip(bytes: Uint8Array, name: string, limit: number): ZipArchive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = orCorrupt(name, () => directoryOf(view))
  let total = 0
  const entryOf = (file: string): Entry => {
    const found = entries.filter((entry) => entry.name === file)
    if (found.length !== 1) throw new RangeError(`${file} is ${found.length ? 'in it twice' : 'not in it'}`)
    const [entry] = found
    if (total + entry!.unpacked > limit) {
      throw new InputError('ZIP_TOO_LARGE', `${name} unpacks to more than ${limit} bytes`)
    }
    return entry!
  }
  return {
    names: entries.map((entry) => entry.name),
    start: (file, length) =>
      orCorrupt(name, () => {
        const entry = entryOf(file)
        return { bytes: startOf(view, entry, length), size: entry.unpacked }
      }),
    unpack: (file) =>
      orCorrupt(name, () => {
        const entry = entryOf(file)
        total += entry.unpacked
        return unpack(view, entry)
      }),
  }
}

function orCorrupt<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw new InputError('ZIP_CORRUPT', `${name} is not a whole ZIP archive: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/** Reads past the end are RangeErrors of the DataView's. */
function directoryOf(view: DataView): Entry[] {
  const end = endOfDirectory(view)
  const count = view.getUint16(end + 10, true)
  if (count > MOST_ENTRIES) throw new RangeError(`it says it holds ${count} files`)
  const entries: Entry[] = []
  let at = view.getUint32(end + 16, true)
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw new RangeError('its directory is damaged')
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((o) => view.getUint16(at + o, true))
    const packed = view.getUint32(at + 20, true)
    const unpacked = view.getUint32(at + 24, true)
    const offset = view.getUint32(at + 42, true)
    if ([packed, unpacked, offset].includes(0xffffffff)) {
      throw new RangeError('files of 4 GiB and more are not supported')
    }
    entries.push({
      name: new TextDecoder().decode(slice(view, at + 46, nameLength!)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed,
      unpacked,
      offset,
    })
    at += 46 + nameLength! + extraLength! + commentLength!
  }
  return entries
}

/** The end record closes the file, but for a comment of at most 65,535 bytes. */
function endOfDirectory(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_SIZE - 0xffff)
  for (let at = view.byteLength - END_SIZE; at >= first; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at
  }
  throw new RangeError('it has no directory')
}

/** A file's bytes as they are in the archive. */
function packedBytes(view: DataView, { name, method, packed, unpacked, offset }: Entry): Uint8Array {
  if (view.getUint32(offset, true) !== LOCAL_HEADER) throw new RangeError(`${name} is not where it should be`)
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  const stored = slice(view, start, packed)
  if (unpacked > LARGEST_RATIO * packed) throw new RangeError(`${name} cannot unpack to ${unpacked} bytes`)
  if (method !== 0 && method !== 8) {
    throw new InputError('ZIP_METHOD', `${name} is packed by method ${method}, expected stored or deflated`)
  }
  return stored
}

function unpack(view: DataView, entry: Entry): Uint8Array {
  const { name, method, crc, unpacked } = entry
  const packed = packedBytes(view, entry)
  // A given buffer of the stated size is never grown: what would not fit is dropped, and the checksum tells.
  const data = method === 0 ? packed.slice() : inflateSync(packed, { out: new Uint8Array(unpacked) })
  if (data.length !== unpacked)
    throw new RangeError(`${name} unpacks to ${data.length} bytes, not ${unpacked}`)
  if (crc32(data) !== crc) throw new RangeError(`${name} does not match its checksum`)
  return data
}

function startOf(view: DataView, entry: Entry, length: number): Uint8Array {
  if (entry.unpacked <= length) return unpack(view, entry)
  const packed = packedBytes(view, entry)
  return entry.method === 0 ? packed.slice(0, length) : inflatedStart(packed, length)
}

/** Packed bytes are fed in so few at a time that what they unpack to, at most `LARGEST_RATIO` times as many, stays small. */
function inflatedStart(packed: Uint8Array, length: number): Uint8Array {
  const start = new Uint8Array(length)
  let filled = 0
  const inflate = new Inflate((chunk) => {
    const taken = chunk.subarray(0, length - filled)
    start.set(taken, filled)
    filled += taken.length
  })
  for (let at = 0; at < packed.length && filled < length; at += PACKED_STEP) {
    inflate.push(packed.subarray(at, at + PACKED_STEP), at + PACKED_STEP >= packed.length)
  }
  return start.subarray(0, filled)
}

function slice(view: DataView, start: number, length: number): Uint8Array {
  if (start + length > view.byteLength) throw new RangeError('it ends too early')
  return new Uint8Array(view.buffer, view.byteOffset + start, length)
}
