import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import oracle from '../../../test/fixtures/jpegs.json' with { type: 'json' }
import { Random } from '../../random.js'
import { type DecodedJpeg, decodeJpeg } from './decode-jpeg.js'
import { huffmanTable } from './huffman-table.js'
import { inverseDct } from './inverse-dct.js'
import { ZIGZAG } from './tables.js'

const bytesOf = ({ base64 }: { base64: string }) => Uint8Array.from(Buffer.from(base64, 'base64'))
const named = (name: string) => bytesOf(oracle.find((picture) => picture.name === name)!)
const decode = (bytes: Uint8Array) => decodeJpeg(bytes, () => {})

function pixelsOf(jpeg: DecodedJpeg): number[] {
  return Array.from(jpeg.rows(), (row) => [...row]).flat()
}

function sha256(jpeg: DecodedJpeg): string {
  const hash = createHash('sha256')
  for (const row of jpeg.rows()) hash.update(row)
  return hash.digest('hex')
}

/** Everything put in before the first marker of a kind. */
function before(bytes: Uint8Array, marker: number, added: readonly number[]): Uint8Array {
  const at = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === marker)
  return Uint8Array.from([...bytes.subarray(0, at), ...added, ...bytes.subarray(at)])
}

function frameOf(bytes: Uint8Array): number {
  return bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1]! >= 0xc0 && bytes[i + 1]! <= 0xc2)
}

describe('pixels are those of libjpeg-turbo, to the last bit', () => {
  it.each(oracle)('$name', (picture) => {
    const jpeg = decode(bytesOf(picture))
    expect([jpeg.width, jpeg.height, jpeg.channels]).toEqual([
      picture.width,
      picture.height,
      picture.channels,
    ])
    expect(sha256(jpeg)).toBe(picture.sha256)
    expect(jpeg.left).toBe(0)
  })
})

describe('what the tools of libjpeg-turbo do not write', () => {
  const plain = 'sampled 2x2,1x1,1x1'

  it('takes the height from the segment after the first scan', () => {
    const whole = named(plain)
    const bytes = before(whole, 0xd9, [0xff, 0xdc, 0, 4, 0, 27])
    const frame = frameOf(bytes)
    bytes.set([0, 0], frame + 5)
    expect(sha256(decode(bytes))).toBe(sha256(decode(whole)))
    const none = whole.slice()
    none.set([0, 0], frame + 5)
    expect(() => decode(none)).toThrow('it states no height')
  })

  it('reads a picture without its end marker, and says what is left over before it', () => {
    const whole = named(plain)
    expect(sha256(decode(whole.subarray(0, -2)))).toBe(sha256(decode(whole)))
    const more = decode(before(whole, 0xd9, [1, 2, 3]))
    expect([more.left, sha256(more)]).toEqual([3, sha256(decode(whole))])
  })

  it('skips segments of the largest size, and tables in a thumbnail', () => {
    const whole = named(plain)
    const large = [0xff, 0xe1, 0xff, 0xff, ...new Uint8Array(65_533).fill(0xff)]
    const thumbnail = [0xff, 0xe2, (whole.length + 2) >> 8, (whole.length + 2) & 255, ...whole]
    const bytes = before(before(whole, 0xdb, large), 0xdb, thumbnail)
    expect(sha256(decode(bytes))).toBe(sha256(decode(whole)))
  })

  it('takes the standard codes where there are none, as in Motion JPEG', () => {
    const whole = named(plain)
    const bare: number[] = [0xff, 0xd8]
    for (let at = 2; whole[at + 1] !== 0xda; ) {
      const end = at + 2 + ((whole[at + 2]! << 8) | whole[at + 3]!)
      if (whole[at + 1] !== 0xc4) bare.push(...whole.subarray(at, end))
      at = end
    }
    const scan = whole.findIndex((byte, i) => byte === 0xff && whole[i + 1] === 0xda)
    const bytes = Uint8Array.from([...bare, ...whole.subarray(scan)])
    expect(bytes.length).toBeLessThan(whole.length - 400)
    expect(sha256(decode(bytes))).toBe(sha256(decode(whole)))
  })

  it.each([plain, `${plain}, progressive`, 'grey', 'RGB as cjpeg writes it', 'sampled 1x2,1x1,1x1'])(
    'reads the coefficients of 8 bits as 12: the same steps from another middle (%s)',
    (name) => {
      const bytes = named(name)
      const eight = pixelsOf(decode(bytes))
      bytes[frameOf(bytes) + 4] = 12
      const twelve = decode(bytes)
      expect(twelve.depth).toBe(12)
      pixelsOf(twelve).forEach((value, i) => {
        const moved = value - 2048 + 128
        if (eight[i]! > 0 && eight[i]! < 255) expect(Math.abs(moved - eight[i]!)).toBeLessThanOrEqual(3)
      })
    },
  )

  it('reads 12 bits a sample, baseline as extended', () => {
    // Four blocks whose means are their only coefficients: -2048, -1024, 0 and 2047 of a step of 8, so shifted.
    for (const marker of [0xc0, 0xc1]) {
      const jpeg = decode(bars12(marker))
      expect([jpeg.width, jpeg.height, jpeg.channels, jpeg.depth]).toEqual([32, 8, 1, 12])
      const row = pixelsOf(jpeg).slice(-32)
      expect([0, 8, 16, 24].map((x) => row[x])).toEqual([0, 1024, 2048, 4095])
    }
  })
})

/** A grey picture of 12 bits: four blocks with a DC coefficient each. */
function bars12(marker: number): Uint8Array {
  const bits: number[] = []
  const put = (value: number, length: number) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1)
  }
  let last = 0
  for (const level of [-2048, -1024, 0, 2047]) {
    const difference = level - last
    const size = 32 - Math.clz32(Math.abs(difference))
    // The DC code has 16 symbols of 5 bits, the AC code the one symbol "no more" of 1 bit.
    put(size, 5)
    put(difference < 0 ? difference + 2 ** size - 1 : difference, size)
    put(0, 1)
    last = level
  }
  while (bits.length % 8) bits.push(1)
  const data = Array.from({ length: bits.length / 8 }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8).join(''), 2),
  )
  const segment = (kind: number, ...payload: number[]) => [0xff, kind, 0, payload.length + 2, ...payload]
  const sixteen = Array.from({ length: 16 }, (_, i) => i)
  const lengths = (length: number, count: number) => sixteen.map((i) => (i === length - 1 ? count : 0))
  return Uint8Array.of(
    ...[0xff, 0xd8, ...segment(0xdb, 0, ...new Array(64).fill(8))],
    ...segment(marker, 12, 0, 8, 0, 32, 1, 1, 0x11, 0),
    ...segment(0xc4, 0, ...lengths(5, 16), ...sixteen),
    ...segment(0xc4, 0x10, ...lengths(1, 1), 0),
    ...segment(0xda, 1, 1, 0, 0, 63, 0),
    ...data.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])),
    ...[0xff, 0xd9],
  )
}

function outcome(bytes: Uint8Array): string {
  try {
    decode(bytes)
    return 'read'
  } catch (error) {
    return (error as Error).message
  }
}

describe('what is not whole, or not read, is refused in words', () => {
  it.each([
    'sampled 2x2,1x1,1x1',
    'scans bits, sampled 2x2,1x1,1x1, restart 2B',
    'scans two and one, sampled 2x2,1x1,1x1',
  ])('%s, cut off anywhere', (name) => {
    const whole = named(name)
    for (let length = 3; length < whole.length - 2; length++) {
      expect(outcome(whole.subarray(0, length)), `${length} bytes`).not.toBe('read')
    }
    expect(outcome(whole)).toBe('read')
  })

  it.each([
    [0xc3, 'lossless'],
    [0xc5, 'hierarchical'],
    [0xc9, 'arithmetic-coded'],
    [0xca, 'arithmetic-coded'],
    [0xcb, 'lossless'],
    [0xcf, 'hierarchical'],
    [0xf7, 'JPEG-LS'],
  ])('frame %i', (marker, words) => {
    const bytes = named('sampled 2x2,1x1,1x1')
    bytes[frameOf(bytes) + 1] = marker
    expect(() => decode(bytes)).toThrow(words)
  })

  const changed = (name: string, at: number, ...values: number[]) => {
    const bytes = named(name)
    bytes.set(values, frameOf(bytes) + at)
    return bytes
  }
  const interval = (name: string, to: number) => {
    const bytes = named(name)
    const at = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xdd)
    bytes[at + 5] = to
    return bytes
  }
  const plain = 'sampled 1x1,1x1,1x1'
  it.each([
    [
      'a head that claims what data cannot hold',
      changed(plain, 5, 0x1f, 0x40, 0x1f, 0x40),
      /bytes of data cannot hold its 8000×8000 pixels/,
    ],
    ['10 bits a sample', changed(plain, 4, 10), /10 bits a sample/],
    ['two components', changed(plain, 9, 2), /damaged/],
    ['sampling 3 beside 2', changed('sampled 2x2,1x1,1x1', 11, 0x33), /damaged|sampled|blocks/],
    ['sampling 0', changed(plain, 11, 0), /damaged/],
    ['a table that is not there', changed(plain, 12, 3), /table is missing/],
    [
      'a larger restart interval than there are markers',
      interval('restart 2B, sampled 1x1,1x1,1x1', 3),
      /restart|code|end|coefficients/,
    ],
    ['no frame', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), /no size/],
  ])('%s', (_, bytes, words) => {
    expect(() => decode(bytes)).toThrow(words)
  })

  it('asks before it takes memory for a size', () => {
    const asked: number[][] = []
    const refuse = (...size: number[]) => {
      asked.push(size)
      throw new Error('too large')
    }
    expect(() => decodeJpeg(changed(plain, 5, 0xff, 0xff, 0xff, 0xff), refuse)).toThrow('too large')
    expect(asked).toEqual([[65535, 65535]])
  })

  it('scans without end', () => {
    const bytes = named('scans scan by scan, sampled 1x1,1x1,1x1, restart 2B')
    const scan = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xda)
    const twice = Uint8Array.from([...bytes.subarray(0, -2), ...bytes.subarray(scan)])
    // A picture that is complete is read no further; one that is not gets no component twice.
    expect(sha256(decode(twice))).toBe(sha256(decode(bytes)))
    const next = bytes.findIndex((byte, i) => i > scan && byte === 0xff && bytes[i + 1] === 0xda)
    const doubled = Uint8Array.from([...bytes.subarray(0, next), ...bytes.subarray(scan)])
    expect(() => decode(doubled)).toThrow('came before')
  })
})

it('damage anywhere is read as some picture, or refused in words, never a fault', () => {
  const counts = new Map<string, number>()
  const root = new Random(12)
  for (let i = 0; i < 3000; i++) {
    const random = root.split(`picture ${i}`)
    const bytes = bytesOf(oracle[random.integer(oracle.length)]!)
    for (let times = 1 + random.integer(3); times > 0; times--) {
      bytes[2 + random.integer(bytes.length - 2)]! = random.integer(256)
    }
    try {
      const jpeg = decodeJpeg(bytes, (width, height) => {
        if (width * height > 100_000) throw new Error('too large')
      })
      let rows = 0
      for (const row of jpeg.rows()) rows += row.length === jpeg.width * jpeg.channels ? 1 : 0
      expect(rows).toBe(jpeg.height)
      counts.set('read', (counts.get('read') ?? 0) + 1)
    } catch (error) {
      expect((error as Error).constructor, (error as Error).stack).toBe(Error)
      counts.set('refused', (counts.get('refused') ?? 0) + 1)
    }
  }
  expect(counts.get('read')).toBeGreaterThan(300)
  expect(counts.get('refused')).toBeGreaterThan(300)
})

describe('parts', () => {
  it('the inverse DCT is the sum of cosines, to half a level and rounding', () => {
    for (const depth of [8, 12] as const) {
      const transform = inverseDct(depth)
      const steps = Uint16Array.from({ length: 64 }, (_, i) => 1 + (i % 5))
      for (let seed = 1; seed <= 40; seed++) {
        const coefficients = Int16Array.from({ length: 64 }, (_, i) => (((i + 7) * seed * 7919) % 61) - 30)
        const scale = depth === 8 ? 1 : 8
        for (let i = 0; i < 64; i++) coefficients[i]! *= i < 8 * (seed % 9) ? scale : 0
        const out = depth === 8 ? new Uint8Array(64) : new Uint16Array(64)
        transform(coefficients, 0, steps, out, 0, 8)
        exactDct(coefficients, steps, depth).forEach((value, i) => {
          expect(Math.abs(out[i]! - value)).toBeLessThan(0.75)
        })
      }
    }
  })

  it('a code is canonical, and one of only ones is refused', () => {
    const table = huffmanTable(
      Uint8Array.of(0, 1, 2, 3, ...new Array(12).fill(0)),
      Uint8Array.of(9, 8, 7, 6, 5, 4),
    )
    // Codes 00, 010, 011, 1000, 1001, 1010.
    const [by] = [(code: number, length: number) => table.lookup[code << (9 - length)]]
    expect([by(0, 2), by(2, 3), by(3, 3), by(8, 4), by(9, 4), by(10, 4), by(11, 4)]).toEqual([
      ...[0x209, 0x308, 0x307, 0x406, 0x405, 0x404],
      0,
    ])
    expect(() => huffmanTable(Uint8Array.of(2, ...new Array(15).fill(0)), Uint8Array.of(1, 2))).toThrow(
      'more codes',
    )
  })

  it('the zigzag order goes through every place once, each beside or diagonally next to the last', () => {
    expect(new Set(ZIGZAG).size).toBe(64)
    for (let k = 1; k < 64; k++) {
      const [dx, dy] = [(ZIGZAG[k]! % 8) - (ZIGZAG[k - 1]! % 8), (ZIGZAG[k]! >> 3) - (ZIGZAG[k - 1]! >> 3)]
      expect(Math.max(Math.abs(dx), Math.abs(dy))).toBe(1)
    }
  })
})

/** ITU-T T.81, A.3.3, level shift and limits included. */
function exactDct(coefficients: Int16Array, steps: Uint16Array, depth: number): number[] {
  const weight = (u: number) => (u === 0 ? Math.SQRT1_2 : 1)
  const cosine = (x: number, u: number) => Math.cos(((2 * x + 1) * u * Math.PI) / 16)
  return Array.from({ length: 64 }, (_, i) => {
    const [x, y] = [i % 8, i >> 3]
    let sum = 0
    for (let v = 0; v < 8; v++) {
      for (let u = 0; u < 8; u++) {
        const value = coefficients[8 * v + u]! * steps[8 * v + u]!
        sum += (weight(u) * weight(v) * value * cosine(x, u) * cosine(y, v)) / 4
      }
    }
    return Math.min(2 ** depth - 1, Math.max(0, sum + 2 ** (depth - 1)))
  })
}
