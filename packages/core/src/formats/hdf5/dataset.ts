import { bytesPerValue, decodeValues } from '../../arrays/decode-values.js'
import { elementCount, type NumericArray, shapeText } from '../../arrays/numeric-array.js'
import { Attributes } from './attributes.js'
import { LARGEST_RATIO, readChunks, readFilters } from './chunks.js'
import { type Datatype, readDataspace, readDatatype } from './datatype.js'
import { type Hdf5Bytes, notRead } from './hdf5-bytes.js'
import { MESSAGE, type Message } from './object-header.js'

/** An array in an HDF5 file: its shape is known before its values are read. */
export class Hdf5Dataset {
  readonly shape: readonly number[]
  readonly attributes: Attributes
  readonly #file: Hdf5Bytes
  readonly #name: string
  readonly #messages: readonly Message[]
  readonly #datatype: Datatype

  constructor(file: Hdf5Bytes, name: string, messages: readonly Message[]) {
    this.#file = file
    this.#name = name
    this.#messages = messages
    this.attributes = new Attributes(file, name, messages)
    const datatype = this.#message(MESSAGE.datatype, 'type')
    if (datatype.shared) throw notRead(name, 'has a type kept elsewhere')
    this.#datatype = readDatatype(file, datatype.at)
    const shape = readDataspace(file, this.#message(MESSAGE.dataspace, 'shape').at)
    if (!shape) throw notRead(name, 'holds no values')
    this.shape = shape
    const packed = messages.some(({ type }) => type === MESSAGE.filters)
    file.claim(this.byteLength, packed ? LARGEST_RATIO : 1)
  }

  /** Bytes that its values take in the file, unpacked. */
  get byteLength(): number {
    return elementCount(this.shape) * this.#datatype.size
  }

  /** Whether it holds whole numbers, or truth values. */
  get isWhole(): boolean {
    return this.#datatype.kind === 'number' && /^[iu]/.test(this.#datatype.type)
  }

  /** @throws InputError HDF5_UNSUPPORTED; RangeError for what is not whole */
  read(): NumericArray {
    const type = this.#type()
    const count = elementCount(this.shape)
    const bytes = this.#bytes(count * bytesPerValue(type))
    const littleEndian = this.#datatype.kind !== 'number' || this.#datatype.littleEndian
    return { shape: this.shape, type, data: decodeValues(bytes, type, count, littleEndian) }
  }

  #type() {
    const datatype = this.#datatype
    if (datatype.kind === 'number') return datatype.type
    // Keras says of these bytes what they are.
    if (datatype.kind === 'opaque' && datatype.size === 2 && this.attributes.get('dtype') === 'bfloat16')
      return 'bf2'
    throw notRead(this.#name, `holds ${datatype.kind === 'other' ? datatype.words : datatype.kind}`)
  }

  #message(type: number, what: string): Message {
    const found = this.#messages.find((message) => message.type === type)
    if (!found) throw new RangeError(`${this.#name} has no ${what}`)
    return found
  }

  /** Its values as they are stored, by a layout message of version 1 to 4 (IV.A.2.i). */
  #bytes(length: number): Uint8Array {
    if (!Number.isSafeInteger(length))
      throw new RangeError(`${this.#name} of ${shapeText(this.shape)} values`)
    if (this.#messages.some(({ type }) => type === MESSAGE.externalFiles))
      throw notRead(this.#name, 'keeps its values in other files')
    const file = this.#file
    const { at } = this.#message(MESSAGE.layout, 'layout')
    const version = file.u8(at)
    const old = version < 3
    const kind = file.u8(at + (old ? 2 : 1))
    if (version > 4 || (version === 4 && kind > 1))
      throw notRead(this.#name, 'has chunks as h5py lays them out with libver="latest"')
    const from = at + (old ? 8 : 2)
    if (kind === 0) return this.#compact(from, old, file.u8(at + 1), length)
    if (kind === 1) return this.#stored(file.address(from), length)
    if (kind !== 2) throw new RangeError(`${this.#name} has a layout of kind ${kind}`)
    const rank = file.u8(old ? at + 1 : from) - 1
    if (rank !== this.shape.length) throw new RangeError(`${this.#name} has chunks of ${rank} axes`)
    const tree = old ? from : from + 1
    const filters = this.#messages.find(({ type }) => type === MESSAGE.filters)
    return readChunks(file, {
      shape: this.shape,
      chunk: this.shape.map((_, axis) => file.u32(tree + 8 + 4 * axis)),
      size: this.#datatype.size,
      filters: filters ? readFilters(file, filters, this.#name) : [],
      tree: file.address(tree),
    })
  }

  /** Values within the header itself. */
  #compact(from: number, old: boolean, rank: number, length: number): Uint8Array {
    const sizeAt = old ? from + 4 * rank : from
    const size = this.#file.unsigned(sizeAt, old ? 4 : 2)
    if (size !== length) throw new RangeError(`${this.#name} has ${size} bytes of values, not ${length}`)
    return this.#file.slice(sizeAt + (old ? 4 : 2), size)
  }

  #stored(address: number | undefined, length: number): Uint8Array {
    if (length === 0) return new Uint8Array(0)
    if (address === undefined) throw new RangeError(`${this.#name} has no values`)
    // The same bytes under many names would be memory out of nothing.
    this.#file.takeOnce('array', address)
    return this.#file.slice(address, length)
  }
}
