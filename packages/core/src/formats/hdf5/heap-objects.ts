import type { Hdf5Bytes } from './hdf5-bytes.js'

/** Where an object of a heap lies in the file. */
export interface HeapObject {
  readonly at: number
  readonly size: number
}

/** B-trees whose records begin with a heap's identifier (attributes by name), and with a hash before it (links by name). */
const ID_AT: Readonly<Record<number, number>> = { 5: 4, 8: 0 }

/**
 * The objects of a fractal heap that a B-tree of version 2 lists: links or attributes too many for an object's header, as files of
 * version 1.8 and newer keep them (HDF5 File Format Specification 3.0, III.A.2 and III.G).
 *
 * @throws RangeError
 */
export function heapObjects(file: Hdf5Bytes, heapAt: number, treeAt: number): readonly HeapObject[] {
  const heap = new FractalHeap(file, heapAt)
  file.expect(treeAt, 'BTHD')
  const idAt = ID_AT[file.u8(treeAt + 5)]
  if (idAt === undefined) throw new RangeError(`a tree of type ${file.u8(treeAt + 5)}`)
  return treeRecords(file, treeAt).map((record) => heap.object(record + idAt))
}

/** Bytes that hold numbers up to a largest one. */
function bytesFor(largest: number): number {
  return Math.floor(Math.log2(largest) / 8) + 1
}

/** Where the records of a B-tree of version 2 lie. */
function treeRecords(file: Hdf5Bytes, at: number): readonly number[] {
  const nodeSize = file.u32(at + 6)
  const recordSize = file.u16(at + 10)
  const depth = file.u16(at + 12)
  const root = file.address(at + 16)
  if (root === undefined) return []
  if (recordSize === 0 || nodeSize < 10 + recordSize || depth > 32)
    throw new RangeError(`a tree of nodes of ${nodeSize} bytes`)
  // What the root, whose place is known, is led to by, and each level below it.
  const leafMost = Math.floor((nodeSize - 10) / recordSize)
  const countBytes = bytesFor(leafMost)
  const totalBytes = [0]
  let most = leafMost
  for (let level = 1; level < depth; level++) {
    const pointer = 8 + countBytes + totalBytes[level - 1]!
    const inNode = Math.floor((nodeSize - 10 - pointer) / (recordSize + pointer))
    most = (inNode + 1) * most + inNode
    totalBytes.push(bytesFor(most))
  }
  const records: number[] = []
  let nodes = [{ at: root, count: file.u16(at + 24) }]
  for (let level = depth; level >= 0; level--) {
    const below: { at: number; count: number }[] = []
    for (const { at: node, count } of nodes) {
      file.takeOnce('branch', node)
      file.expect(node, level > 0 ? 'BTIN' : 'BTLF')
      file.step(count)
      for (let i = 0; i < count; i++) records.push(node + 6 + i * recordSize)
      if (level === 0) continue
      const pointers = node + 6 + count * recordSize
      const size = 8 + countBytes + totalBytes[level - 1]!
      for (let i = 0; i <= count; i++) {
        below.push({
          at: file.u64(pointers + i * size),
          count: littleEndian(file, pointers + i * size + 8, countBytes),
        })
      }
    }
    nodes = below
  }
  return records
}

/** A heap whose blocks double in size, in rows of as many blocks each. */
class FractalHeap {
  readonly #file: Hdf5Bytes
  readonly #width: number
  readonly #start: number
  readonly #directRows: number
  readonly #offsetBytes: number
  readonly #lengthBytes: number
  readonly #root: number
  readonly #rows: number

  constructor(file: Hdf5Bytes, at: number) {
    file.expect(at, 'FRHP')
    if (file.u16(at + 7) !== 0) throw new RangeError('a packed heap')
    const largestBlock = file.u64(at + 120)
    this.#file = file
    this.#width = file.u16(at + 110)
    this.#start = file.u64(at + 112)
    this.#directRows = Math.log2(largestBlock / this.#start) + 2
    this.#offsetBytes = Math.ceil(file.u16(at + 128) / 8)
    this.#lengthBytes = bytesFor(Math.min(largestBlock, file.u32(at + 10)))
    this.#root = file.u64(at + 132)
    this.#rows = file.u16(at + 140)
    if (!Number.isInteger(this.#directRows) || !(this.#width > 0 && this.#start > 0)) {
      throw new RangeError(`a heap of blocks of ${this.#start} to ${largestBlock} bytes`)
    }
  }

  /** @param id - where the object's identifier lies */
  object(id: number): HeapObject {
    const file = this.#file
    if (file.u8(id) !== 0) throw new RangeError('an object kept outside of its heap')
    const offset = littleEndian(file, id + 1, this.#offsetBytes)
    const size = littleEndian(file, id + 1 + this.#offsetBytes, this.#lengthBytes)
    const at = this.#rows === 0 ? this.#root + offset : this.#find(offset)
    file.slice(at, size)
    return { at, size }
  }

  /** From block to smaller block, until one that holds objects. */
  #find(offset: number): number {
    const file = this.#file
    let block = this.#root
    let rows = this.#rows
    let within = offset
    for (;;) {
      file.step()
      file.expect(block, 'FHIB')
      let row = 0
      while (row < rows && within >= this.#width * this.#blockSize(row))
        within -= this.#width * this.#blockSize(row++)
      if (row >= rows) throw new RangeError(`an object at ${offset}, beyond its heap`)
      const size = this.#blockSize(row)
      const column = Math.floor(within / size)
      within -= column * size
      const child = file.u64(block + 13 + this.#offsetBytes + 8 * (row * this.#width + column))
      if (row < this.#directRows) return child + within
      const childRows = Math.log2(size / (this.#start * this.#width)) + 1
      if (!(childRows >= 1 && childRows < rows)) throw new RangeError('a heap within itself')
      block = child
      rows = childRows
    }
  }

  #blockSize(row: number): number {
    return this.#start * 2 ** Math.max(row - 1, 0)
  }
}

function littleEndian(file: Hdf5Bytes, at: number, bytes: number): number {
  let value = 0
  for (let i = bytes - 1; i >= 0; i--) value = value * 256 + file.u8(at + i)
  return value
}
