import { describe, expect, it } from 'vitest'
import oracle from '../../test/fixtures/arrays.json' with { type: 'json' }
import { npy } from '../export/index.js'
import { type NumericArray, parseNpy, parseNpz, parseSafetensors } from './index.js'

const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'))

function expectArray(array: NumericArray | undefined, expected: { shape: number[]; values: number[] }): void {
  expect(array?.shape).toEqual(expected.shape)
  expect([...array!.data]).toEqual(expected.values)
}

describe('what NumPy writes', () => {
  it.each(oracle.npy)('npy $name', ({ base64, ...expected }) => {
    expectArray(parseNpy(bytesOf(base64), 'file'), expected)
  })

  it.each(oracle.npz)('npz by $name', ({ base64, arrays }) => {
    const read = parseNpz(bytesOf(base64), 'file')
    expect([...read.keys()]).toEqual(Object.keys(arrays))
    for (const [name, expected] of Object.entries(arrays)) expectArray(read.get(name), expected)
  })
})

describe('what the safetensors library writes', () => {
  it('is read whole', () => {
    const read = parseSafetensors(bytesOf(oracle.safetensors.base64), 'file')
    const { tensors } = oracle.safetensors
    expect([...read.keys()].sort()).toEqual(Object.keys(tensors).sort())
    for (const [name, expected] of Object.entries(tensors)) expectArray(read.get(name), expected)
  })

  it('with brain floats, the upper halves of float32', () => {
    const values = Float32Array.of(1, -2.5, 3.140625, 1e30)
    const halves = new Uint8Array(new Uint32Array(values.buffer.slice(0)).length * 2)
    new Uint16Array(values.buffer).forEach((half, i) => {
      if (i % 2 === 1) new DataView(halves.buffer).setUint16(i - 1, half, true)
    })
    const read = parseSafetensors(
      safetensors({ x: { dtype: 'BF16', shape: [4], data_offsets: [0, 8] } }, halves),
      'f',
    )
    const expected = values.map((value, i) =>
      i === 3
        ? new Float32Array(Uint32Array.of(new Uint32Array(values.buffer)[3]! & 0xffff0000).buffer)[0]!
        : value,
    )
    expect(read.get('x')!.data).toEqual(expected)
  })
})

describe('refuses', () => {
  const whole = npy({ data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] })
  const text = (shape: string, descr = "'<f4'") => {
    const header = `{'descr': ${descr}, 'fortran_order': False, 'shape': (${shape}), }`
    return Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0, ...Buffer.from(header)])
  }
  it.each([
    ['NPY_MAGIC', Uint8Array.of()],
    ['NPY_MAGIC', Uint8Array.from(whole).fill(9, 6, 7)],
    ['NPY_HEADER', whole.subarray(0, 40)],
    ['NPY_HEADER', Uint8Array.from(whole).fill(32, 10, 70)],
    ['NPY_TYPE', text('3,', "'<c8'")],
    ['NPY_TYPE', text('3,', "[('x', '<f4')]")],
    ['NPY_TRUNCATED', whole.subarray(0, whole.length - 1)],
    ['NPY_TRAILING', Uint8Array.of(...whole, 0)],
    // A product of sizes beyond exact integers, and one of a shape no memory holds.
    ['NPY_TRUNCATED', text('4294967296, 4294967296, 4294967296')],
    ['NPY_TRUNCATED', text('2147483648,')],
  ])('npy with %s', (code, bytes) => {
    expect(() => parseNpy(bytes, 'file')).toThrow(expect.objectContaining({ name: 'InputError', code }))
  })

  const entry = { dtype: 'F32', shape: [1], data_offsets: [0, 4] }
  const four = new Uint8Array(4)
  it.each([
    ['SAFETENSORS_HEADER', Uint8Array.of(1, 2, 3)],
    // A header of 2^60 bytes.
    ['SAFETENSORS_HEADER', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 16, 123, 125)],
    ['SAFETENSORS_HEADER', safetensors([], four)],
    ['SAFETENSORS_HEADER', safetensors({ x: null }, four)],
    ['SAFETENSORS_HEADER', safetensors({ x: { ...entry, shape: [2 ** 40, 2 ** 40] } }, four)],
    ['SAFETENSORS_HEADER', safetensors({ x: { ...entry, shape: [-1] } }, four)],
    ['SAFETENSORS_TYPE', safetensors({ x: { ...entry, dtype: 'toString' } }, four)],
    ['SAFETENSORS_TRUNCATED', safetensors({ x: entry }, four.subarray(1))],
    ['SAFETENSORS_TRUNCATED', safetensors({ x: entry, y: entry }, four)],
    ['SAFETENSORS_TRUNCATED', safetensors({ x: entry }, new Uint8Array(8))],
  ])('safetensors with %s', (code, bytes) => {
    expect(() => parseSafetensors(bytes, 'file')).toThrow(
      expect.objectContaining({ name: 'InputError', code }),
    )
  })

  it('a tensor called __proto__ is only a tensor', () => {
    const bytes = safetensors(JSON.parse(`{"__proto__": ${JSON.stringify(entry)}}`), four)
    expect([...parseSafetensors(bytes, 'file').keys()]).toEqual(['__proto__'])
    expect(({} as { dtype?: string }).dtype).toBeUndefined()
  })

  const archive = bytesOf(oracle.npz[1]!.base64)
  const directory = new DataView(archive.buffer).getUint32(archive.length - 6, true)
  const patched = (at: number, value: number) => {
    const copy = archive.slice()
    new DataView(copy.buffer).setUint32(at, value, true)
    return copy
  }
  it.each([
    ['ZIP_CORRUPT', 'cut short', archive.subarray(0, archive.length - 30)],
    [
      'ZIP_CORRUPT',
      'a flipped bit of a value',
      Uint8Array.from(archive, (byte, i) => (i === 120 ? byte ^ 4 : byte)),
    ],
    ['ZIP_CORRUPT', 'a size no compression reaches', patched(directory + 24, 2 ** 29)],
    ['ZIP_TOO_LARGE', 'a size beyond the limit', patched(directory + 24, 2 ** 31)],
    ['ZIP_CORRUPT', 'a directory beyond its end', patched(archive.length - 6, 2 ** 31)],
  ])('npz with %s: %s', (code, _, bytes) => {
    expect(() => parseNpz(bytes, 'file')).toThrow(expect.objectContaining({ name: 'InputError', code }))
  })
})

function safetensors(header: object, values: Uint8Array): Uint8Array {
  const text = Buffer.from(JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + values.length)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 8)
  bytes.set(values, 8 + text.length)
  return bytes
}
