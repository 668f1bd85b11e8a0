import type { BitReader } from './bit-reader.js'
import type { HuffmanTable } from './huffman-table.js'
import { ZIGZAG } from './tables.js'

/** The part of the coefficients that a progressive scan brings (ITU-T T.81, G.1.1). */
export interface SpectralBand {
  /** First and last coefficient, in zigzag order. */
  readonly first: number
  readonly last: number
  /** Lowest bit brought. */
  readonly bit: number
}

/** Reads a band of AC coefficients, for the first time or a further bit of each; remembers how many blocks bring no more. */
export class BandReader {
  readonly #reader: BitReader
  readonly #table: HuffmanTable
  readonly #band: SpectralBand
  /** Blocks to come without a new coefficient (T.81, G.1.2.2). */
  #emptyBlocks = 0

  constructor(reader: BitReader, table: HuffmanTable, band: SpectralBand) {
    this.#reader = reader
    this.#table = table
    this.#band = band
  }

  /** @throws Error if blocks that are announced do not come before a restart or the end */
  restart(): void {
    if (this.#emptyBlocks > 0) throw new Error('a run of blocks goes on too long')
  }

  /** The band's first scan: values without their lowest bits. @throws Error if more coefficients come than the band has */
  readFirst(coefficients: Int16Array, from: number): void {
    if (this.#emptyBlocks > 0) {
      this.#emptyBlocks--
      return
    }
    const { first, last, bit } = this.#band
    for (let k = first; k <= last; k++) {
      const symbol = this.#reader.symbol(this.#table)
      const size = symbol & 15
      if (size === 0 && symbol !== 0xf0) {
        this.#emptyBlocks = this.#runOf(symbol >> 4) - 1
        return
      }
      k += symbol >> 4
      if (k > last) throw new Error('a block has more coefficients than its scan')
      if (size > 0) coefficients[from + ZIGZAG[k]!] = this.#reader.receiveSigned(size) << bit
    }
  }

  /** A further bit of the coefficients that are not zero, and new ones between them (T.81, G.1.2.3). */
  readFurther(coefficients: Int16Array, from: number): void {
    const { first, last, bit } = this.#band
    let k = first
    while (k <= last && this.#emptyBlocks === 0) {
      const symbol = this.#reader.symbol(this.#table)
      const size = symbol & 15
      if (size > 1) throw new Error('a scan brings more than one bit')
      if (size === 0 && symbol !== 0xf0) {
        this.#emptyBlocks = this.#runOf(symbol >> 4)
        break
      }
      const value = size === 0 ? 0 : this.#reader.receive(1) === 1 ? 1 << bit : -1 << bit
      k = this.#refine(coefficients, from, k, symbol >> 4)
      if (k > last && (size > 0 || this.#zeros > 0))
        throw new Error('a block has more coefficients than its scan')
      if (size > 0) coefficients[from + ZIGZAG[k]!] = value
      k++
    }
    if (this.#emptyBlocks === 0) return
    this.#refine(coefficients, from, k, 64)
    this.#emptyBlocks--
  }

  /** Zeros not yet gone over when the band ended. */
  #zeros = 0

  /** Goes over so many zeros and to the next one, giving what is not zero a further bit. @returns where it stopped */
  #refine(coefficients: Int16Array, from: number, start: number, zeros: number): number {
    const { last, bit } = this.#band
    let k = start
    this.#zeros = zeros
    for (; k <= last; k++) {
      const at = from + ZIGZAG[k]!
      const value = coefficients[at]!
      if (value === 0) {
        if (this.#zeros === 0) return k
        this.#zeros--
      } else if (this.#reader.receive(1) === 1) {
        coefficients[at] = value + (value > 0 ? 1 << bit : -1 << bit)
      }
    }
    return k
  }

  #runOf(size: number): number {
    return (1 << size) + this.#reader.receive(size)
  }
}
