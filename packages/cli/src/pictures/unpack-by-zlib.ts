import { inflateSync } from 'node:zlib'

/** Unpacks a PNG's data with Node's own zlib, which is quicker than one in JavaScript. @throws Error as `Unpack` does */
export function unpackByZlib(packed: Uint8Array, expected: number): Uint8Array {
  try {
    // One chunk for all: several would be in memory twice, apart and joined.
    return inflateSync(packed, {
      maxOutputLength: Math.max(1, expected),
      chunkSize: Math.max(64, expected + 1),
    })
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const much = code === 'ERR_BUFFER_TOO_LARGE'
    throw new Error(much ? `its pixels are more than ${expected} bytes` : message, { cause })
  }
}
