import { inflateSync, crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pngFile } from './png-file.ts'

const picture = fc
  .record({
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1, 3, 4),
  })
  .chain(({ height, width, channels }) =>
    fc.record({
      shape: fc.constant([height, width, channels] as const),
      bytes: fc.uint8Array({ minLength: height * width * channels, maxLength: height * width * channels }),
    }),
  )

it('writes the very bytes, in chunks whose checksums are zlib’s', async () => {
  await fc.assert(
    fc.asyncProperty(picture, async ({ bytes, shape }) => {
      const file = Buffer.from(await pngFile(bytes, shape))
      const [height, width, channels] = shape
      expect(file.subarray(1, 4).toString()).toBe('PNG')
      const found = new Map<string, Buffer>()
      for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) {
        const end = at + 8 + file.readUInt32BE(at)
        expect(file.readUInt32BE(end)).toBe(zlibCrc32(file.subarray(at + 4, end)))
        found.set(file.subarray(at + 4, at + 8).toString(), file.subarray(at + 8, end))
      }
      expect([...found.keys()]).toEqual(['IHDR', 'IDAT', 'IEND'])
      const header = found.get('IHDR')!
      expect([header.readUInt32BE(0), header.readUInt32BE(4), header[8]]).toEqual([width, height, 8])
      expect(header[9]).toBe({ 1: 0, 3: 2, 4: 6 }[channels])
      const rows = inflateSync(found.get('IDAT')!)
      const stride = width * channels
      expect(rows.length).toBe(height * (stride + 1))
      for (let y = 0; y < height; y++) {
        expect(rows[y * (stride + 1)]).toBe(0)
        const row = rows.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1))
        expect([...row]).toEqual([...bytes.subarray(y * stride, (y + 1) * stride)])
      }
    }),
    { numRuns: 30 },
  )
})
