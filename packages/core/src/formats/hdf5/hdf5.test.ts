import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import oracle from '../../../test/fixtures/hdf5.json' with { type: 'json' }
import { openHdf5 } from './open-hdf5.js'

const bytesOf = (base64: string) => new Uint8Array(inflateSync(Buffer.from(base64, 'base64')))
const open = (bytes: Uint8Array) => openHdf5(bytes, 'file.h5')

describe('what h5py writes', () => {
  it.each(Object.entries(oracle.files))('%s', (_, { base64, arrays }) => {
    const file = open(bytesOf(base64))
    expect(Object.keys(arrays).length).toBeGreaterThan(15)
    for (const [path, expected] of Object.entries(arrays)) {
      const array = file.array(path)!
      expect(array.shape, path).toEqual(expected.shape)
      expect([...array.read().data], path).toEqual(expected.values)
    }
    const attributes = ['bytes', 'text', 'fixed', 'variable', 'whole', 'float', 'several', 'none'] as const
    expect(attributes.map((name) => file.attribute(name))).toEqual([
      'of any length',
      'a é and 世',
      ['kernel:0', 'b'],
      ['x', '', 'yyy'],
      3,
      2.5,
      [1, 2, 300],
      [],
    ])
    expect(file.attribute('long')).toHaveLength(60_000)
    expect(file.attribute('toString')).toBeUndefined()
    expect(file.group('many/of them')!.names.length).toBe(
      Object.keys(arrays).filter((path) => path.startsWith('many/')).length,
    )
    for (const absent of ['', 'nothing', 'scalar/below', '__proto__']) {
      expect(file.group(absent)).toBeUndefined()
      expect(file.array(absent)).toBeUndefined()
    }
  })
})

describe('refuses', () => {
  const odd = () => open(bytesOf(oracle.odd))
  it.each([
    ['records', /HDF5_UNSUPPORTED: records in file.h5 holds records, which is not read here/],
    ['text', /HDF5_UNSUPPORTED: text in file.h5 holds variable text/],
    ['lzf', /HDF5_UNSUPPORTED: lzf in file.h5 is packed by LZF/],
    ['checked', /HDF5_UNSUPPORTED: checked in file.h5 is packed by Fletcher32/],
    ['absent', /HDF5_CORRUPT: .*absent in file.h5 has no values/],
    ['few chunks', /HDF5_CORRUPT: .*0 of 10 chunks of values/],
    // 16 GiB of nothing.
    ['absent chunks', /HDF5_CORRUPT: .*arrays of 17179869184 bytes in \d+/],
  ])('%s', (path, message) => {
    expect(() => odd().array(path)!.read()).toThrow(message)
  })

  it('an attribute of records, and only where it is asked for', () => {
    const file = odd()
    expect(file.attribute('other')).toBeUndefined()
    expect(() => file.attribute('records')).toThrow(/has an attribute records of records/)
  })

  it('links that lead elsewhere, and an array led to twice', () => {
    const file = open(bytesOf(oracle.linked))
    expect(() => file.array('soft')).toThrow('soft in file.h5 is a link to /x')
    expect(() => file.array('external')).toThrow(/external in file.h5 is a link to another file/)
    expect(file.array('x')!.read().data).toHaveLength(3)
    expect(() => file.array('again')!.read()).toThrow(/HDF5_CORRUPT: .*its array at \d+ is led to twice/)
    // A group within itself is only as deep as what is asked for.
    expect(file.array('round/round/round/x')!.shape).toEqual([3])
  })

  const whole = bytesOf(oracle.files['as h5py writes by default'].base64)
  it('a file that is cut short', () => {
    expect(() => open(whole.subarray(0, whole.length - 1))).toThrow(
      `HDF5_CORRUPT: file.h5 is not a whole HDF5 file: it is ${whole.length - 1} bytes long, and was ${whole.length}`,
    )
  })

  it('a tree whose branches meet, which has more paths than any machine can walk', () => {
    const bytes = whole.slice()
    const view = new DataView(bytes.buffer)
    // The root's symbol table lies in the message that its header holds: its tree is in the superblock's scratch pad too.
    const root = Number(view.getBigUint64(80, true))
    const size = 24 + 33 * 16
    const at = bytes.length
    const levels = 20
    const grown = new Uint8Array(at + levels * size)
    grown.set(bytes)
    const trees = new DataView(grown.buffer)
    for (let level = 0; level < levels; level++) {
      const node = level === levels - 1 ? root : at + level * size
      grown.set(new TextEncoder().encode('TREE'), node)
      trees.setUint8(node + 5, level === levels - 1 ? levels - 1 : level)
      trees.setUint16(node + 6, 32, true)
      for (let i = 0; i < 32; i++) {
        trees.setBigUint64(
          node + 32 + 16 * i,
          BigInt(at + Math.max(0, (level === levels - 1 ? levels - 1 : level) - 1) * size),
          true,
        )
      }
    }
    trees.setBigUint64(40, BigInt(grown.length), true)
    expect(() => open(grown)).toThrow(/HDF5_CORRUPT: .*its branch at \d+ is led to twice/)
  })
})
