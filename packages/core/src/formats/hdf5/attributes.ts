import { decodeValues } from '../../arrays/decode-values.js'
import { elementCount } from '../../arrays/numeric-array.js'
import { type Datatype, readDataspace, readDatatype } from './datatype.js'
import { type Hdf5Bytes, notRead } from './hdf5-bytes.js'
import { type HeapObject, heapObjects } from './heap-objects.js'
import { MESSAGE, type Message } from './object-header.js'

/** An attribute's value: of one number or text, or of several. */
export type AttributeValue = string | number | readonly string[] | readonly number[]

/** The attributes of an object by name, each decoded when it is asked for. */
export class Attributes {
  readonly #file: Hdf5Bytes
  readonly #name: string
  readonly #messages: readonly Message[]
  #places: ReadonlyMap<string, Place> | undefined

  constructor(file: Hdf5Bytes, name: string, messages: readonly Message[]) {
    this.#file = file
    this.#name = name
    this.#messages = messages
  }

  has(name: string): boolean {
    return this.#all().has(name)
  }

  /** @throws InputError HDF5_UNSUPPORTED for values that are neither text nor numbers */
  get(name: string): AttributeValue | undefined {
    const place = this.#all().get(name)
    if (!place) return undefined
    const { shape } = place
    if (!shape) return []
    const values = this.#values(name, place, elementCount(shape))
    return shape.length === 0 ? values[0]! : values
  }

  #all(): ReadonlyMap<string, Place> {
    if (this.#places) return this.#places
    const file = this.#file
    const own = this.#messages.filter(({ type }) => type === MESSAGE.attribute)
    if (own.some(({ shared }) => shared)) throw notRead(this.#name, 'shares attributes between objects')
    const inHeaps = this.#messages
      .filter(({ type }) => type === MESSAGE.attributeInfo)
      .flatMap((info) => inHeap(file, info))
    this.#places = new Map([...own, ...inHeaps].map((message) => placeOf(file, message)))
    return this.#places
  }

  #values(name: string, { datatype, at, end }: Place, count: number): readonly string[] | readonly number[] {
    const file = this.#file
    if (!(at + count * datatype.size <= end)) throw new RangeError(`attribute ${name} is cut short`)
    file.step(count)
    switch (datatype.kind) {
      case 'number':
        return [
          ...decodeValues(file.slice(at, count * datatype.size), datatype.type, count, datatype.littleEndian),
        ]
      case 'text':
        return each(count, (i) => file.text(file.slice(at + i * datatype.size, datatype.size)))
      case 'variable text':
        return each(count, (i) => file.text(heapObject(file, at + i * datatype.size)))
      default:
        throw notRead(
          this.#name,
          `has an attribute ${name} of ${datatype.kind === 'other' ? datatype.words : datatype.kind}`,
        )
    }
  }
}

/** Attributes too many or too long for an object's header. */
function inHeap(file: Hdf5Bytes, { at }: Message): readonly HeapObject[] {
  const heapAt = at + 2 + (file.u8(at + 1) & 1 ? 2 : 0)
  const heap = file.address(heapAt)
  const tree = file.address(heapAt + 8)
  return heap === undefined || tree === undefined ? [] : heapObjects(file, heap, tree)
}

const each = <T>(count: number, value: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => value(i))

interface Place {
  readonly datatype: Datatype
  readonly shape: readonly number[] | undefined
  readonly at: number
  readonly end: number
}

/** Where an attribute's values lie in its message, of version 1, 2 or 3 (IV.A.2.m). */
function placeOf(file: Hdf5Bytes, { at, size }: HeapObject): [name: string, place: Place] {
  const version = file.u8(at)
  if (version < 1 || version > 3) throw new RangeError(`an attribute of version ${version}`)
  const [nameSize, typeSize, spaceSize] = [2, 4, 6].map((offset) => file.u16(at + offset)) as [
    number,
    number,
    number,
  ]
  // Up to version 1 each part is padded to 8 bytes.
  const padded = (length: number) => (version === 1 ? Math.ceil(length / 8) * 8 : length)
  const nameAt = at + (version === 3 ? 9 : 8)
  const typeAt = nameAt + padded(nameSize)
  const spaceAt = typeAt + padded(typeSize)
  const shared = version > 1 && (file.u8(at + 1) & 3) !== 0
  const datatype: Datatype = shared
    ? { kind: 'other', size: 0, words: 'a type kept elsewhere' }
    : readDatatype(file, typeAt)
  return [
    file.text(file.slice(nameAt, nameSize)),
    {
      datatype,
      shape: shared ? [] : readDataspace(file, spaceAt),
      at: spaceAt + padded(spaceSize),
      end: at + size,
    },
  ]
}

/** Text of any length: its length, and a place in a global heap (III.E). */
function heapObject(file: Hdf5Bytes, at: number): Uint8Array {
  const length = file.u32(at)
  const heap = file.address(at + 4)
  const index = file.u32(at + 12)
  if (length === 0 || heap === undefined) return new Uint8Array(0)
  file.expect(heap, 'GCOL')
  const end = heap + file.u64(heap + 8)
  for (let from = heap + 16; from + 16 <= end; ) {
    file.step()
    const size = file.u64(from + 8)
    if (file.u16(from) === index) {
      if (length > size) throw new RangeError(`text of ${length} bytes in ${size}`)
      return file.slice(from + 16, length)
    }
    // The free space that closes a heap has index 0.
    if (file.u16(from) === 0) break
    from += 16 + Math.ceil(size / 8) * 8
  }
  throw new RangeError(`no text ${index} in the heap at ${heap}`)
}
