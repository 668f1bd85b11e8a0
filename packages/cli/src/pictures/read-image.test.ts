import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import oracle from '../../test/fixtures/images.json' with { type: 'json' }
import { valuesOf } from '../../test/values-of.js'
import { readImage } from './read-image.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umbra-image-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(join(folder, name), bytes)
  return join(folder, name)
}

const GREY = Uint8Array.of(0, 51, 102, 153, 204, 255)

describe('readImage', () => {
  it('reads 8-bit grey', async () => {
    const path = await file('grey.png', encode({ width: 3, height: 2, data: GREY, channels: 1, depth: 8 }))
    const pixels = await readImage(path)
    const data = valuesOf(pixels)
    expect(pixels).toMatchObject({ width: 3, height: 2, channels: 1, format: 'PNG, 8-bit grey' })
    ;[0, 0.2, 0.4, 0.6, 0.8, 1].forEach((value, i) => {
      expect(data[i]).toBeCloseTo(value, 6)
    })
  })

  it('reads 16-bit grey over its whole range', async () => {
    const data = Uint16Array.of(0, 32768, 65535)
    const path = await file('deep.png', encode({ width: 3, height: 1, data, channels: 1, depth: 16 }))
    const pixels = await readImage(path)
    expect(pixels.format).toBe('PNG, 16-bit grey')
    expect([...valuesOf(pixels)]).toEqual([0, Math.fround(32768 / 65535), 1])
  })

  it('reads colour with alpha', async () => {
    const data = Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 0)
    const path = await file('rgba.png', encode({ width: 2, height: 1, data, channels: 4, depth: 8 }))
    const pixels = await readImage(path)
    expect(pixels.channels).toBe(4)
    expect([...valuesOf(pixels)]).toEqual([1, 0, 0, 1, 0, 1, 0, 0])
  })

  it.each([1, 2, 4] as const)('unpacks %i-bit grey, rows starting on a byte', async (depth) => {
    const [width, height] = [5, 3]
    const levels = Array.from({ length: width * height }, (_, i) => (i * 7) % 2 ** depth)
    const rowBytes = Math.ceil((width * depth) / 8)
    const packed = new Uint8Array(rowBytes * height)
    levels.forEach((level, i) => {
      const bit = (i % width) * depth
      packed[Math.floor(i / width) * rowBytes + (bit >> 3)]! |= level << (8 - depth - (bit & 7))
    })
    const path = await file(`bits${depth}.png`, encode({ width, height, data: packed, channels: 1, depth }))
    const data = valuesOf(await readImage(path))
    expect([...data]).toEqual(levels.map((level) => Math.fround(level / (2 ** depth - 1))))
  })

  const jpeg = Uint8Array.from(Buffer.from(oracle.jpeg[0]!.base64, 'base64'))

  it('reads JPEG, whatever the file is called', async () => {
    const pixels = await readImage(await file('misnamed.png', jpeg))
    expect(pixels).toMatchObject({ width: 13, height: 9, channels: 3, format: 'JPEG, 8-bit RGB' })
  })

  it('says what a JPEG has too much of', async () => {
    const path = await file('more.jpg', Uint8Array.from([...jpeg.subarray(0, -2), 1, 2, 0xff, 0xd9]))
    expect((await readImage(path)).format).toBe('JPEG, 8-bit RGB, 2 bytes of its data left over')
  })

  it.each([0, 1, 3])('turns a JPEG upright whose EXIF follows %i fill bytes', async (fill) => {
    // Big-endian TIFF with one entry: orientation, a SHORT, one of them, 6.
    const tiff = [...Buffer.from('MM'), 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]
    const exif = [...Buffer.from('Exif\0\0'), ...tiff]
    const segment = [...new Array(fill).fill(0xff), 0xff, 0xe1, 0, exif.length + 2, ...exif]
    const path = await file(
      `fill${fill}.jpg`,
      Uint8Array.from([...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)]),
    )
    const { width, height, format } = await readImage(path)
    expect([width, height, format]).toEqual([9, 13, expect.stringContaining('EXIF')])
  })

  it.each([
    ['GIF', 'GIF89a'],
    ['BMP', 'BM'],
    ['TIFF', 'II*\0'],
    ['TIFF', 'MM\0*'],
    ['HEIC', '\0\0\0\x18ftypheic'],
    ['AVIF', '\0\0\0\x1cftypavif'],
  ])('names %s, which it does not read', async (name, signature) => {
    const path = await file('other.png', Uint8Array.from(Buffer.from(signature.padEnd(20, '\0'), 'latin1')))
    await expect(readImage(path)).rejects.toMatchObject({
      code: 'IMAGE_FORMAT',
      message: expect.stringContaining(`other.png is a`),
    })
    await expect(readImage(path)).rejects.toThrow(name)
  })

  it('refuses what is not there, not a picture, cut short or absurdly large', async () => {
    const whole = encode({ width: 3, height: 2, data: GREY, channels: 1, depth: 8 })
    const bomb = whole.slice()
    new DataView(bomb.buffer).setUint32(16, 0x7fffffff)
    const flipped = whole.slice()
    flipped[flipped.length - 20]! ^= 0x40
    const refused = (name: string, bytes: Uint8Array, code: string) =>
      file(name, bytes).then((path) =>
        expect(readImage(path)).rejects.toMatchObject({ code, name: 'InputError' }),
      )
    await expect(readImage(join(folder, 'none.png'))).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' })
    await refused('text.png', new TextEncoder().encode('not a picture'), 'IMAGE_FORMAT')
    await refused('empty.png', new Uint8Array(), 'IMAGE_FORMAT')
    await refused('cut.png', whole.subarray(0, 40), 'IMAGE_CORRUPT')
    await refused('head.png', whole.subarray(0, 12), 'IMAGE_CORRUPT')
    await refused('flipped.png', flipped, 'IMAGE_CORRUPT')
    await refused('bomb.png', bomb, 'IMAGE_TOO_LARGE')
    await refused('cut.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0), 'IMAGE_CORRUPT')
  })
})
