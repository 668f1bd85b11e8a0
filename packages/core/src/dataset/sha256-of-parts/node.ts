import { createHash } from 'node:crypto'

/** SHA-256 of parts one after the other, in lower-case hexadecimal: nothing is copied. */
export async function sha256OfParts(parts: Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
