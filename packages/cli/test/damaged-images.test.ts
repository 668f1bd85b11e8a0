import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { crc32, deflateSync } from 'node:zlib'
import { fitImage, Random } from '@umbra/core'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../src/pictures/read-image.js'
import oracle from './fixtures/images.json' with { type: 'json' }
import { valuesOf } from './values-of.js'

/** Pictures damaged per format. */
const TIMES = 2000

const bytesOf = ({ base64 }: { base64: string }) => Uint8Array.from(Buffer.from(base64, 'base64'))

/** Bits flipped, a piece set to one value, cut out or moved, or the end lost. */
function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.integer(bytes.length)
  const length = 1 + random.integer(12)
  switch (random.integer(5)) {
    case 0:
      bytes[at]! ^= 1 << random.integer(8)
      return bytes
    case 1:
      return bytes.fill([0, 1, 0x7f, 0xff][random.integer(4)]!, at, at + length)
    case 2:
      return bytes.copyWithin(at, random.integer(bytes.length), random.integer(bytes.length))
    case 3:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + length)])
    default:
      return bytes.slice(0, at)
  }
}

/** A PNG's checksums made right again, so that damage gets past them. */
function sealed(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at)
    if (end + 4 > bytes.length) break
    view.setUint32(end, crc32(bytes.subarray(at + 4, end)))
    at = end + 4
  }
  return bytes
}

/** Reads damaged pictures; each is decoded, or refused by name. @returns how often each came */
async function outcomes(
  pictures: readonly Uint8Array[],
  seed: number,
  seal: boolean,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const root = new Random(seed)
  for (let i = 0; i < TIMES; i++) {
    const random = root.split(`picture ${i}`)
    const whole = pictures[random.integer(pictures.length)]!.slice()
    const bytes = damaged(whole, random)
    const outcome = await decodeImage(seal ? sealed(bytes) : bytes, 'file').then(
      (pixels) => {
        expect(valuesOf(pixels).every((value) => value >= 0 && value <= 1)).toBe(true)
        expect(fitImage(pixels, [5, 4, 3]).data.every(Number.isFinite)).toBe(true)
        return 'read'
      },
      (error: Error & { code?: string }) => {
        expect(error.name, `picture ${i}: ${error.stack}`).toBe('InputError')
        expect(error.message).not.toContain('\n')
        return error.code!
      },
    )
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  return counts
}

describe('damaged pictures are decoded, or refused by name', () => {
  const pngs = [...oracle.png, ...oracle.turned.filter(({ name }) => name.startsWith('PNG'))].map(bytesOf)
  const jpegs = [...oracle.jpeg, ...oracle.turned.filter(({ name }) => name.startsWith('JPEG'))].map(bytesOf)

  it.each([
    ['PNG', pngs, false],
    ['PNG, its checksums made right', pngs, true],
    ['JPEG', jpegs, false],
  ] as const)('%s', async (_, pictures, seal) => {
    const counts = await outcomes(pictures, 1, seal)
    expect(counts.get('IMAGE_CORRUPT')).toBeGreaterThan(TIMES / 20)
    expect(counts.get('IMAGE_FORMAT')).toBeGreaterThan(0)
    expect(counts.get('read')).toBeGreaterThan(0)
  })
})

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length)
  new DataView(bytes.buffer).setUint32(0, data.length)
  bytes.set(Buffer.from(type), 4)
  bytes.set(data, 8)
  return bytes
}

/** An RGB picture of 8 bits with the rows given. */
function png(width: number, height: number, rows: Uint8Array): Uint8Array {
  const header = new Uint8Array(13)
  new DataView(header.buffer).setUint32(0, width)
  new DataView(header.buffer).setUint32(4, height)
  header.set([8, 2], 8)
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', new Uint8Array(0))]
  return sealed(Uint8Array.from(Buffer.concat([Uint8Array.from(signature), ...chunks])))
}

/** A start marker, a frame header of 8000×8000 in three components, an end marker. */
const HEAD = 'ffd8ffc00011081f401f40030111000211000311 00ffd9'.replace(' ', '')

describe('pictures made to fill the memory are refused', () => {
  const jpeg = () => {
    const bytes = bytesOf(oracle.jpeg[1]!)
    const frame = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc2)
    new DataView(bytes.buffer).setUint16(frame + 5, 60_000)
    new DataView(bytes.buffer).setUint16(frame + 7, 60_000)
    return bytes
  }
  it.each([
    ['a PNG of 60000×60000', 'IMAGE_TOO_LARGE', png(60_000, 60_000, new Uint8Array(9))],
    ['a PNG of no pixels', 'IMAGE_CORRUPT', png(0, 9, new Uint8Array(9))],
    ['a small PNG with 64 MB behind it', 'IMAGE_CORRUPT', png(4, 4, new Uint8Array(64e6))],
    ['a JPEG of 60000×60000', 'IMAGE_TOO_LARGE', jpeg()],
    ['a PNG whose data cannot hold what it claims', 'IMAGE_CORRUPT', png(8000, 8000, new Uint8Array(9))],
    ['23 bytes of a JPEG of 8000×8000', 'IMAGE_CORRUPT', Uint8Array.from(Buffer.from(HEAD, 'hex'))],
  ])('%s', async (_, code, bytes) => {
    await expect(decodeImage(bytes, 'file')).rejects.toMatchObject({ name: 'InputError', code })
  })
})

it('a picture of 64 megapixels takes little more than its bytes', () => {
  const [width, height] = [8000, 8000]
  const folder = mkdtempSync(join(tmpdir(), 'umbra-large-'))
  const path = join(folder, 'large.png')
  writeFileSync(path, png(width, height, new Uint8Array(height * (1 + 3 * width)).fill(1)))
  const dist = pathToFileURL(join(import.meta.dirname, '../dist/pictures/read-image.js')).href
  const lines = [
    "import { fitImage } from '@umbra/core'",
    `import { readImage } from '${dist}'`,
    'const started = process.resourceUsage().maxRSS',
    `const { data } = fitImage(await readImage(${JSON.stringify(path)}), [28, 28, 1])`,
    'console.log(JSON.stringify([data.length, process.resourceUsage().maxRSS - started]))',
  ]
  const args = ['--input-type=module', '-e', lines.join('\n')]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  const [values, kilobytes] = JSON.parse(stdout || stderr) as [number, number]
  expect(values).toBe(784)
  // As floats it would be 768 MB; its bytes are 192 MB.
  expect(kilobytes).toBeLessThan(400_000)
})
