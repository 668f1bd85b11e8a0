import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { modelFiles, npy, npz } from '@umbra/core'
import { encode } from 'fast-png'
import { beforeAll, describe, expect, it } from 'vitest'
import { tinyNetwork } from '../src/actions/self-check.js'
import { readData } from '../src/input/data.js'
import { umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

const CLASSES = ['ant', 'bee', 'cat']
const PER_CLASS = 6

let folder: string
let photos: string
let model: string
beforeAll(() => {
  folder = temporaryFolder()
  photos = join(folder, 'photos')
  for (const [k, name] of CLASSES.entries()) {
    mkdirSync(join(photos, 'test', name), { recursive: true })
    for (let i = 0; i < PER_CLASS; i++) writeFileSync(join(photos, 'test', name, `${i}.png`), picture(k, i))
  }
  model = join(folder, 'model')
  mkdirSync(model)
  for (const { name, bytes } of modelFiles(tinyNetwork())) writeFileSync(join(model, name), bytes)
})

/** 24×24, lighter in another row for each class. */
function picture(k: number, i: number): Uint8Array {
  const data = Uint8Array.from(
    { length: 576 },
    (_, p) => (Math.floor(p / 192) === k ? 200 : 10) + ((p * 7 + i) % 40),
  )
  return encode({ width: 24, height: 24, channels: 1, depth: 8, data })
}

const fitting = { inputShape: [12, 12, 1] as const, classes: 3 }

describe('a folder of pictures per class', () => {
  it('is a dataset of the model’s size, its classes in order, or in the model’s', async () => {
    const notes: string[] = []
    const data = await readData(photos, 'test', { ...fitting, note: (text) => notes.push(text) })
    expect(data).toMatchObject({ name: 'photos test', classNames: CLASSES })
    expect(data.images.shape).toEqual([18, 12, 12, 1])
    expect([...data.labels]).toEqual(CLASSES.flatMap((_, k) => new Array(PER_CLASS).fill(k)))
    expect(notes).toEqual([
      `${join(photos, 'test')}: class folders in order, ant is class 0, bee is class 1, cat is class 2`,
      `${join(photos, 'test')}: 18 pictures, the first PNG, 8-bit grey, 24×24, resized to 12×12, antialiased`,
    ])
    const classNames = ['cat', 'ant', 'bee']
    const renamed = await readData(photos, 'test', { ...fitting, classNames })
    expect([...renamed.labels.subarray(0, 1), ...renamed.labels.subarray(17)]).toEqual([1, 0])
    expect(renamed.sha256.images).toBe(data.sha256.images)
    // Without a model the pictures' own size is taken.
    expect((await readData(photos, 'test')).images.shape).toEqual([18, 24, 24, 1])
  })

  it('is of RGB pictures where one of them is, wherever it stands', async () => {
    const mixed = join(folder, 'mixed')
    cpSync(join(photos, 'test'), join(mixed, 'test'), { recursive: true })
    const colour = new Uint8Array(24 * 24 * 3).fill(51)
    const rgb = encode({ width: 24, height: 24, channels: 3, depth: 8, data: colour })
    writeFileSync(join(mixed, 'test/bee/3.png'), rgb)
    const { images } = await readData(mixed, 'test')
    expect(images.shape).toEqual([18, 24, 24, 3])
    const grey = (await readData(photos, 'test')).images.data
    const own = Array.from({ length: 576 }, (_, p) => images.data[3 * p + 1])
    expect(own).toEqual([...grey.subarray(0, 576)])
    expect(images.data.subarray(9 * 1728, 10 * 1728).every((value) => value === Math.fround(0.2))).toBe(true)
  })

  it('has the hash of what the model gets, wherever the folder is seen from', async () => {
    const hash = async (path: string, options = {}) =>
      (await readData(path, 'test', { ...fitting, ...options })).sha256.images
    const plain = await hash(photos)
    const others = [{ invert: true }, { inputShape: [12, 12, 3] }, { inputShape: [12, 18, 1] }]
    const filled = { inputShape: [12, 18, 1], background: 1 }
    const hashes = await Promise.all([...others, filled].map((options) => hash(photos, options)))
    expect(new Set([plain, ...hashes]).size).toBe(5)
    const seen = [`${photos}/`, relative(process.cwd(), photos), `./${relative(process.cwd(), photos)}/`]
    for (const path of [...seen, join(photos, 'test'), `${photos}/test/`])
      expect(await hash(path), path).toBe(plain)
  })

  it('is called after itself, unless it is that of the split', async () => {
    cpSync(join(photos, 'test'), join(folder, 'contest'), { recursive: true })
    const nameOf = async (path: string) => (await readData(path, 'test', fitting)).name
    expect(await nameOf(join(folder, 'contest'))).toBe('contest test')
    expect(await nameOf(`${folder}/contest/`)).toBe('contest test')
    expect(await nameOf(`${photos}/test/`)).toBe('photos test')
  })

  it('is evaluated and studied, classes by name, and the preprocessing is kept', async () => {
    const prepared = [
      '--model',
      model,
      '--data',
      photos,
      '--class-names',
      CLASSES.join(),
      '--scale',
      '2',
      '--json',
    ]
    const evaluated = await umbra(['evaluate', ...prepared])
    expect(evaluated.code, evaluated.stderr).toBe(0)
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ n: 18, model: { preprocessing: '2·x' } })
    const choices = ['--classes', 'bee,ant', '--images', '4', '--selection', 'all', '--permutations', '99']
    const studied = await umbra(['study', ...prepared, ...choices, '--out', join(folder, 'study')])
    expect(studied.code, studied.stderr).toBe(0)
    const { config, classes, provenance } = JSON.parse(studied.stdout)
    expect(config.classes).toEqual([1, 0])
    expect(classes.map(({ name }: { name: string }) => name)).toEqual(['bee', 'ant'])
    expect(provenance.model.preprocessing).toBe('2·x')
    expect(provenance.command).toContain('--scale 2')
  })
})

describe('arrays', () => {
  const images = { data: Uint8Array.from({ length: 288 }, (_, i) => i % 256), shape: [2, 12, 12] }
  const labels = { data: Int32Array.of(2, 0), shape: [2] }

  it('are read from NPZ and from NPY files alike', async () => {
    writeFileSync(
      join(folder, 'data.npz'),
      npz({ x_test: images, y_test: labels, x_train: images, y_train: labels }),
    )
    mkdirSync(join(folder, 'arrays'))
    writeFileSync(join(folder, 'arrays', 'images.npy'), npy(images))
    writeFileSync(join(folder, 'arrays', 'labels.npy'), npy(labels))
    const [zipped, plain] = [
      await readData(join(folder, 'data.npz'), 'test'),
      await readData(join(folder, 'arrays'), 'test'),
    ]
    expect(zipped.images).toEqual(plain.images)
    expect([...zipped.labels]).toEqual([2, 0])
    expect(zipped.images.data[3]).toBe(Math.fround(3 / 255))
    expect(zipped.sha256).toEqual(plain.sha256)
  })
})

describe('refuses', () => {
  const write = (name: string, bytes: Uint8Array | string) => {
    const path = join(temporaryFolder(), name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, bytes)
    return path
  }
  const images = { data: new Float32Array(8), shape: [2, 2, 2] }
  it.each([
    ['DATA_NOT_FOUND', 'a path to nothing', () => join(folder, 'nowhere')],
    ['DATA_FORMAT', 'a text', () => write('data.txt', 'hello')],
    ['ZIP_CORRUPT', 'an NPZ cut short', () => write('d.npz', npz({ images }).subarray(0, 99))],
    ['DATA_ARRAYS', 'an NPZ without labels', () => write('d.npz', npz({ images }))],
    [
      'DATA_COUNT',
      'fewer labels',
      () => write('d.npz', npz({ images, labels: { data: Int32Array.of(1), shape: [1] } })),
    ],
    [
      'DATA_LABELS',
      'half a label',
      () => write('d.npz', npz({ images, labels: { data: Float32Array.of(1, 0.5), shape: [2] } })),
    ],
    [
      'IMAGE_CORRUPT',
      'a picture cut short',
      () => join(write('a/0.png', picture(0, 0).subarray(0, -20)), '../..'),
    ],
    ['IMAGE_FORMAT', 'a text for a picture', () => join(write('a/0.png', 'hello'), '../..')],
    ['DATA_EMPTY', 'class folders without pictures', () => join(write('a/0.txt', 'hello'), '../..')],
  ])('%s: %s', async (code, _, path) => {
    await expect(readData(path(), 'test')).rejects.toMatchObject({ name: 'InputError', code })
  })

  it.each([
    ['a folder that is no class', { classNames: ['ant', 'bee', 'dog'] }],
    ['more folders than classes', { classes: 2 }],
  ])('DATA_CLASSES: %s', async (_, options) => {
    await expect(readData(photos, 'test', { ...fitting, ...options })).rejects.toMatchObject({
      code: 'DATA_CLASSES',
    })
  })
})
