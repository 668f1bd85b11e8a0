import { sha256 } from '../sha256.js'

/** SHA-256 of parts one after the other, in lower-case hexadecimal. A browser takes all bytes at once. */
export function sha256OfParts(parts: Iterable<Uint8Array>): Promise<string> {
  const list = [...parts]
  const bytes = new Uint8Array(list.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let offset = 0
  for (const part of list) {
    bytes.set(part, offset)
    offset += part.byteLength
  }
  return sha256(bytes)
}
