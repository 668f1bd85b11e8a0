import { chunksOf, collectBytes } from '../collect-bytes.js'
import { InputError } from '../errors.js'

/** Whether the bytes begin with gzip's magic number (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * Unpacks a gzip file with the platform's own decompressor, in Node and in a browser.
 *
 * @param limit - refuse to unpack more bytes than this, so that a small file cannot fill the memory
 * @throws InputError GZIP_CORRUPT, GZIP_TOO_LARGE
 */
export async function gunzip(bytes: Uint8Array, name: string, limit: number): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
  const tooLarge = () => new InputError('GZIP_TOO_LARGE', `${name} unpacks to more than ${limit} bytes`)
  try {
    return await collectBytes(chunksOf(stream), limit, tooLarge)
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw new InputError('GZIP_CORRUPT', `${name} is not a whole gzip file`, { cause })
  }
}
