import { type HuffmanTable, huffmanTable } from './huffman-table.js'

/** Where the coefficients of a block lie, row by row, in the order in which they are stored (ITU-T T.81, figure 5). */
export const ZIGZAG = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6],
  ...[7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31],
  ...[39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
)

/** The tables in force, by their numbers 0 to 3; later ones replace earlier ones. */
export interface Tables {
  /** Steps of the 64 coefficients, row by row. */
  readonly quantization: Uint16Array[]
  readonly dc: HuffmanTable[]
  readonly ac: HuffmanTable[]
  /** Units between restart markers; 0 for none. */
  restartInterval: number
}

/** Reads a DQT segment (T.81, B.2.4.1). @throws Error if it is not whole */
export function readQuantization(data: Uint8Array, tables: Tables): void {
  for (let at = 0; at < data.length; ) {
    const wide = data[at]! >> 4
    const number = data[at]! & 15
    const size = wide ? 128 : 64
    if (wide > 1 || number > 3 || at + 1 + size > data.length)
      throw new Error('a quantization table is damaged')
    const steps = new Uint16Array(64)
    for (let k = 0; k < 64; k++) {
      const step = wide ? (data[at + 1 + 2 * k]! << 8) | data[at + 2 + 2 * k]! : data[at + 1 + k]!
      if (step === 0) throw new Error('a quantization table has a step of 0')
      steps[ZIGZAG[k]!] = step
    }
    tables.quantization[number] = steps
    at += 1 + size
  }
}

/** Reads a DHT segment (T.81, B.2.4.2). @throws Error if it is not whole */
export function readHuffman(data: Uint8Array, tables: Tables): void {
  for (let at = 0; at < data.length; ) {
    const kind = data[at]! >> 4
    const number = data[at]! & 15
    const counts = data.subarray(at + 1, at + 17)
    const size = counts.reduce((sum, count) => sum + count, 0)
    const end = at + 17 + size
    if (kind > 1 || number > 3 || size > 256 || end > data.length)
      throw new Error('a Huffman table is damaged')
    const values = data.subarray(at + 17, end)
    if (kind === 0 && values.some((bits) => bits > 15)) throw new Error('a Huffman table is damaged')
    tables[kind === 0 ? 'dc' : 'ac'][number] = huffmanTable(counts, values)
    at = end
  }
}
