import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { encode } from 'fast-png'
import { beforeAll, describe, expect, it } from 'vitest'
import { umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

const fixtures = JSON.parse(
  readFileSync(new URL('../../core/test/fixtures/keras-files.json', import.meta.url), 'utf8'),
)
const bytesOf = (name: string) => inflateSync(Buffer.from(fixtures.files[name], 'base64'))

let folder: string
let photo: string
const file = (name: string, contents: string | Uint8Array, within = '.') => {
  mkdirSync(join(folder, within), { recursive: true })
  const path = join(folder, within, name)
  writeFileSync(path, contents)
  return path
}
beforeAll(() => {
  folder = temporaryFolder()
  const data = Uint8Array.from({ length: 108 }, (_, i) => (i * 37) % 256)
  photo = file('photo.png', encode({ width: 6, height: 6, channels: 3, depth: 8, data }))
  file('model.json', JSON.stringify(fixtures.model), 'tfjs')
  file('weights.bin', Buffer.from(fixtures.weights, 'base64'), 'tfjs')
})

const explained = async (model: string, ...options: string[]) => {
  const run = await umbra(['explain', photo, '--model', model, '--json', ...options])
  expect(run.stderr).not.toMatch(/error/i)
  expect(run.code).toBe(0)
  return { ...JSON.parse(run.stdout), stderr: run.stderr }
}

describe('a file that Keras saved', () => {
  it('gives the map that the same model gives as model.json, and says what it was taken for', async () => {
    const { map, prediction, engine } = await explained(join(folder, 'tfjs'))
    for (const name of ['keras2.h5', 'keras3.keras']) {
      const read = await explained(file(name, bytesOf(name)))
      expect(read.map).toEqual(map)
      expect(read.prediction).toEqual(prediction)
      expect(read.engine.name).toBe(engine.name)
      expect(read.stderr).toMatch(/Keras (HDF5 )?file, written by Keras/)
      expect(read.stderr.match(/nothing tells how its images are prepared/g)).toHaveLength(1)
    }
  })

  it('takes names from a file beside it, a file named, or nobody', async () => {
    const model = file('net.h5', bytesOf('keras2.h5'), 'labelled')
    file('labels.txt', '0 ant\n1 bee\n2 cat\n', 'labelled')
    const beside = await explained(join(folder, 'labelled'))
    expect(beside.stderr).toMatch(/classes are called as labels\.txt beside it says/)
    const names = file('names.txt', 'x\ny\nz\n')
    expect((await explained(model, '--class-names', names, '--target', 'y')).target).toBe(1)
    expect((await explained(model, '--target', 'bee')).target).toBe(1)
  })

  it.each([
    ['weights alone', () => ['--model', file('w.h5', bytesOf('weights.h5'), 'w')], 'KERAS_WEIGHTS_ONLY'],
    ['HDF5 of another kind', () => ['--model', file('o.h5', bytesOf('other.h5'), 'o')], 'MODEL_FORMAT'],
    [
      'a file cut short',
      () => ['--model', file('c.h5', bytesOf('keras2.h5').subarray(0, 9000), 'c')],
      'HDF5_CORRUPT',
    ],
    ['a thousand names', () => ['--model', join(folder, 'tfjs'), '--class-names', 'imagenet'], 'CLASS_NAMES'],
    [
      'no such file of names',
      () => ['--model', join(folder, 'tfjs'), '--class-names', 'nowhere'],
      'OPTION_INVALID',
    ],
  ])('%s is refused in one line', async (_, options, code) => {
    const { code: exit, stdout, stderr } = await umbra(['explain', photo, ...options()])
    expect(exit).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(code)
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2)
  })
})
