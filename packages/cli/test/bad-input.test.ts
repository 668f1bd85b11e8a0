import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { umbra } from './run-umbra.js'
import { idx, temporaryFolder, writeTinyData } from './tiny-data.js'

let data: string
let model: string

beforeAll(async () => {
  data = writeTinyData()
  model = join(temporaryFolder(), 'model')
  const run = await umbra(['train', '--data', data, '--epochs', '1', '--out', model])
  expect(run.code, run.stderr).toBe(0)
})

/** Runs in an empty folder, and expects one clear line with a hint, exit code 2, and nothing left behind. */
async function expectRefused(args: readonly string[], code: string): Promise<string> {
  const cwd = temporaryFolder()
  const run = await umbra(args, { cwd })
  expect(run.stderr.split('\n')[0], run.stderr).toMatch(new RegExp(`^umbra: ${code}: \\S.+`))
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).not.toMatch(/^\s+at /m)
  expect(run.stderr.trim().split('\n').length).toBeLessThanOrEqual(2)
  expect(readdirSync(cwd)).toEqual([])
  return run.stderr
}

/** What a file is replaced by; undefined removes it. */
type Content = Uint8Array | string | undefined

/** A copy of the tiny data with one file replaced. */
function damagedData(name: string, content: Content): string {
  const folder = temporaryFolder()
  cpSync(data, folder, { recursive: true })
  if (content === undefined) renameSync(join(folder, name), join(folder, `${name}.gone`))
  else writeFileSync(join(folder, name), content)
  return folder
}

/** A copy of the model with one file changed, by someone who knows that a manifest would tell, or does not. */
function damagedModel(
  name: string,
  change: (content: Buffer) => Content,
  { documented = false }: { readonly documented?: boolean } = {},
): string {
  const folder = join(temporaryFolder(), 'model')
  cpSync(model, folder, { recursive: true })
  if (!documented) rmSync(join(folder, 'manifest.json'))
  const content = change(readFileSync(join(folder, name)))
  if (content === undefined) renameSync(join(folder, name), join(folder, `${name}.gone`))
  else writeFileSync(join(folder, name), content)
  return folder
}

describe('wrong usage', () => {
  test('suggests the option meant', async () => {
    expect(await expectRefused(['study', '--clases', '6,8'], 'USAGE')).toContain('Did you mean --classes?')
  })

  test('suggests the command meant', async () => {
    expect(await expectRefused(['studdy'], 'USAGE')).toContain('Did you mean study?')
  })

  test.each([
    ['--window', 'abc'],
    ['--window', '0'],
    ['--classes', '6,6'],
    ['--baseline', 'grey'],
    ['--images', 'many'],
    ['--threads', '0'],
    ['--selection', 'wrong'],
  ])('%s %s', async (option, value) => {
    await expectRefused(['study', option, value, '--data', data, '--model', model], 'OPTION_INVALID')
  })
})

describe('wrong data', () => {
  const images = 't10k-images-idx3-ubyte'
  const cases: readonly (readonly [string, string, () => Content, string])[] = [
    ['wrong magic', images, () => 'not an IDX file at all', 'IDX_MAGIC'],
    ['truncated', images, () => readFileSync(join(data, images)).subarray(0, 5000), 'IDX_TRUNCATED'],
    [
      'a header claiming 2³¹ images',
      images,
      () => idx([2 ** 31, 14, 14], new Uint8Array(9)),
      'IDX_TRUNCATED',
    ],
    ['empty', images, () => '', 'IDX_MAGIC'],
    ['missing', images, () => undefined, 'DATA_FILE_MISSING'],
    ['fewer labels', 't10k-labels-idx1-ubyte.gz', () => idx([3], new Uint8Array(3)), 'DATA_COUNT'],
    ['gzip cut short', 't10k-labels-idx1-ubyte.gz', () => new Uint8Array([0x1f, 0x8b, 8, 0]), 'GZIP_CORRUPT'],
  ]
  test.each(cases)('%s', async (_, name, content, code) => {
    const folder = damagedData(name, content())
    const message = await expectRefused(['evaluate', '--model', model, '--data', folder], code)
    expect(message).toContain(name.replace('.gz', ''))
  })

  test('a folder that is not there', () => expectRefused(['study', '--data', 'nowhere'], 'DATA_NOT_FOUND'))
})

describe('wrong model', () => {
  const nanWeights = (content: Buffer) => {
    const bytes = Uint8Array.from(content)
    new DataView(bytes.buffer).setFloat32(400, Number.NaN, true)
    return bytes
  }
  const cases: readonly (readonly [string, string, (content: Buffer) => Content, string])[] = [
    ['NaN weights', 'weights.bin', nanWeights, 'WEIGHTS_NOT_FINITE'],
    ['short weights', 'weights.bin', (content) => content.subarray(0, 99), 'WEIGHTS_LENGTH'],
    ['missing shard', 'weights.bin', () => undefined, 'SHARD_MISSING'],
    ['not JSON', 'model.json', () => '{', 'MODEL_NOT_JSON'],
    ['another JSON', 'model.json', () => '{"a": 1}', 'MODEL_FORMAT'],
    ['missing', 'model.json', () => undefined, 'MODEL_NOT_FOUND'],
    [
      'a shard outside its folder',
      'model.json',
      (content) => content.toString().replace('"weights.bin"', '"../weights.bin"'),
      'SHARD_PATH_UNSAFE',
    ],
  ]
  test.each(cases)('%s', async (_, name, change, code) => {
    await expectRefused(['evaluate', '--data', data, '--model', damagedModel(name, change)], code)
  })
})

describe('a model that is not as it was saved', () => {
  const flip = (content: Buffer) => {
    content[content.length >> 1]! ^= 4
    return content
  }
  test.each([
    ['weights.bin', flip],
    ['model.json', flip],
    ['weights.bin', (content: Buffer) => Buffer.concat([content, Buffer.alloc(1)])],
    ['model.json', (content: Buffer) => content.toString().replace('"epochs": 1', '"epochs": 2')],
    ['weights.bin', () => undefined],
  ] as const)('%s', async (name, change) => {
    const folder = damagedModel(name, change, { documented: true })
    await expectRefused(['evaluate', '--data', data, '--model', folder], 'FILE_DAMAGED')
    await expectRefused(['evaluate', '--data', data, '--model', join(folder, 'model.json')], 'FILE_DAMAGED')
  })

  test('a manifest of something else says nothing about it', async () => {
    const folder = damagedModel('model.json', (content) => content)
    for (const manifest of [
      '{"name": "a web page", "icons": []}',
      'no JSON',
      '{"schema": "umbra.manifest/1", "files": []}',
    ]) {
      writeFileSync(join(folder, 'manifest.json'), manifest)
      const run = await umbra(['evaluate', '--data', data, '--model', folder])
      expect(run.code, run.stderr).toBe(0)
    }
  })
})

describe('what cannot be done', () => {
  const studyOf = (images: string) => ['study', '--data', data, '--model', model, '--images', images]
  const study = (...args: string[]) => [...studyOf('2'), ...args]

  test('a window larger than the image', () => expectRefused(study('--window', '15'), 'WINDOW_EXCEEDS_IMAGE'))
  test('a stride beyond the window', () => expectRefused(study('--stride', '5'), 'STRIDE_EXCEEDS_WINDOW'))
  test('an unknown class', () => expectRefused(study('--classes', '6,12'), 'CLASS_UNKNOWN'))
  test('more images than there are', () => expectRefused(studyOf('9'), 'SAMPLE_TOO_LARGE'))
  test('a path below a file', () => {
    return expectRefused(study('--out', join(model, 'model.json', 'study')), 'OUT_NOT_A_FOLDER')
  })
  test('a place no folder can be made', () =>
    expectRefused(study('--out', '/proc/umbra'), 'OUT_NOT_WRITABLE'))

  test('all of this is found before any training', async () => {
    const message = await expectRefused(
      ['study', '--data', data, '--images', '2', '--window', '20'],
      'WINDOW_EXCEEDS_IMAGE',
    )
    expect(message).not.toContain('Training')
  })
})

test('--verbose adds the stack', async () => {
  const run = await umbra(['evaluate', '--model', 'nowhere', '--verbose'])
  expect(run.code).toBe(2)
  expect(run.stderr).toMatch(/^\s+at /m)
})

test('--help and --version succeed on stdout, examples first', async () => {
  const help = await umbra(['--help'])
  expect(help).toMatchObject({ code: 0, stderr: '' })
  expect(help.stdout).toMatch(/^Examples:/)
  const version = await umbra(['--version'])
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  const study = await umbra(['study', '--help'])
  expect(study.stdout).toMatch(/^Examples:\n {2}\$ umbra study/)
  expect(study.stdout).toContain('--window <H,W>')
  expect((await umbra(['help', 'study'])).stdout).toBe(study.stdout)
})
