/** Codes up to this length are found in one step. */
export const LOOKUP_BITS = 9

/** A Huffman code, prepared for decoding. */
export interface HuffmanTable {
  /** By the next LOOKUP_BITS bits: the length of their code × 256 + its symbol; 0 where it is longer. */
  readonly lookup: Uint16Array
  /** By length: the largest code; −1 where there is none. */
  readonly most: Int32Array
  /** By length: what added to a code gives its symbol's place in `values`. */
  readonly shift: Int32Array
  readonly values: Uint8Array
}

/**
 * Makes the canonical code of which each length has so many symbols (ITU-T T.81, annex C).
 *
 * @param counts - how many codes have 1, 2, … 16 bits
 * @param values - their symbols
 * @throws Error if there are more codes of a length than bits allow, one of only ones being kept free
 */
export function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const lookup = new Uint16Array(2 ** LOOKUP_BITS)
  const most = new Int32Array(17).fill(-1)
  const shift = new Int32Array(17)
  let code = 0
  let place = 0
  for (let length = 1; length <= 16; length++, code <<= 1) {
    shift[length] = place - code
    for (let i = 0; i < counts[length - 1]!; i++, code++, place++) {
      if (length > LOOKUP_BITS) continue
      const first = code << (LOOKUP_BITS - length)
      lookup.fill((length << 8) | values[place]!, first, first + (1 << (LOOKUP_BITS - length)))
    }
    if (code >= 1 << length && counts[length - 1]! > 0)
      throw new Error('a Huffman table has more codes than there can be')
    if (counts[length - 1]! > 0) most[length] = code - 1
  }
  return { lookup, most, shift, values }
}
