import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { npy, npz } from '@umbra/core'
import { encode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { readData } from '../src/input/data.js'
import { findImages } from '../src/pictures/find-images.js'
import oracle from './fixtures/images.json' with { type: 'json' }
import { idx, temporaryFolder, writeTinyData } from './tiny-data.js'

let made = 0

/** A picture unlike all others. */
function picture(): Uint8Array {
  made++
  const data = Uint8Array.from({ length: 16 }, (_, p) => (made >> (8 * (p % 4))) & 255)
  return encode({ width: 4, height: 4, channels: 1, depth: 8, data })
}

/**
 * Makes a folder of files by path: bytes or text, a picture where there is no content, and a link where it begins with an arrow.
 */
function tree(
  files: Readonly<Record<string, Uint8Array | string | undefined>>,
  root = temporaryFolder(),
): string {
  for (const [path, content = picture()] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    if (typeof content === 'string' && content.startsWith('→'))
      symlinkSync(content.slice(1), join(root, path))
    else writeFileSync(join(root, path), content)
  }
  return root
}

const some = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, undefined]))

async function read(folder: string, split: 'train' | 'test' = 'test', options = {}) {
  const notes: string[] = []
  const note = (text: string) => notes.push(text.replaceAll(`${folder}/`, '').replaceAll(folder, '.'))
  const data = await readData(folder, split, { ...options, note })
  const counts = data.classNames.map((name, k) => [name, data.labels.filter((label) => label === k).length])
  return { data, notes, counts: Object.fromEntries(counts.filter(([, n]) => n !== 0)) }
}

const refusal = (folder: string, code: string, words: string | RegExp, split: 'train' | 'test' = 'test') =>
  expect(read(folder, split)).rejects.toMatchObject({
    name: 'InputError',
    code,
    message: typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words),
  })

describe('IDX files', () => {
  it('are what is read, whatever lies beside them', async () => {
    const folder = writeTinyData()
    const alone = await read(folder)
    expect(alone.notes).toEqual([])
    tree(
      some('samples/6/a.png', 'samples/8/b.png', 'test/6/a.png', 'test/8/b.png', 'preview.png', '.DS_Store'),
      folder,
    )
    tree({ 'README.md': 'x', 'train-images-idx3-ubyte-pictures/a.txt': 'x' }, folder)
    for (const split of ['train', 'test'] as const) {
      const { data, notes } = await read(folder, split)
      expect(data.images.shape[0]).toBe(split === 'train' ? 120 : 80)
      expect(notes).toEqual([
        '.: IDX files read; not read: 3 folders (samples, test, train-images-idx3-ubyte-pictures), 2 other files (README.md, preview.png)',
      ])
    }
    expect((await read(folder)).data.sha256).toEqual(alone.data.sha256)
  })

  it('may be called with a dot, and lie beside folders of their names', async () => {
    const folder = writeTinyData()
    const other = temporaryFolder()
    for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte.gz']) {
      cpSync(join(folder, name), join(other, name.replace('-idx', '.idx')))
      tree({ [`${name.replace('.gz', '')}/${name}`]: 'x' }, other)
    }
    expect((await read(other)).data.sha256).toEqual((await read(folder)).data.sha256)
  })

  it('plain and gzipped must be the same', async () => {
    const folder = writeTinyData()
    const images = readFileSync(join(folder, 't10k-images-idx3-ubyte'))
    tree({ 't10k-images-idx3-ubyte.gz': gzipSync(images) }, folder)
    expect((await read(folder)).data.images.shape[0]).toBe(80)
    images[images.length - 1]! ^= 1
    tree({ 't10k-images-idx3-ubyte.gz': gzipSync(images) }, folder)
    await refusal(
      folder,
      'DATA_AMBIGUOUS',
      't10k-images-idx3-ubyte and t10k-images-idx3-ubyte.gz hold different',
    )
  })

  it('of one split give no other', async () => {
    const whole = writeTinyData()
    for (const [prefix, split, other] of [
      ['train', 'train', 'test'],
      ['t10k', 'test', 'train'],
    ] as const) {
      const folder = temporaryFolder()
      for (const name of [`${prefix}-images-idx3-ubyte`, `${prefix}-labels-idx1-ubyte.gz`])
        cpSync(join(whole, name), join(folder, name))
      tree(some(`${other}/6/a.png`, `${other}/8/b.png`), folder)
      expect((await read(folder, split)).data.images.shape[0]).toBeGreaterThan(0)
      await refusal(folder, 'DATA_FILE_MISSING', `only those of the ${split} split`, other)
    }
  })

  it('are refused where images and labels are not as many, a link leads nowhere, or one stands alone beside pictures', async () => {
    const images = idx([3, 2, 2], new Uint8Array(12))
    const pair = (labels: Uint8Array | string) =>
      tree({ 't10k-images-idx3-ubyte': images, 't10k-labels-idx1-ubyte': labels })
    await refusal(pair(idx([2], Uint8Array.of(0, 1))), 'DATA_COUNT', 'for 3 images')
    await refusal(pair('→nowhere'), 'DATA_LINK', 't10k-labels-idx1-ubyte is a link that leads nowhere')
    await refusal(pair('→t10k-labels-idx1-ubyte'), 'DATA_LINK', 'leads nowhere')
    const alone = tree({ 't10k-images-idx3-ubyte': images, ...some('6/a.png') })
    await refusal(
      alone,
      'DATA_AMBIGUOUS',
      'IDX files (t10k-images-idx3-ubyte), and also pictures in the folder 6',
    )
  })
})

describe('arrays', () => {
  const images = { data: Uint8Array.of(1, 2, 3, 4), shape: [1, 2, 2] }
  const labels = { data: Uint8Array.of(3), shape: [1] }
  const archive = npz({ images, labels })
  const files = { 'images.npy': npy(images), 'labels.npy': npy(labels) }

  it.each([
    ['NPY files beside folders of pictures', { ...files, ...some('6/a.png') }, 'images.npy and labels.npy'],
    ['an archive in a folder', { 'data.npz': archive, 'a.txt': 'x' }, 'the NPZ archive'],
    [
      'an archive beside archives of other things',
      { 'd.npz': archive, 'm.npz': npz({ maps: images }) },
      'the NPZ archive',
    ],
    ['NPY files beside a damaged archive', { ...files, 'm.npz': 'PK' }, 'images.npy and labels.npy'],
  ])('%s are read', async (_, content, words) => {
    const { data, notes } = await read(tree(content))
    expect([...data.labels]).toEqual([3])
    expect(notes).toHaveLength(1)
    expect(notes[0]).toContain(`.: ${words} read; not read: 1 `)
  })

  it.each([
    ['DATA_AMBIGUOUS', { 'a.npz': archive, 'b.npz': archive }, 'a.npz, and also b.npz'],
    ['DATA_AMBIGUOUS', { ...files, 'b.npz': archive }, 'images.npy and labels.npy, and also b.npz'],
    ['DATA_AMBIGUOUS', { 'b.npz': archive, ...some('6/a.png') }, 'b.npz, and also pictures in the folder 6'],
    ['DATA_AMBIGUOUS', { 'images.npy': npy(images), ...some('6/a.png') }, 'images.npy, and also pictures'],
    ['DATA_FILE_MISSING', { 'images.npy': npy(images) }, 'holds images.npy, and no labels.npy'],
    ['DATA_LINK', { ...files, 'labels.npy': '→gone.npy' }, 'labels.npy is a link that leads nowhere'],
    ['ZIP_CORRUPT', { 'a.npz': 'PK' }, 'a'],
    ['DATA_ARRAYS', { 'a.npz': npz({ maps: images }) }, 'holds maps, expected for the test split'],
    ['DATA_FILE_MISSING', { 'a.txt': 'x' }, 'holds neither IDX files'],
    ['DATA_EMPTY', some('a.png', 'b.PNG'), 'holds 2 pictures and no class folders'],
  ])('%s for %j', async (code, content, words) => refusal(tree(content), code, words))

  it('of floats beyond 0 … 1 are taken as they are, which is said', async () => {
    const path = join(
      tree({ 'a.npz': npz({ images: { ...images, data: Float32Array.of(-1, 0, 1, 255) }, labels }) }),
      'a.npz',
    )
    const { data, notes } = await read(path)
    expect([...data.images.data]).toEqual([-1, 0, 1, 255])
    expect(notes).toEqual(['.: floats of −1.0 … 255, taken as they are, where pictures are 0 … 1'])
    expect((await read(tree({ 'a.npz': archive }))).notes).toEqual([])
  })

  it('IDX files and others are two datasets', async () => {
    const folder = tree({ 'data.npz': archive }, writeTinyData())
    await refusal(folder, 'DATA_AMBIGUOUS', /IDX files \(t10k-images-idx3-ubyte, …\), and also data\.npz/)
  })
})

describe('class folders', () => {
  it('and pictures may be links, whose cycles are met once', async () => {
    const store = tree(some('6/0.png', '6/1.png', '8/0.png', '8/deep/1.png', '8/2.png', 'apart.png'))
    const folder = tree({
      '6': `→${store}/6`,
      '8': `→${store}/8`,
      '7/0.png': `→${store}/apart.png`,
      '7/more': `→${store}/6`,
      '7/again': '→more',
      '7/up': '→..',
      '7/self': '→.',
      '7/same.png': '→0.png',
    })
    const { counts, notes } = await read(folder)
    expect(counts).toEqual({ 6: 2, 7: 3, 8: 3 })
    expect(notes[1]).toBe('.: not read: 4 links to what is read already (7/more, 7/self, 7/up, …)')
    expect(notes[2]).toMatch(
      /^\.: 2 pictures are the same as one of another class \(7\/again\/0.png as 6\/0.png\)$/,
    )
  })

  it('may be links that were checked out as text, as git does where there are none', async () => {
    const folder = join(temporaryFolder(), 'data')
    const files = { '6': '../store/6', '8/0.png': undefined, '8/more': '../../store/8', '8/no': '../../gone' }
    tree(files, folder)
    tree(some('store/6/0.png', 'store/6/deep/1.png', 'store/8/1.png'), join(folder, '..'))
    const { counts, notes } = await read(folder)
    expect(counts).toEqual({ 6: 2, 8: 2 })
    expect(notes.slice(1)).toEqual([
      '.: 2 files taken for links, since they hold nothing but the path of a folder (6 for one to ../store/6, 8/more for one to ../../store/8)',
      '.: not read: 1 file that is no picture (8/no)',
    ])
  })

  it('are none for a file that holds a name, or a path from elsewhere', async () => {
    const folder = join(temporaryFolder(), 'data')
    tree({ VERSION: '6', NOTE: join(folder, '6'), '6/0.png': undefined }, folder)
    const { counts, notes } = await read(folder)
    expect(counts).toEqual({ 6: 1 })
    expect(notes[1]).toBe('.: not read: 2 other files (NOTE, VERSION)')
  })

  it('hold the pictures of folders below them', async () => {
    const folder = tree(some('6/0.png', '6/s1/0.png', '6/s1/s2/0.png', '8/s1/0.png', '8/s2/s3/0.png'))
    const { counts, data } = await read(folder)
    expect(counts).toEqual({ 6: 3, 8: 2 })
    const flat = temporaryFolder()
    for (const [k, paths] of [
      ['6', ['0.png', 's1/0.png', 's1/s2/0.png']],
      ['8', ['s1/0.png', 's2/s3/0.png']],
    ] as const) {
      mkdirSync(join(flat, k))
      paths.forEach((path, i) => {
        cpSync(join(folder, k, path), join(flat, k, `${i}.png`))
      })
    }
    expect((await read(flat)).data.sha256).toEqual(data.sha256)
  })

  it('hold pictures by any of their names and cases, and none by a wrong one', async () => {
    const jpeg = Buffer.from(oracle.jpeg[0]!.base64, 'base64')
    const names = ['a.JPG', 'b.jpeg', 'c.jfif', 'd.JPE', 'e.pjpeg', 'f.png', 'g', 'h.webp']
    const content = Object.fromEntries(names.map((name) => [`6/${name}`, jpeg]))
    const { counts } = await read(tree({ ...content, ...some('6/i.PNG', '6/j.jpg', '8/a.png') }), 'test', {
      inputShape: [4, 4, 1],
    })
    expect(counts).toEqual({ 6: 10, 8: 1 })
    await refusal(tree({ ...some('6/a.png'), '8/b.png': 'hello' }), 'IMAGE_FORMAT', '8/b.png')
  })

  it('are counted for what they do not give', async () => {
    const folder = tree({
      ...some('6/a.png', '8/a.png', 'beside.png', '.hidden/a.png', '6/.b.png', '6/__MACOSX/a.png'),
      '6/a.tiff': 'x',
      '6/b.gif': 'x',
      '6/c.HEIC': 'x',
      '8/d.tiff': 'x',
      '8/notes.txt': 'x',
      '8/Thumbs.db': 'x',
      '8/gone.png': '→nowhere.png',
      'README.md': 'x',
      '__MACOSX/6/._a.png': 'x',
    })
    const socket = createServer().listen(join(folder, '6', 'socket.png'))
    await once(socket, 'listening')
    const { counts, notes } = await read(folder)
    socket.close()
    expect(counts).toEqual({ 6: 1, 8: 1 })
    expect(notes.slice(1)).toEqual([
      '.: not read: 4 pictures of kinds not read (6/a.tiff, 6/b.gif, 6/c.HEIC, …), 1 picture outside of the class folders (beside.png), 1 link that leads nowhere (8/gone.png), 1 device, pipe or socket (6/socket.png), 1 file that is no picture (8/notes.txt), 1 other file (README.md)',
    ])
  })

  it('without a picture are refused, or said where they are no class', async () => {
    const folder = tree({ ...some('6/a.png', '8/a.png'), 'notes/a.txt': 'x', 'notes/b.gif': 'x' })
    await refusal(
      folder,
      'DATA_EMPTY',
      'notes holds no PNG, JPEG or WebP file, only 1 picture of a kind not read (b.gif), 1 file',
    )
    const { notes, counts } = await read(folder, 'test', { classNames: ['6', '7', '8'] })
    expect(counts).toEqual({ 6: 1, 8: 1 })
    expect(notes.join()).toContain('1 folder (notes)')
    mkdirSync(join(folder, '7'))
    await expect(read(folder, 'test', { classNames: ['6', '7', '8'] })).rejects.toThrow('the class folder')
  })

  it('that are called the same, or are links to nowhere, are refused', async () => {
    await refusal(
      tree(some('Cat/a.png', 'cat/a.png')),
      'DATA_CLASSES',
      'the folders Cat and cat, whose names differ',
    )
    await refusal(tree(some('caf\u00e9/a.png', 'cafe\u0301/a.png')), 'DATA_CLASSES', 'whose names differ')
    await refusal(
      tree({ ...some('6/a.png'), '8': '→nowhere' }),
      'DATA_LINK',
      '8 is a link that leads nowhere',
    )
    const one = tree(some('cafe\u0301/a.png'))
    expect((await read(one, 'test', { classNames: ['caf\u00e9', 'thé'] })).counts).toEqual({ caf\u00e9: 1 })
  })

  it('are met in one order, whatever the system lists them in', async () => {
    const { data } = await read(tree(some('10/a.png', '9/a.png', '1/a.png')))
    expect(data.classNames).toEqual(['1', '9', '10'])
    expect((await read(tree(some('b10/a.png', 'b9/a.png', 'B1/a.png')))).data.classNames).toEqual([
      'B1',
      'b10',
      'b9',
    ])
  })

  it('that are nested without end are refused', async () => {
    await refusal(
      tree(some(`6/${'d/'.repeat(80)}a.png`)),
      'FOLDER_TOO_DEEP',
      'at most 64 folders within folders',
    )
  })
})

describe('splits', () => {
  it.each([
    ['train', 'test'],
    ['Train', 'Test'],
    ['training', 'testing'],
    ['TRAIN', 'test'],
  ])('are folders called %s and %s', async (train, test) => {
    const folder = tree(
      some(`${train}/6/a.png`, `${train}/6/b.png`, `${train}/8/a.png`, `${test}/6/a.png`, `${test}/8/a.png`),
    )
    tree(some('val/6/a.png', 'extra/a.png'), folder)
    expect((await read(folder, 'train')).counts).toEqual({ 6: 2, 8: 1 })
    const { counts, notes } = await read(folder, 'test')
    expect(counts).toEqual({ 6: 1, 8: 1 })
    expect(notes[1]).toBe(`${test}: not read: 1 folder (extra)`)
  })

  it('number their classes as training does, and have no others', async () => {
    const folder = tree(
      some('train/6/a.png', 'train/7/a.png', 'train/8/a.png', 'test/7/a.png', 'test/8/a.png'),
    )
    const { data } = await read(folder)
    expect(data.classNames).toEqual(['6', '7', '8'])
    expect([...data.labels]).toEqual([1, 2])
    tree(some('test/9/a.png'), folder)
    await refusal(folder, 'DATA_CLASSES', 'test has a folder 9')
  })

  it.each<[string, string[], 'train' | 'test', string, string]>([
    [
      'DATA_SPLIT',
      ['6/a.png', '8/a.png'],
      'train',
      'no folder train',
      'class folders alone are no training split',
    ],
    [
      'DATA_SPLIT',
      ['train/6/a.png', 'val/6/a.png'],
      'test',
      'no folder test, only train, val',
      'there is no test',
    ],
    ['DATA_SPLIT', ['test/6/a.png'], 'train', 'no folder train, only test', 'there is no training'],
    ['DATA_AMBIGUOUS', ['test/6/a.png', 'testing/6/a.png'], 'test', 'test, and also testing', 'two tests'],
    [
      'DATA_AMBIGUOUS',
      ['bus/a.png', 'train/s1/a.png'],
      'train',
      'train, a split or a class',
      'a class or a split',
    ],
    [
      'DATA_AMBIGUOUS',
      ['train/6/a.png', 'test/a.png'],
      'test',
      'train, a split or a class',
      'a split without classes',
    ],
  ])('%s: %j, %s: %s', async (code, paths, split, words) => refusal(tree(some(...paths)), code, words, split))

  it('are classes where they hold pictures', async () => {
    expect((await read(tree(some('bus/a.png', 'train/a.png')))).counts).toEqual({ bus: 1, train: 1 })
  })
})

describe('what may not be read', () => {
  it('ends it: a folder, or what a link leads to', async () => {
    const folder = tree(some('6/a.png', '8/a.png'))
    chmodSync(join(folder, '8'), 0o000)
    const script = `import { readData } from ${JSON.stringify(new URL('../dist/input/data.js', import.meta.url).href)}
      if (process.getuid?.() === 0) process.setuid(65534)
      await readData(${JSON.stringify(folder)}, 'test').then(() => console.log('read'), ({ message }) => console.log(message))`
    chmodSync(folder, 0o755)
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    })
    expect(stdout, stderr).toContain('FILE_UNREADABLE')
  })
})

describe('pictures to explain', () => {
  it('are found below folders, by patterns and once', async () => {
    const folder = tree({
      ...some('a.png', 'b.JPG', 'deep/c.jfif', 'deep/d/e.png'),
      'notes.txt': 'x',
      'x.gif': 'x',
    })
    const warnings: string[] = []
    const note = (text: string) => void warnings.push(text)
    const names = async (...paths: string[]) =>
      (await findImages(paths, { note, warn: note })).map((path) => path.slice(folder.length + 1))
    expect(await names(folder)).toEqual(['a.png', 'b.JPG', 'deep/c.jfif', 'deep/d/e.png'])
    expect(warnings).toEqual([
      `${folder}: 4 pictures; not read: 1 picture of a kind not read (x.gif), 1 file that is no picture (notes.txt)`,
    ])
    expect(
      await names(join(folder, 'a.png'), folder, `${folder}/./a.png`, join(folder, '*.png')),
    ).toHaveLength(4)
    expect(await names(join(folder, '*.jpg'))).toEqual(['b.JPG'])
    expect(await names(join(folder, '**', 'e.*'))).toEqual(['deep/d/e.png'])
    tree({ 'linked.png': '→deep/d/e.png', linked: '→deep/d' }, folder)
    expect(await names(join(folder, 'li*'))).toEqual(['linked/e.png', 'linked.png'])
    expect(await names(join(folder, 'de*'))).toEqual(['deep/c.jfif', 'deep/d/e.png'])
  })

  it.each([
    [
      'a folder without any',
      { 'a/b.txt': 'x' },
      'a',
      'the folder %s holds no PNG, JPEG or WebP file; not read: 1 file',
    ],
    ['a link to nowhere', { a: '→b' }, 'a', '%s is a link that leads nowhere'],
    ['a link to itself', { a: '→a' }, 'a', '%s is a link that leads nowhere'],
    [
      'a pattern that fits a link to nowhere',
      { 'a.png': undefined, 'b.png': '→c' },
      '*.png',
      'b.png is a link that leads',
    ],
    [
      'a pattern that fits a link to itself',
      { 'b.png': '→b.png' },
      '*.png',
      'b.png is a link that leads nowhere',
    ],
    ['a pattern that fits nothing', { a: 'x' }, 'b*', 'there is no picture %s'],
    ['nothing', {}, 'a', 'there is no picture %s'],
  ])('are not: %s', async (_, content, name, words) => {
    const path = join(tree(content), name)
    await expect(findImages([path])).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: expect.stringContaining(words.replace('%s', path)),
    })
  })
})
