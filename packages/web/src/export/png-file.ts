/** What channels are in a PNG's header: grey, RGB, RGB with alpha. */
const COLOUR_TYPES: Readonly<Record<number, number>> = { 1: 0, 3: 2, 4: 6 }

/**
 * A picture of 8 bits a channel as a PNG that holds these very bytes. A canvas would not do: it keeps no colour behind what is clear, and
 * browsers that guard against fingerprints change what is read from one.
 *
 * @param bytes - [H, W, C]
 * @param shape - C is 1, 3 or 4
 */
export async function pngFile(
  bytes: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
): Promise<Uint8Array<ArrayBuffer>> {
  const stride = channels * width
  // Every row begins with its filter, of which 0 is none.
  const rows = new Uint8Array((stride + 1) * height)
  for (let y = 0; y < height; y++)
    rows.set(bytes.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1)
  const stream = new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate'))
  return pngAround(new Uint8Array(await new Response(stream).arrayBuffer()), [height, width, channels])
}

/** The file around compressed rows. @param deflated - as zlib compresses them */
export function pngAround(
  deflated: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header.set([8, COLOUR_TYPES[channels]!], 8)
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
  const parts = [signature, chunk('IHDR', header), chunk('IDAT', deflated), chunk('IEND', new Uint8Array(0))]
  const file = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    file.set(part, at)
    at += part.length
  }
  return file
}

/** Length, name, data and checksum. */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const part = new Uint8Array(data.length + 12)
  const view = new DataView(part.buffer)
  view.setUint32(0, data.length)
  part.set(new TextEncoder().encode(name), 4)
  part.set(data, 8)
  view.setUint32(data.length + 8, crc32(part.subarray(4, data.length + 8)))
  return part
}

/** CRC-32 as PNG's appendix D has it, bit by bit: pictures here are small. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}
