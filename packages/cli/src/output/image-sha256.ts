import { createHash } from 'node:crypto'

/** SHA-256 of an image's values as float32, in the order of rows, columns, channels. */
export function imageSha256({ buffer, byteOffset, byteLength }: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
}
