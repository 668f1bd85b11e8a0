import { type HuffmanTable, LOOKUP_BITS } from './huffman-table.js'

const LOOKUP_MASK = 2 ** LOOKUP_BITS - 1

/** Reads the entropy-coded data of a scan, up to the next marker (ITU-T T.81, F.2.2.5: a 0xff of the data is followed by 0). */
export class BitReader {
  readonly #bytes: Uint8Array
  #at: number
  /** The last `#count` bits are yet to be read. */
  #bits = 0
  #count = 0
  /** How many of them, the last ones, are zeros that stand for data beyond the marker. */
  #beyond = 0
  #ended = false

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  /** Whether more was read than there is. */
  get overrun(): boolean {
    return this.#count < this.#beyond
  }

  /** The next symbol of a Huffman code. @throws Error if the next bits are no code */
  symbol(table: HuffmanTable): number {
    if (this.#count < 16) this.#fill()
    const entry = table.lookup[(this.#bits >>> (this.#count - LOOKUP_BITS)) & LOOKUP_MASK]!
    if (entry === 0) return this.#longSymbol(table)
    this.#count -= entry >> 8
    return entry & 0xff
  }

  /** The next bits as a number. @param length - 0 to 16 */
  receive(length: number): number {
    if (this.#count < length) this.#fill()
    this.#count -= length
    return (this.#bits >>> this.#count) & ((1 << length) - 1)
  }

  /** The next bits as a signed number: those that begin with 0 are negative (T.81, F.2.2.1). @param length - 1 to 16 */
  receiveSigned(length: number): number {
    const value = this.receive(length)
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value
  }

  /** Goes over a restart marker, which must come next. @throws Error if it does not */
  restart(number: number): void {
    const left = this.finish()
    if (left > 0) throw new Error(`${left} bytes too many come before a restart marker`)
    if (this.#bytes[this.#at + 1] !== 0xd0 + number)
      throw new Error(`restart marker ${number} is not where it should be`)
    this.#at += 2
    this.#bits = this.#count = this.#beyond = 0
    this.#ended = false
  }

  /** Goes to the next marker, or the end of the file. @returns how many bytes of data were left unread */
  finish(): number {
    let left = (this.#count - this.#beyond) >> 3
    while (!this.#ended) {
      this.#next()
      if (!this.#ended) left++
    }
    return left
  }

  /** Where the next marker is, once finished. */
  get at(): number {
    return this.#at
  }

  #longSymbol({ most, shift, values }: HuffmanTable): number {
    const ahead = (this.#bits >>> (this.#count - 16)) & 0xffff
    for (let length = LOOKUP_BITS + 1; length <= 16; length++) {
      const code = ahead >> (16 - length)
      if (code > most[length]!) continue
      this.#count -= length
      return values[code + shift[length]!]!
    }
    throw new Error('its data are no code of its tables')
  }

  #fill(): void {
    while (this.#count <= 24) {
      const byte = this.#ended ? 0 : this.#next()
      if (this.#ended) this.#beyond += 8
      this.#bits = (this.#bits << 8) | byte
      this.#count += 8
    }
  }

  /** The next byte of data; 0 where a marker, or nothing, comes next. */
  #next(): number {
    const bytes = this.#bytes
    const byte = bytes[this.#at]
    if (byte !== undefined && byte !== 0xff) {
      this.#at++
      return byte
    }
    let after = this.#at + 1
    while (bytes[after] === 0xff) after++
    if (byte === undefined || bytes[after] !== 0) {
      this.#ended = true
      this.#at = byte === undefined ? this.#at : after - 1
      return 0
    }
    this.#at = after + 1
    return 0xff
  }
}
