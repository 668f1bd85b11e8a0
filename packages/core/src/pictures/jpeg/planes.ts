import type { Samples } from '../raster.js'
import type { BitReader } from './bit-reader.js'
import type { Component, Frame } from './frame.js'
import type { HuffmanTable } from './huffman-table.js'
import type { InverseDct } from './inverse-dct.js'
import { BandReader } from './progressive-block.js'
import { type BlockReader, blocksIn, readBlocks, type Scan } from './scan.js'
import { readSequentialBlock } from './sequential-block.js'
import { standardTables } from './standard-tables.js'
import type { Tables } from './tables.js'

/** A component on its way from data to samples. */
interface Plane {
  readonly component: Component
  /** Steps of its coefficients, as they were in force at its first scan. */
  steps: Uint16Array
  /** [storedHigh × 8, storedWide × 8] once complete; of a sequential picture, as it is read. */
  samples?: Samples
  /** Of a progressive picture, until complete: [storedHigh, storedWide, 64]. */
  coefficients?: Int16Array
  /** By coefficient, in zigzag order: its lowest bit that came; −1 before any. */
  readonly known: Int8Array
}

/** All components of a picture, into which scans are read. */
export class Planes {
  readonly #frame: Frame
  readonly #transform: InverseDct
  readonly #planes: Plane[]

  constructor(frame: Frame, transform: InverseDct) {
    this.#frame = frame
    this.#transform = transform
    this.#planes = frame.components.map((component) => ({
      component,
      steps: new Uint16Array(),
      known: new Int8Array(64).fill(-1),
    }))
  }

  /** Whether every coefficient came to its last bit. */
  get complete(): boolean {
    return this.#planes.every(({ known }) => known.every((bit) => bit === 0))
  }

  /** A complete component's samples, rows of 8 × storedWide. */
  samples(component: number): Samples {
    const plane = this.#planes[component]!
    if (!plane.samples) {
      plane.samples = this.#transformed(plane)
      delete plane.coefficients
    }
    return plane.samples
  }

  /** Reads a scan's data. @throws Error if they are damaged, or more or less than what is still missing */
  read(
    bytes: Uint8Array,
    at: number,
    scan: Scan,
    tables: Tables,
  ): { readonly at: number; readonly left: number } {
    const least = blocksIn(scan, this.#frame) * (this.#frame.progressive ? (scan.first > 0 ? 0 : 1) : 2)
    if ((bytes.length - at) * 8 < least) {
      const { width, height } = this.#frame
      throw new Error(`${bytes.length - at} bytes of data cannot hold its ${width}×${height} pixels`)
    }
    for (const { component } of scan.parts) this.#expect(this.#planes[component]!, scan, tables)
    const readers = (reader: BitReader) =>
      this.#frame.progressive
        ? this.#progressive(reader, scan, tables)
        : this.#sequential(reader, scan, tables)
    return readBlocks(bytes, at, scan, this.#frame, tables.restartInterval, readers)
  }

  /** Notes what a scan brings to a component, which must be what is missing, and makes room for it. */
  #expect(plane: Plane, { first, last, bit, further }: Scan, { quantization }: Tables): void {
    const { component, known } = plane
    for (let k = first; k <= last; k++) {
      if (known[k] !== (further ? bit + 1 : -1))
        throw new Error('a scan brings what came before, or comes too early')
      known[k] = bit
    }
    if (plane.steps.length > 0) return
    if (first > 0) throw new Error('a component begins without its mean')
    const steps = quantization[component.table]
    if (!steps) throw new Error('a quantization table is missing')
    plane.steps = steps
    const size = component.storedWide * component.storedHigh * 64
    if (this.#frame.progressive) plane.coefficients = new Int16Array(size)
    else plane.samples = this.#frame.depth === 8 ? new Uint8Array(size) : new Uint16Array(size)
  }

  #sequential(reader: BitReader, { parts }: Scan, { dc, ac }: Tables): BlockReader {
    const block = new Int16Array(64)
    const before = new Int32Array(parts.length)
    const standard = standardTables()
    const codes = parts.map(
      (part) =>
        [present(dc[part.dc] ?? standard.dc[part.dc]), present(ac[part.ac] ?? standard.ac[part.ac])] as const,
    )
    const planes = parts.map(({ component }) => this.#planes[component]!)
    return {
      block: (part, row, column) => {
        const { component, steps, samples } = planes[part]!
        const [levels, details] = codes[part]!
        before[part] = readSequentialBlock(reader, levels, details, block, before[part]!)
        const stride = 8 * component.storedWide
        this.#transform(block, 0, steps, samples!, 8 * (row * stride + column), stride)
      },
      restart: () => before.fill(0),
    }
  }

  #progressive(reader: BitReader, scan: Scan, { dc, ac }: Tables): BlockReader {
    const planes = scan.parts.map(({ component }) => this.#planes[component]!)
    const from = (part: number, row: number, column: number) =>
      64 * (row * planes[part]!.component.storedWide + column)
    if (scan.first > 0) {
      const coefficients = planes[0]!.coefficients!
      const band = new BandReader(reader, present(ac[scan.parts[0]!.ac]), scan)
      const block: BlockReader['block'] = scan.further
        ? (part, row, column) => band.readFurther(coefficients, from(part, row, column))
        : (part, row, column) => band.readFirst(coefficients, from(part, row, column))
      return { block, restart: () => band.restart() }
    }
    if (scan.further) {
      const block: BlockReader['block'] = (part, row, column) => {
        planes[part]!.coefficients![from(part, row, column)]! |= reader.receive(1) << scan.bit
      }
      return { block, restart: () => {} }
    }
    const codes = scan.parts.map((part) => present(dc[part.dc]))
    const before = new Int32Array(planes.length)
    return {
      block: (part, row, column) => {
        const bits = reader.symbol(codes[part]!)
        if (bits > 0) before[part]! += reader.receiveSigned(bits)
        planes[part]!.coefficients![from(part, row, column)] = before[part]! << scan.bit
      },
      restart: () => before.fill(0),
    }
  }

  #transformed({ component, coefficients, steps }: Plane): Samples {
    const { storedWide, storedHigh } = component
    const samples = new (this.#frame.depth === 8 ? Uint8Array : Uint16Array)(coefficients!.length)
    const stride = 8 * storedWide
    for (let row = 0; row < storedHigh; row++) {
      for (let column = 0; column < storedWide; column++) {
        const from = 64 * (row * storedWide + column)
        this.#transform(coefficients!, from, steps, samples, 8 * (row * stride + column), stride)
      }
    }
    return samples
  }
}

function present(table: HuffmanTable | undefined): HuffmanTable {
  if (!table) throw new Error('a Huffman table is missing')
  return table
}
