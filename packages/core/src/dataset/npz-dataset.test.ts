import { describe, expect, it } from 'vitest'
import oracle from '../../test/fixtures/archives.json' with { type: 'json' }
import { openNpz, parseNpz } from '../arrays/index.js'
import { npy, npz } from '../export/index.js'
import { readNpyDataset, readNpzDataset, type Split } from './index.js'

const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'))
const read = (bytes: Uint8Array | string, split: Split = 'test') =>
  readNpzDataset(typeof bytes === 'string' ? bytesOf(bytes) : bytes, split, { name: 'a.npz' })

describe('an archive as NumPy writes it', () => {
  it('with text, objects, dates, records and what is no array at all is read for what is asked', async () => {
    const data = await read(oracle.unasked)
    expect([...data.labels]).toEqual(oracle.labels)
    expect(data.images.shape).toEqual([4, 3, 2, 1])
    expect([...data.images.data]).toEqual(oracle.images.map(Math.fround))
    expect(data.classNames).toHaveLength(65_536)
  })

  it.each(Object.entries(oracle.asked))('is refused where %s is what is asked for', async (_, base64) => {
    await expect(read(base64)).rejects.toMatchObject({
      code: 'NPY_TYPE',
      message: expect.stringMatching(/labels\.npy of a\.npz holds (?!b1)[a-z ]+.*, expected real numbers/i),
    })
  })

  it('gives a network its numbers alone', () => {
    const archive = bytesOf(oracle.asked.text)
    expect([...parseNpz(archive, 'w.npz').keys()]).toEqual(['images'])
    expect(openNpz(archive, 'w.npz').names).toEqual(['images', 'labels'])
  })

  it.each(Object.entries(oracle.labelTypes))('has labels of type %s', async (_, base64) => {
    expect([...(await read(base64)).labels]).toEqual(oracle.labels)
  })

  it.each(Object.entries(oracle.pixelTypes))('has pixels of type %s', async (_, { base64, values }) => {
    expect([...(await read(base64)).images.data]).toEqual(values.map(Math.fround))
  })

  it.each(Object.entries(oracle.refused))('is refused with labels that are %s', async (_, base64) => {
    await expect(read(base64)).rejects.toMatchObject({ name: 'InputError', code: 'DATA_LABELS' })
  })
})

it('pixels that are truth values are other images than bytes of the same bits, and of another hash', async () => {
  const bytes = npy({ data: Uint8Array.of(0, 1, 1, 0), shape: [1, 2, 2] })
  const truths = Uint8Array.from(
    Buffer.from(Buffer.from(bytes).toString('latin1').replace('|u1', '|b1'), 'latin1'),
  )
  const labels = npy({ data: Uint8Array.of(1), shape: [1] })
  const [asBytes, asTruths] = await Promise.all(
    [bytes, truths].map((images) => readNpyDataset({ images, labels }, 'test', { name: 'a' })),
  )
  expect([...asBytes!.images.data]).toEqual([0, Math.fround(1 / 255), Math.fround(1 / 255), 0])
  expect([...asTruths!.images.data]).toEqual([0, 1, 1, 0])
  expect(asTruths!.sha256.images).not.toBe(asBytes!.sha256.images)
  expect(asTruths!.sha256.labels).toBe(asBytes!.sha256.labels)
})

describe('which arrays are a split', () => {
  const images = (value: number) => ({ data: new Uint8Array(4).fill(value), shape: [1, 2, 2] })
  const labels = { data: Uint8Array.of(0), shape: [1] }
  /** An archive of arrays by name; pixels hold the place of their array, so that they tell which was read. */
  const archive = (...names: string[]) =>
    npz(Object.fromEntries(names.map((name, i) => [name, /label|y/.test(name) ? labels : images(i + 1)])))

  it.each<[Split, string[], number]>([
    ['test', ['images', 'labels'], 0],
    ['test', ['x', 'y'], 0],
    ['test', ['x_train', 'y_train', 'x_test', 'y_test'], 2],
    ['train', ['x_train', 'y_train', 'x_test', 'y_test'], 0],
    ['test', ['train_images', 'train_labels', 'val_images', 'val_labels', 'test_images', 'test_labels'], 4],
    ['train', ['train_images', 'train_labels'], 0],
    ['test', ['features', 'x_test', 'y_test'], 1],
  ])('%s of %j', async (split, names, place) => {
    expect((await read(archive(...names), split)).images.data[0]).toBe(Math.fround((place + 1) / 255))
  })

  it.each<[Split, string[], RegExp]>([
    ['test', ['x_test', 'y_test', 'images', 'labels'], /x_test and y_test, and also images and labels/],
    ['test', ['x_train', 'y_train', 'images', 'labels'], /images and labels, and also x_train, y_train/],
    ['test', ['x_test', 'images', 'labels'], /images and labels, and also x_test/],
    ['test', ['images', 'labels', 'x', 'y'], /images and labels, and also x and y/],
    ['train', ['x_train', 'y_train', 'train_images', 'train_labels'], /x_train and y_train/],
    ['train', ['images', 'labels'], /holds images, labels, expected for the train split/],
    ['test', ['x_train', 'y_train'], /expected for the test split/],
    ['test', ['x_test'], /expected for the test split/],
    ['test', ['X_test', 'Y_test'], /expected for the test split/],
  ])('%s of %j is refused', async (split, names, words) => {
    await expect(read(archive(...names), split)).rejects.toMatchObject({
      code: 'DATA_ARRAYS',
      message: expect.stringMatching(words),
    })
  })

  it('never one that is told twice', async () => {
    const twice = archive('images', 'labels', 'imagez')
    const text = Buffer.from(twice).toString('latin1').replaceAll('imagez', 'images')
    await expect(read(Uint8Array.from(Buffer.from(text, 'latin1')))).rejects.toThrow(
      'images.npy is in it twice',
    )
  })

  it('of two NPY files is the test split alone', async () => {
    const { npy } = await import('../export/index.js')
    const files = { images: npy(images(1)), labels: npy(labels) }
    expect((await readNpyDataset(files, 'test', { name: 'a' })).images.shape).toEqual([1, 2, 2, 1])
    await expect(readNpyDataset(files, 'train', { name: 'a' })).rejects.toMatchObject({ code: 'DATA_SPLIT' })
  })
})
