import { crc32, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Random } from '../../random.js'
import type { Pixels } from '../pixels.js'
import { passesOf } from './png-file.js'
import { readPng } from './read-png.js'

const DEPTHS = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] } as const
const PER_PIXEL = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const
type ColourType = keyof typeof DEPTHS

const KINDS = (Object.keys(DEPTHS) as unknown as ColourType[]).flatMap((type) =>
  DEPTHS[type].flatMap((depth) =>
    [false, true].map((interlaced) => ({ type: Number(type) as ColourType, depth, interlaced })),
  ),
)

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(12 + data.length)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4)
  bytes.set(data, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}

/** Written from the specification (PNG, 7 to 9), each row filtered by another of the five filters. */
function encoded(
  { type, depth, interlaced }: (typeof KINDS)[number],
  [width, height]: readonly [number, number],
  samples: readonly number[],
  others: readonly Uint8Array[] = [],
): Uint8Array {
  const perPixel = PER_PIXEL[type]
  const back = Math.max(1, (depth * perPixel) >> 3)
  const out: number[] = []
  for (const pass of passesOf({ width, height, depth, colourType: type, interlaced })) {
    let above = new Uint8Array(pass.rowBytes)
    for (let line = 0; line < pass.lines; line++) {
      const row = new Uint8Array(pass.rowBytes)
      for (let i = 0; i < pass.columns * perPixel; i++) {
        const x = pass.left + Math.floor(i / perPixel) * pass.stepX
        const sample = samples[((pass.top + line * pass.stepY) * width + x) * perPixel + (i % perPixel)]!
        if (depth === 16) row.set([sample >> 8, sample & 255], 2 * i)
        else row[(i * depth) >> 3]! |= sample << (8 - depth - ((i * depth) & 7))
      }
      const filter = line % 5
      out.push(
        filter,
        ...row.map(
          (byte, i) =>
            byte -
            predicted(filter, i < back ? 0 : row[i - back]!, above[i]!, i < back ? 0 : above[i - back]!),
        ),
      )
      above = row
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, type, 0, 0, interlaced ? 1 : 0], 8)
  const packed = deflateSync(Uint8Array.from(out))
  const half = packed.length >> 1
  const data = [packed.subarray(0, half), packed.subarray(half)].map((part) => chunk('IDAT', part))
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
  return Uint8Array.from(
    Buffer.concat([signature, chunk('IHDR', header), ...others, ...data, chunk('IEND', new Uint8Array())]),
  )
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  const nearest = [left, up, corner].toSorted(
    (a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b),
  )[0]!
  return [0, left, up, (left + up) >> 1, nearest][filter]!
}

const decoded = (bytes: Uint8Array) => readPng(bytes, () => {})

/** Rows share their memory: each is copied before the next comes. */
function valuesOf({ rows }: Pixels): Float32Array {
  const values: number[] = []
  for (const row of rows()) values.push(...row)
  return Float32Array.from(values)
}

const random = new Random(3)
const SIZES = [
  [1, 1],
  [3, 2],
  [7, 5],
  [9, 17],
  [33, 8],
] as const

describe('every colour type, depth and interlacing, by every filter', () => {
  it.each(KINDS)('type $type, $depth bits, interlaced $interlaced', (kind) => {
    const largest = 2 ** kind.depth - 1
    const colours = Math.min(2 ** kind.depth, 200)
    const palette = Uint8Array.from({ length: 3 * colours }, () => random.integer(256))
    for (const size of SIZES) {
      const count = size[0] * size[1] * PER_PIXEL[kind.type]
      const samples = Array.from({ length: count }, () =>
        random.integer(kind.type === 3 ? colours : largest + 1),
      )
      const pixels = decoded(encoded(kind, size, samples, kind.type === 3 ? [chunk('PLTE', palette)] : []))
      expect([pixels.width, pixels.height]).toEqual(size)
      const expected =
        kind.type === 3
          ? samples.flatMap((colour) => [0, 1, 2].map((c) => palette[3 * colour + c]! / 255))
          : samples.map((sample) => sample / largest)
      expect([...valuesOf(pixels)]).toEqual(expected.map(Math.fround))
    }
  })

  it('a transparent colour, or alpha of a palette, is clear at every depth', () => {
    for (const kind of KINDS.filter(({ type }) => type === 0 || type === 2)) {
      const largest = 2 ** kind.depth - 1
      const perPixel = PER_PIXEL[kind.type]
      const samples = Array.from({ length: 6 * perPixel }, (_, i) => (i < perPixel ? largest : 0))
      const clear = Buffer.alloc(2 * perPixel)
      for (let c = 0; c < perPixel; c++) clear.writeUInt16BE(largest, 2 * c)
      const pixels = decoded(encoded(kind, [3, 2], samples, [chunk('tRNS', clear)]))
      const alphas = [...valuesOf(pixels)].filter((_, i) => i % pixels.channels === pixels.channels - 1)
      expect(alphas, JSON.stringify(kind)).toEqual([0, 1, 1, 1, 1, 1])
    }
    const kind = { type: 3, depth: 2, interlaced: false } as const
    const others = [
      chunk('PLTE', Uint8Array.of(9, 9, 9, 8, 8, 8, 7, 7, 7)),
      chunk('tRNS', Uint8Array.of(0, 51)),
    ]
    const pixels = decoded(encoded(kind, [3, 1], [0, 1, 2], others))
    expect([...valuesOf(pixels)].filter((_, i) => i % 4 === 3)).toEqual([0, Math.fround(0.2), 1])
  })

  it('what says how colours are to be shown changes no value', () => {
    const kind = { type: 2, depth: 8, interlaced: false } as const
    const samples = [10, 20, 30, 200, 100, 50]
    const gamma = Buffer.alloc(4)
    gamma.writeUInt32BE(22_000)
    const marked = encoded(kind, [2, 1], samples, [chunk('gAMA', gamma), chunk('sRGB', Uint8Array.of(1))])
    expect(valuesOf(decoded(marked))).toEqual(valuesOf(decoded(encoded(kind, [2, 1], samples))))
  })
})
