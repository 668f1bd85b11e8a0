import { deflateSync } from 'node:zlib'
import { pngAround } from '../src/export/png-file.ts'

/** An RGB picture of 8 bits a channel as a PNG, each row less the one above. @param bytes - [height × width × 3] */
export function smallPngFile(bytes: Uint8Array, width: number, height: number): Uint8Array {
  const stride = 3 * width
  const rows = new Uint8Array((stride + 1) * height)
  for (let y = 0; y < height; y++) {
    const at = y * (stride + 1)
    rows[at] = 2
    for (let i = 0; i < stride; i++) {
      rows[at + 1 + i] = bytes[y * stride + i]! - (y > 0 ? bytes[(y - 1) * stride + i]! : 0)
    }
  }
  return pngAround(deflateSync(rows, { level: 9 }), [height, width, 3])
}
