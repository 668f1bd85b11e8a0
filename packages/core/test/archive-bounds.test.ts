/** What a small archive unpacks to is known from the headers of its arrays, and refused before memory is taken for it. */
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { loadModel, npy, openNpz, readNpzDataset } from '../src/index.js'
import { Random } from '../src/random.js'
import { withinBytes } from './allocation-bound.js'
import oracle from './fixtures/arrays.json' with { type: 'json' }

/** Room for the starts of a few arrays, a small part of what they unpack to. */
const ROOM = 2 ** 19
const VALUES = 2 ** 24

const zeros = npy({ data: new Uint8Array(VALUES), shape: [2 ** 14, 32, 32] })
const labels = (n: number) => npy({ data: new Uint8Array(n), shape: [n] })
const zip = (arrays: Readonly<Record<string, Uint8Array>>) =>
  zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])))
/** The same array, saying of itself what it is not. */
const saying = (from: string, to: string) =>
  Uint8Array.from(Buffer.from(Buffer.from(zeros).toString('latin1').replace(from, to), 'latin1'))

describe('a dataset of 16 MiB in an archive of a few KiB is refused in half a MiB', () => {
  it.each([
    ['DATA_COUNT', 'fewer labels', zeros, labels(3)],
    ['DATA_COUNT', 'more labels', npy({ data: new Uint8Array(12), shape: [3, 2, 2] }), zeros],
    ['DATA_SHAPE', 'images that are rows', saying('16384, 32, 32', '16384, 1024  '), labels(16_384)],
    ['DATA_TYPE', 'signed bytes for pixels', saying('|u1', '|i1'), labels(16_384)],
    ['NPY_TYPE', 'text for pixels', saying('|u1', '|S1'), labels(16_384)],
    ['NPY_TRAILING', 'more bytes than its header says', saying('16384', '5    '), labels(5)],
    ['NPY_TRUNCATED', 'fewer bytes than its header says', saying('16384', '99999'), labels(99_999)],
  ])('%s: %s', async (code, _, images, given) => {
    const archive = zip({ images, labels: given })
    expect(archive.length).toBeLessThan(2 ** 16)
    const reading = withinBytes(ROOM, () => readNpzDataset(archive, 'test', { name: 'a' }))
    await expect(reading).rejects.toMatchObject({ name: 'InputError', code })
  })

  it('DATA_TOO_LARGE: more values than a dataset may have', async () => {
    const [n, side] = [700_000, 28]
    const head = npy({ data: new Uint8Array(1), shape: [1] })
    const text = Buffer.from(head.subarray(0, -1))
      .toString('latin1')
      .replace(/\(1,\)[ ]*/, '')
    const header = Buffer.from(
      `${text.trimEnd()} `.replace(/'shape': ,/, `'shape': (${n}, ${side}, ${side}),`),
      'latin1',
    )
    header.writeUInt16LE(header.length - 10, 8)
    // Noise keeps it packed at 600 KB, the least that deflate makes 550 MB of; the directory says it is those.
    const random = new Random(1)
    const noise = Uint8Array.from({ length: 600_000 }, () => random.integer(256))
    const archive = zip({ images: Uint8Array.from([...header, ...noise]), labels: labels(3) })
    const view = new DataView(archive.buffer, archive.byteOffset)
    const directory = view.getUint32(archive.length - 6, true)
    view.setUint32(directory + 24, header.length + n * side * side, true)
    const reading = withinBytes(ROOM, () => readNpzDataset(archive, 'test', { name: 'a' }))
    await expect(reading).rejects.toThrow('DATA_TOO_LARGE: images of a is 700000×28×28')
  })
})

it('weights whose shape fits no layer stay packed', async () => {
  const json = JSON.stringify({
    schema: 'umbra.network/1',
    layout: 'keras',
    input: [2, 2, 1],
    weights: 'w.npz',
    layers: [{ kind: 'flatten' }, { kind: 'dense', name: 'd' }],
  })
  const archive = zip({ 'd/kernel': zeros, 'd/bias': labels(2) })
  const reading = withinBytes(ROOM, () => loadModel({ json, shards: { 'w.npz': archive } }))
  await expect(reading).rejects.toThrow('WEIGHT_SHAPE')
})

describe('a header', () => {
  it.each(oracle.npz)('is the one of the array, npz by $name', ({ base64 }) => {
    const archive = openNpz(Uint8Array.from(Buffer.from(base64, 'base64')), 'file')
    for (const name of archive.names) {
      const { shape, type } = archive.array(name)
      expect(archive.header(name)).toEqual({ shape, type })
    }
  })
})
