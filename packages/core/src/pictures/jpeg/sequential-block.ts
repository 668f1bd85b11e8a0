import type { BitReader } from './bit-reader.js'
import type { HuffmanTable } from './huffman-table.js'
import { ZIGZAG } from './tables.js'

/**
 * Reads a whole block (ITU-T T.81, F.2.2).
 *
 * @param block - 64 coefficients, row by row; overwritten
 * @param before - the DC coefficient of the component's block before it
 * @returns its own
 * @throws Error if more than 64 coefficients come
 */
export function readSequentialBlock(
  reader: BitReader,
  dc: HuffmanTable,
  ac: HuffmanTable,
  block: Int16Array,
  before: number,
): number {
  block.fill(0)
  const bits = reader.symbol(dc)
  const level = bits === 0 ? before : before + reader.receiveSigned(bits)
  block[0] = level
  for (let k = 1; k < 64; k++) {
    const symbol = reader.symbol(ac)
    const size = symbol & 15
    if (size === 0 && symbol !== 0xf0) break
    k += symbol >> 4
    if (k > 63) throw new Error('a block has more than 64 coefficients')
    if (size > 0) block[ZIGZAG[k]!] = reader.receiveSigned(size)
  }
  return level
}
