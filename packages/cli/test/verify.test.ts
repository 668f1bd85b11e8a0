import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { npz, openNpz, Random, sealedJson } from '@umbra/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkFiles } from '../src/verification/check-files.js'
import { openResult } from '../src/verification/result-folder.js'
import { sha256 } from './contents-of.js'
import { umbra } from './run-umbra.js'
import { temporaryFolder, writeTinyData } from './tiny-data.js'

let cwd: string
let data: string

/** A study of an untrained network: what it finds is of no interest here. */
beforeAll(async () => {
  data = writeTinyData({ train: 2, test: 12 })
  cwd = temporaryFolder()
  await umbra(['train', '--data', data, '--epochs', '1', '--out', 'model'], { cwd })
  const few = [
    '--images',
    '12',
    '--classes',
    '1,7',
    '--controls',
    '0',
    '--permutations',
    '99',
    '--window',
    '6',
  ]
  const common = ['--data', data, '--model', 'model']
  const made = await Promise.all([
    umbra(
      ['study', ...common, ...few, '--selection', 'all', '--stride', '4', '--out', 'study', '--threads', '2'],
      { cwd },
    ),
    umbra(['explain', '--index', '3', ...common, '--out', 'one', '--threads', '1'], { cwd }),
  ])
  for (const { code, stderr } of made) expect(code, stderr).toBe(0)
})

/** A copy of a result with something done to it. */
function copyOf(name: string, change: (folder: string) => void): string {
  const folder = join(temporaryFolder(), name)
  cpSync(join(cwd, name), folder, { recursive: true })
  change(folder)
  return folder
}

/** Writes a file of a result anew, and a manifest that fits it, as one who means to deceive would. */
async function forge(folder: string, file: string, bytes: Uint8Array | string): Promise<void> {
  writeFileSync(join(folder, file), bytes)
  const { seal: _, ...manifest } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  const own = manifest.files.find(({ name }: { name: string }) => name === file)
  Object.assign(own, { bytes: Buffer.byteLength(bytes), sha256: sha256(bytes) })
  writeFileSync(join(folder, 'manifest.json'), await sealedJson(manifest))
}

function filesOf(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => statSync(join(folder, name)).isFile())
}

describe('a result that nobody touched', () => {
  test('is the same bit for bit, on another number of threads, and every file is made again', async () => {
    const { code, stdout, stderr } = await umbra(['verify', 'study', '--threads', '1'], { cwd })
    expect([code, stdout], stderr).toEqual([
      0,
      `The same, bit for bit: all 24 images computed again, ${filesOf(join(cwd, 'study')).length - 1} files made again to the same bytes.\n`,
    ])
  })

  test('in part, too: the seed draws the images', async () => {
    const { code, stdout } = await umbra(['verify', 'study', '--part', '0.25', '--seed', '7', '--json'], {
      cwd,
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'umbra.verification/1',
      ...{ same: true, images: 6, of: 24, seed: 7, differing: 0, largest: 0 },
      sentence: expect.stringMatching(
        /^The same, bit for bit: 6 of 24 images computed again \(drawn by seed 7\), \d+ files as they were written\.$/,
      ),
    })
  })

  test('so is an explanation, on another number of threads', async () => {
    const { code, stdout, stderr } = await umbra(['verify', 'one', '--threads', '2'], { cwd })
    expect([code, stdout], stderr).toEqual([
      0,
      'The same, bit for bit: the image computed again, 4 files made again to the same bytes.\n',
    ])
  })
})

test('a changed byte anywhere in any file is found', async () => {
  const random = new Random(5)
  for (const name of ['study', 'one']) {
    const folder = copyOf(name, () => undefined)
    for (const file of filesOf(folder)) {
      const path = join(folder, file)
      const whole = readFileSync(path)
      for (let flip = 0; flip < 4; flip++) {
        const bytes = Uint8Array.from(whole)
        const at =
          flip === 0
            ? bytes.length - 1 - random.integer(Math.min(80, bytes.length))
            : random.integer(bytes.length)
        bytes[at]! ^= 1 << random.integer(8)
        writeFileSync(path, bytes)
        const found = await openResult(folder)
          .then(({ manifest }) => checkFiles(folder, manifest, new AbortController().signal))
          .then(
            ({ differences }) => differences.map((difference) => difference.file),
            (error) => error.code,
          )
        expect(found, `${file}, byte ${at}`).toEqual(
          file === 'manifest.json' ? expect.stringMatching(/FILE_DAMAGED|MANIFEST_FORMAT/) : [file],
        )
      }
      writeFileSync(path, whole)
    }
  }
})

describe('a result that somebody changed', () => {
  test('is told by the file, before anything is computed', async () => {
    const folder = copyOf('study', (path) => writeFileSync(join(path, 'samples.csv'), 'index\n'))
    rmSync(join(folder, 'figures/overview.svg'))
    const { code, stdout, stderr } = await umbra(['verify', folder], { cwd })
    expect([code, stdout.split('\n').length]).toEqual([1, 3])
    expect(stdout).toMatch(
      /^figures\/overview\.svg: it is missing\nsamples\.csv: it has 6 bytes, \d+ when it was written\n$/,
    )
    expect(stderr).toContain(
      'umbra: RESULT_DIFFERS: Not the same: figures/overview.svg: it is missing (and 1 more).',
    )
  })

  test('with a manifest that fits the change: by the image, and how far, in part as in whole', async () => {
    const folder = copyOf('study', () => undefined)
    const arrays = openNpz(readFileSync(join(folder, 'maps.npz')), 'maps.npz')
    const all = Object.fromEntries(arrays.names.map((name) => [name, arrays.array(name)]))
    const maps = Float32Array.from(all.maps!.data)
    const index = all.indices!.data[5]!
    maps[5 * 196 + 40]! += 0.125
    await forge(folder, 'maps.npz', npz({ ...(all as object), maps: { data: maps, shape: all.maps!.shape } }))
    const whole = await umbra(['verify', folder], { cwd })
    expect([whole.code, whole.stdout]).toEqual([
      1,
      `maps.npz, maps of image ${index}: 1 of 196 values differs, by 0.125 at most\n`,
    ])
    const part = await umbra(['verify', folder, '--part', '1'], { cwd })
    expect(part.code).toBe(1)
    expect(part.stdout).toMatch(
      new RegExp(
        `^maps\\.npz, the map of image ${index} of .*: 1 of 196 values differs, by 0\\.125 at most\n$`,
      ),
    )
  })

  test('with a manifest that fits a verdict of their own', async () => {
    const folder = copyOf('study', () => undefined)
    const result = readFileSync(join(folder, 'result.json'), 'utf8')
    await forge(folder, 'result.json', result.replace(/"supported": \w+/, '"supported": "always"'))
    const { code, stdout } = await umbra(['verify', folder], { cwd })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^result\.json, line \d+: it reads .*"always".*, computed .*(true|false)/)
    expect(stdout.trim().split('\n')).toHaveLength(1)
  })

  test('an explanation of which a number was changed', async () => {
    const folder = copyOf('one', () => undefined)
    const document = readFileSync(join(folder, 'explanation.json'), 'utf8')
    await forge(folder, 'explanation.json', document.replace(/"top": -?[\d.e-]+/, '"top": 3'))
    for (const part of [[], ['--part', '1']]) {
      const { code, stdout } = await umbra(['verify', folder, ...part], { cwd })
      expect([code, stdout]).toEqual([
        1,
        expect.stringMatching(
          /^explanation\.json, (line \d+ \(image 1\): it reads "top": 3|image 3 of .*: regions: 1 of 3)/,
        ),
      ])
    }
  })
})

/** Folders that cannot be verified, each with what is said. */
const absurd: Record<string, readonly [code: string, folder: () => string, ...args: string[]]> = {
  'no folder': ['RESULT_NOT_FOUND', () => 'nowhere'],
  'a file': ['RESULT_NOT_FOUND', () => 'study/result.json'],
  'no manifest': ['RESULT_NOT_FOUND', () => copyOf('study', (path) => rmSync(join(path, 'manifest.json')))],
  'a model': ['RESULT_KIND', () => 'model'],
  'a manifest without end': [
    'FILE_TOO_LARGE',
    () => copyOf('one', (path) => truncateSync(join(path, 'manifest.json'), 2 ** 32)),
  ],
  'a manifest that leads out': [
    'MANIFEST_FORMAT',
    () => copyOf('one', (path) => rewrite(path, /"figure\.svg"/, '"../figure.svg"')),
  ],
  'a link in place of a file': [
    'RESULT_LINK',
    () =>
      copyOf('one', (path) => {
        rmSync(join(path, 'map.npy'))
        symlinkSync('/dev/zero', join(path, 'map.npy'))
      }),
  ],
  'a link in place of a folder': [
    'RESULT_LINK',
    () =>
      copyOf('study', (path) => {
        rmSync(join(path, 'figures'), { recursive: true })
        symlinkSync(join(cwd, 'study/figures'), join(path, 'figures'))
      }),
  ],
  'a command that is none of ours': [
    'RESULT_COMMAND',
    () => copyOf('one', (path) => rewrite(path, /umbra explain/, 'umbra serve')),
  ],
  'a command that writes elsewhere': [
    'RESULT_COMMAND',
    () => copyOf('one', (path) => rewrite(path, /--index 3/, '--index 3 --out /tmp/x')),
  ],
  'another model': ['VERIFY_MODEL', () => 'one', '--model', 'reference'],
  'other data': ['VERIFY_DATA', () => 'one', '--data', 'mnist'],
}

/** Changes a manifest's text, and leaves out its seal, as older ones had none. */
function rewrite(folder: string, from: RegExp, to: string): void {
  const path = join(folder, 'manifest.json')
  const { seal: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8').replace(from, to))
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`)
}

test.each(Object.entries(absurd))('%s: one line, exit code 2', async (_, [errorCode, folder, ...args]) => {
  const { code, stdout, stderr } = await umbra(['verify', folder(), ...args, '--quiet'], { cwd })
  expect([code, stdout], stderr).toEqual([2, ''])
  const lines = stderr.split('\n').filter((line) => line.startsWith('umbra: '))
  expect(lines).toEqual([expect.stringContaining(`umbra: ${errorCode}: `)])
})

test('what lies beside a result is told, and not looked at', async () => {
  const folder = copyOf('one', (path) => {
    mkdirSync(join(path, 'notes'))
    symlinkSync('/', join(path, 'notes/root'))
  })
  const { code, stderr } = await umbra(['verify', folder, '--part', '1'], { cwd })
  expect([code, stderr.includes('is not looked at: notes/root')]).toEqual([0, true])
})
