import { crc32, deflateSync } from 'node:zlib'

/** An RGB picture of 8 bits a channel as a PNG, each row less the one above. @param bytes - [height × width × 3] */
export function pngFile(bytes: Uint8Array, width: number, height: number): Buffer {
  const stride = 3 * width
  const rows = Buffer.alloc((stride + 1) * height)
  for (let y = 0; y < height; y++) {
    const at = y * (stride + 1)
    rows[at] = 2
    for (let i = 0; i < stride; i++) {
      rows[at + 1 + i] = bytes[y * stride + i]! - (y > 0 ? bytes[(y - 1) * stride + i]! : 0)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
