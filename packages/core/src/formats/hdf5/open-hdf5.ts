import type { NumericArray } from '../../arrays/numeric-array.js'
import { InputError } from '../../errors.js'
import { hdf5Start } from '../signatures.js'
import { Attributes, type AttributeValue } from './attributes.js'
import { Hdf5Dataset } from './dataset.js'
import { Hdf5Bytes, notRead } from './hdf5-bytes.js'
import { type Link, readLinks } from './links.js'
import { MESSAGE, type Message, readObjectHeader } from './object-header.js'

/** A group of an HDF5 file, or an array in one; paths have slashes between names. */
export interface Hdf5Group {
  readonly names: readonly string[]
  /** @throws InputError HDF5_UNSUPPORTED for a value that is neither text nor numbers */
  attribute(name: string): AttributeValue | undefined
  /** The group at a path; undefined if there is none. */
  group(path: string): Hdf5Group | undefined
  /** The array at a path; undefined if there is none. */
  array(path: string): Hdf5Array | undefined
}

export interface Hdf5Array {
  readonly shape: readonly number[]
  /** Bytes its values take, unpacked. */
  readonly byteLength: number
  /** Whether it holds whole numbers, or truth values. */
  readonly isWhole: boolean
  /** Its values, row-major. Those stored once can be read once. */
  read(): NumericArray
}

/**
 * Opens an HDF5 file (HDF5 File Format Specification 3.0) of what h5py writes unless told otherwise: superblocks 0 to 3, objects of
 * version 1 and 2, symbol tables and link messages, compact, contiguous and chunked arrays, deflated and shuffled. Nothing
 * but what is asked for is read, links out of the file are not followed, and time and memory are in proportion to its length.
 *
 * @param name - what to call the file in an error
 * @throws InputError HDF5_CORRUPT, HDF5_UNSUPPORTED, also from what is asked of the groups and arrays within
 */
export function openHdf5(bytes: Uint8Array, name: string): Hdf5Group {
  return orCorrupt(name, () => {
    const start = hdf5Start(bytes)
    if (start === undefined) throw new RangeError('it does not begin as one does')
    const file = new Hdf5Bytes(bytes.subarray(start))
    return new Whole(file, name).group(rootOf(file, name), '')
  })
}

/** Address of the root group, from the superblock (II.A). */
function rootOf(file: Hdf5Bytes, name: string): number {
  const version = file.u8(8)
  if (version > 3) throw notRead(name, `has a superblock of version ${version}`)
  const old = version < 2
  const sizes = [file.u8(old ? 13 : 9), file.u8(old ? 14 : 10)]
  if (sizes.join() !== '8,8') throw notRead(name, `has addresses of ${sizes.join(' and ')} bytes`)
  const addresses = old ? (version === 0 ? 24 : 28) : 12
  // Of a file behind a user block, counted from the block's start.
  const end = file.u64(addresses + 16) - file.u64(addresses)
  if (end > file.bytes.length) throw new RangeError(`it is ${file.bytes.length} bytes long, and was ${end}`)
  return old ? file.u64(addresses + 40) : file.u64(addresses + 24)
}

function orCorrupt<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw new InputError('HDF5_CORRUPT', `${name} is not a whole HDF5 file: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/** An open file, with the objects read so far by address: each is read once, whatever links lead to it. */
class Whole {
  readonly file: Hdf5Bytes
  readonly name: string
  readonly #objects = new Map<number, readonly Message[]>()
  readonly #groups = new Map<number, Group>()
  readonly #datasets = new Map<number, Hdf5Dataset>()

  constructor(file: Hdf5Bytes, name: string) {
    this.file = file
    this.name = name
  }

  object(address: number): readonly Message[] {
    const messages = this.#objects.get(address) ?? readObjectHeader(this.file, address)
    this.#objects.set(address, messages)
    return messages
  }

  group(address: number, path: string): Group {
    const group = this.#groups.get(address) ?? new Group(this, path, this.object(address))
    this.#groups.set(address, group)
    return group
  }

  dataset(address: number, path: string): Hdf5Dataset {
    const dataset =
      this.#datasets.get(address) ?? new Hdf5Dataset(this.file, this.label(path), this.object(address))
    this.#datasets.set(address, dataset)
    return dataset
  }

  label(path: string): string {
    return path ? `${path} in ${this.name}` : this.name
  }
}

class Group implements Hdf5Group {
  readonly #whole: Whole
  readonly #path: string
  readonly #attributes: Attributes
  readonly #links: ReadonlyMap<string, Link>

  constructor(whole: Whole, path: string, messages: readonly Message[]) {
    const links = readLinks(whole.file, messages)
    if (!links) throw new RangeError(`${path || 'its root'} is no group`)
    this.#whole = whole
    this.#path = path
    this.#links = links
    this.#attributes = new Attributes(whole.file, whole.label(path), messages)
  }

  get names(): readonly string[] {
    return [...this.#links.keys()]
  }

  attribute(name: string): AttributeValue | undefined {
    return orCorrupt(this.#whole.name, () => this.#attributes.get(name))
  }

  group(path: string): Hdf5Group | undefined {
    return orCorrupt(this.#whole.name, () => {
      const found = this.#at(path)
      return found && !found.isArray ? this.#whole.group(found.address, found.path) : undefined
    })
  }

  array(path: string): Hdf5Array | undefined {
    const whole = this.#whole
    return orCorrupt(whole.name, () => {
      const found = this.#at(path)
      if (!found?.isArray) return undefined
      const dataset = whole.dataset(found.address, found.path)
      const { shape, byteLength, isWhole } = dataset
      return { shape, byteLength, isWhole, read: () => orCorrupt(whole.name, () => dataset.read()) }
    })
  }

  #at(path: string): Found | undefined {
    const [first = '', ...rest] = path.split('/').filter((part) => part !== '' && part !== '.')
    const link = this.#links.get(first)
    if (!link) return undefined
    const whole = this.#whole
    const at = this.#path ? `${this.#path}/${first}` : first
    if ('elsewhere' in link) throw notRead(whole.label(at), `is a link to ${link.elsewhere}`)
    const messages = whole.object(link.address)
    const isArray = messages.some(({ type }) => type === MESSAGE.dataspace)
    if (rest.length === 0) return { path: at, address: link.address, isArray }
    return isArray ? undefined : whole.group(link.address, at).#at(rest.join('/'))
  }
}

interface Found {
  readonly path: string
  readonly address: number
  readonly isArray: boolean
}
