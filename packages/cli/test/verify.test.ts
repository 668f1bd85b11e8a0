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
import { npz, openNpz, Random } from '@umbra/core'
import { sealedJson } from '@umbra/core/options'
import { differenceText } from '@umbra/core/study'
import { beforeAll, describe, expect, test } from 'vitest'
import { allCommands } from '../src/commands/index.js'
import type { Context } from '../src/context.js'
import { checkFiles } from '../src/verification/check-files.js'
import { compareFolders } from '../src/verification/compare-files.js'
import { computeInteractions } from '../src/verification/compute-interactions.js'
import { computePart } from '../src/verification/compute-part.js'
import { configDifference } from '../src/verification/recorded-config.js'
import { readLine } from '../src/verification/recorded-line.js'
import { openResult } from '../src/verification/result-folder.js'
import { sha256 } from './contents-of.js'
import { umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

let cwd: string

beforeAll(async () => {
  cwd = temporaryFolder()
  const coarse = ['--permutations', '99', '--window', '7', '--stride', '7']
  const measured = [...coarse, '--images', '4', '--steps', '2', '--segments', '4', '--subsets', '3']
  const faithfulness = umbra(['faithfulness', '--classes', '6,8', ...measured, '--out', 'faithful'], { cwd })
  const few = ['--images', '4', '--controls', '0', ...coarse, '--faithfulness', 'faithful']
  const methods = [
    ...['--methods', 'occlusion,integrated-gradients', '--images', '3'],
    ...[
      '--window',
      '14',
      '--stride',
      '14',
      '--samples',
      '4',
      '--steps',
      '2',
      '--segments',
      '4',
      '--subsets',
      '3',
    ],
    ...['--permutations', '99'],
  ]
  const made = await Promise.all([
    faithfulness,
    faithfulness.then(() =>
      umbra(['study', '--model', 'reference', ...few, '--out', 'study', '--threads', '2'], { cwd }),
    ),
    umbra(['explain', '--index', '3', '--window', '7', '--stride', '5', '--out', 'one', '--threads', '1'], {
      cwd,
    }),
    umbra(['compare-methods', ...methods, '--out', 'methods', '--threads', '2'], { cwd }),
    umbra(['interactions', '--index', '3', '--out', 'together'], { cwd }),
  ])
  for (const { code, stderr } of made) expect(code, stderr).toBe(0)
})

const going = new AbortController().signal

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

/** Says something else in a manifest, sealed anew. */
async function forgeManifest(
  folder: string,
  change: (manifest: Record<string, object>) => object,
): Promise<void> {
  const path = join(folder, 'manifest.json')
  const { seal: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, await sealedJson(change(manifest)))
}

function filesOf(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => statSync(join(folder, name)).isFile())
}

describe('a result that nobody touched', () => {
  test('is the same bit for bit, on another number of threads, and every file is made again', async () => {
    const { code, stdout, stderr } = await umbra(['verify', 'study', '--threads', '1'], { cwd })
    const files = filesOf(join(cwd, 'study')).length - 1
    expect([code, stdout], stderr).toEqual([
      0,
      `The same, bit for bit: all 8 images computed again, ${files} files made again to the same bytes. faithfulness.json is quoted as it stands, and not computed again.\n`,
    ])
  })

  test('quotes what was measured of its maps', async () => {
    const result = JSON.parse(readFileSync(join(cwd, 'study/result.json'), 'utf8'))
    const quoted = JSON.parse(readFileSync(join(cwd, 'study/faithfulness.json'), 'utf8'))
    expect(quoted).toEqual(JSON.parse(readFileSync(join(cwd, 'faithful/faithfulness.json'), 'utf8')))
    expect(result.faithfulness).toMatchObject({ n: 4, classes: [6, 8], verdict: quoted.verdict })
    const report = readFileSync(join(cwd, 'study/report.html'), 'utf8')
    expect(report).toContain('How far can the maps be believed?')
    expect(filesOf(join(cwd, 'study'))).toContain('figures/faithfulness-curves.svg')
  })

  test('in part, too: the seed draws the images', async () => {
    const args = ['verify', 'study', '--part', '0.25', '--seed', '7', '--json']
    const { code, stdout } = await umbra(args, { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'umbra.verification/1',
      ...{ same: true, images: 2, of: 8, seed: 7, differing: 0, largest: 0 },
      sentence: expect.stringMatching(
        /^The same, bit for bit: 2 of 8 images computed again \(drawn by seed 7\), \d+ files as they were written\.$/,
      ),
    })
  })

  test('so is an explanation; what lies beside it is told, and not looked at', async () => {
    const folder = copyOf('one', (path) => {
      mkdirSync(join(path, 'notes'))
      symlinkSync('/', join(path, 'notes/root'))
    })
    const { code, stdout, stderr } = await umbra(['verify', folder, '--threads', '2'], { cwd })
    expect([code, stdout]).toEqual([
      0,
      'The same, bit for bit: the image computed again, 4 files made again to the same bytes.\n',
    ])
    expect(stderr).toContain('is not looked at: notes/root')
  })
})

describe('a comparison of methods, and interactions', () => {
  test.each([
    ['methods', 'all 3 images'],
    ['together', 'the image'],
  ])('%s are made again to the same bytes, on another number of threads', async (name, images) => {
    const { code, stdout, stderr } = await umbra(['verify', name, '--threads', '1'], { cwd })
    const files = filesOf(join(cwd, name)).length - 1
    expect([code, stdout], stderr).toEqual([
      0,
      `The same, bit for bit: ${images} computed again, ${files} files made again to the same bytes.\n`,
    ])
  })

  const changed = {
    methods: {
      file: 'methods.json',
      layout: 2,
      // biome-ignore lint/suspicious/noExplicitAny: a document's JSON
      change: ({ samples }: any) => {
        samples[1].values.insertion[1] += 0.5
        samples[2].completeness['integrated-gradients'].residual = 5
      },
      args: ['--tolerance', '0.0001'],
      what: /^methods\.json, insertion of image \d+ of MNIST test: 1 of 4 values differs, by 0\.500 at most\nmethods\.json, completeness of/,
    },
    together: {
      file: 'interactions.json',
      layout: 0,
      // biome-ignore lint/suspicious/noExplicitAny: a document's JSON
      change: ({ images }: any) => {
        images[0].pairs.drops[10] += 0.5
      },
      args: ['--part', '1'],
      what: /^interactions\.json, image 3 of MNIST test: pairs: 1 of \d+ values differs, by 0\.500 at most\n$/,
    },
  }
  test.each(Object.entries(changed))(
    '%s with a number changed under a seal that fits are not, and the number is told',
    async (name, { file, layout, change, args, what }) => {
      const folder = copyOf(name, () => undefined)
      const document = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      change(document)
      await forge(folder, file, `${JSON.stringify(document, null, layout)}\n`)
      const { code, stdout, stderr } = await umbra(['verify', folder, ...args], { cwd })
      expect([code, stdout], stderr).toEqual([1, expect.stringMatching(what)])
    },
  )
})

test('a changed byte anywhere in any file is found', async () => {
  const random = new Random(5)
  for (const name of ['study', 'one', 'methods', 'together']) {
    const folder = copyOf(name, () => undefined)
    const manifest = join(folder, 'manifest.json')
    const sealed = readFileSync(manifest)
    const whole = filesOf(folder).map((file) => [file, readFileSync(join(folder, file))] as const)
    const all = whole.map(([file]) => file).filter((file) => file !== 'manifest.json')
    for (let flip = 0; flip < 8; flip++) {
      for (const [file, bytes] of whole)
        writeFileSync(join(folder, file), flipped(bytes, random, flip % 2 === 0))
      await expect(openResult(folder)).rejects.toMatchObject({ name: 'InputError' })
      writeFileSync(manifest, sealed)
      const { differences } = await checkFiles(folder, (await openResult(folder)).manifest, going)
      expect(differences.map(({ file }) => file).sort()).toEqual(all.sort())
    }
  }
})

/** @param atEnd - where a file's trailer is, or a manifest's seal */
function flipped(bytes: Uint8Array, random: Random, atEnd: boolean): Uint8Array {
  const changed = Uint8Array.from(bytes)
  const at = random.integer(atEnd ? Math.min(80, bytes.length) : bytes.length)
  changed[bytes.length - 1 - at]! ^= 1 << random.integer(8)
  return changed
}

describe('a result that somebody changed', () => {
  /** What comparing it with the one it was says. */
  const compared = async (folder: string, original: string) => {
    const [changed, made] = await Promise.all([openResult(folder), openResult(join(cwd, original))])
    expect(await checkFiles(folder, changed.manifest, going)).toEqual({ differences: [], others: [] })
    return (await compareFolders(changed, made, going)).map(differenceText)
  }

  test('is told by the file', async () => {
    const folder = copyOf('study', (path) => writeFileSync(join(path, 'samples.csv'), 'index\n'))
    rmSync(join(folder, 'figures/overview.svg'))
    const { differences } = await checkFiles(folder, (await openResult(folder)).manifest, going)
    expect(differences.map(differenceText)).toEqual([
      'figures/overview.svg: it is missing',
      expect.stringMatching(/^samples\.csv: it has 6 bytes, \d+ when it was written$/),
    ])
  })

  test('with a manifest that fits the change: by the image, and how far', async () => {
    const folder = copyOf('study', () => undefined)
    const arrays = openNpz(readFileSync(join(folder, 'maps.npz')), 'maps.npz')
    const all = Object.fromEntries(arrays.names.map((name) => [name, arrays.array(name)]))
    const maps = Float32Array.from(all.maps!.data)
    const index = all.indices!.data[5]!
    maps[5 * 784 + 400]! += 0.125
    await forge(folder, 'maps.npz', npz({ ...(all as object), maps: { data: maps, shape: all.maps!.shape } }))
    const what = expect.stringMatching(
      new RegExp(`^maps\\.npz, .*image ${index}.*: 1 of 784 values differs, by 0\\.125 at most$`),
    )
    expect(await compared(folder, 'study')).toEqual([what])
    const { code, stdout, stderr } = await umbra(['verify', folder, '--part', '1'], { cwd })
    expect([code, stdout.trim()]).toEqual([1, what])
    expect(stderr).toContain('umbra: RESULT_DIFFERS: Not the same: maps.npz')
  })

  test('to a verdict of their own, or a number in an explanation', async () => {
    const study = copyOf('study', () => undefined)
    const result = readFileSync(join(study, 'result.json'), 'utf8')
    await forge(study, 'result.json', result.replace(/"supported": \w+/, '"supported": "always"'))
    expect(await compared(study, 'study')).toEqual([
      expect.stringMatching(/^result\.json, line \d+: it reads .*"always".*, computed .*(true|false)/),
    ])
    const one = copyOf('one', () => undefined)
    const document = readFileSync(join(one, 'explanation.json'), 'utf8')
    const clock = document.replace(/"milliseconds": [\d.]+/, '"milliseconds": 1')
    await forge(one, 'explanation.json', clock)
    expect(await compared(one, 'one')).toEqual([])
    await forge(one, 'explanation.json', clock.replace(/"top": -?[\d.e-]+/, '"top": 3'))
    expect(await compared(one, 'one')).toEqual([
      expect.stringMatching(/^explanation\.json, line \d+ \(image 1\): it reads "top": 3/),
    ])
  })

  test.each([
    ['behind the milliseconds', /("milliseconds": [\d.]+)/, '$1, "target": 8'],
    ['behind the threads', /("threads": \d+),/, '$1}, "target": 8, "own": {'],
    ['behind the engine', /"variant": "(\w+)",/, '"variant": "$1"\n    },\n    "target": 8,\n    "own": {'],
    ['among the products', /"products": \{/, '"products": {},\n      "name": "batched",\n      "own": {'],
  ])('to a field of an explanation %s, which is read in place of the first', async (_, at, more) => {
    const one = copyOf('one', () => undefined)
    const document = readFileSync(join(one, 'explanation.json'), 'utf8')
    expect(document).toMatch(at)
    const changed = document.replace(at, more)
    expect(JSON.parse(changed)).not.toEqual(JSON.parse(document))
    await forge(one, 'explanation.json', changed)
    expect(await compared(one, 'one')).toEqual([expect.stringMatching(/^explanation\.json, line \d+/)])
  })

  test('to how a manifest says that images were explained', async () => {
    const one = copyOf('one', () => undefined)
    await forgeManifest(one, (manifest) => ({ ...manifest, created: 'once', versions: {} }))
    expect(await compared(one, 'one')).toEqual([])
    await forgeManifest(one, ({ config, ...rest }) => ({ ...rest, config: { ...config, window: [9, 9] } }))
    expect(await compared(one, 'one')).toEqual([
      expect.stringMatching(/^manifest\.json, config: it is .*\[9,9\].*, computed .*\[7,7\]/),
    ])
  })
})

test('a part is not computed by a configuration that is not that of the line', async () => {
  const context = { allCommands: (as: Context) => allCommands(as) } as unknown as Context
  const folder = copyOf('one', () => undefined)
  const sources = { model: { opened: { inputShape: [28, 28, 1] } }, images: [] } as never
  const part = async (command: string) => {
    await forgeManifest(folder, (manifest) => ({ ...manifest, command }))
    const result = await openResult(folder)
    return computePart(result, [], await readLine(command, context), sources, { share: 1, seed: 0 }, context)
  }
  const { differing, differences } = await part('umbra explain --index 3 --window 7 --stride 6')
  expect([differing, ...differences.map(differenceText)]).toEqual([
    1,
    'manifest.json, command: by its line stride is [6,6], by its configuration [5,5]',
  ])
})

test.each(['faithfulness', 'compare-methods'])('a part of %s of one class is computed', async (name) => {
  const context = { allCommands: (as: Context) => allCommands(as) } as unknown as Context
  const result = await openResult(join(cwd, name === 'faithfulness' ? 'faithful' : 'methods'))
  const document = name === 'faithfulness' ? 'faithfulness.json' : 'methods.json'
  const { config, ...rest } = JSON.parse(readFileSync(join(result.path, document), 'utf8'))
  const own = { ...config, classes: [6] }
  const of = { ...result, manifest: { ...result.manifest, config: own } }
  const line = await readLine(result.manifest.command, context)
  const options = { ...line.options, classes: 6 }
  const sources = { data: { images: { shape: [9, 28, 28, 1] }, classNames: [...'0123456789'] } } as never
  const difference = (classes: number) =>
    configDifference(of, { ...rest, config: own }, { ...line, options: { ...options, classes } }, sources)
  expect(difference(6)).toBeUndefined()
  expect(difference(8)).toMatchObject({ what: 'by its line classes is [8], by its configuration [6]' })
})

/** Folders that are no results, each with what is said of it. */
const absurd: Record<string, readonly [code: string, folder: () => string]> = {
  'no folder': ['RESULT_NOT_FOUND', () => 'nowhere'],
  'a file': ['RESULT_NOT_FOUND', () => join(cwd, 'study/result.json')],
  'no manifest': ['RESULT_NOT_FOUND', () => copyOf('study', (path) => rmSync(join(path, 'manifest.json')))],
  'a model': ['RESULT_KIND', () => copyOf('one', (path) => rewrite(path, /explanation\.json/, 'model.json'))],
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
}

/** Changes a manifest's text, and leaves out its seal, as older ones had none. */
function rewrite(folder: string, from: RegExp, to: string): void {
  const path = join(folder, 'manifest.json')
  const { seal: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8').replace(from, to))
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`)
}

test.each(Object.entries(absurd))('%s is no result', async (_, [code, folder]) => {
  const found = openResult(folder()).then(({ path, manifest }) => checkFiles(path, manifest, going))
  await expect(found).rejects.toMatchObject({ name: 'InputError', code })
})

test('interactions that the line does not ask for, or that are not there, are told', async () => {
  const context = { allCommands: (as: Context) => allCommands(as) } as unknown as Context
  const images = [{ name: 'image 3 of MNIST test' }] as never
  const found = async (folder: string, command: string) => {
    const own = { images, options: {}, classNames: undefined }
    const line = await readLine(command, context)
    const checking = { share: 1, seed: 0 }
    return (await computeInteractions(await openResult(folder), line, {} as never, own, checking, context))
      ?.differences
  }
  expect(await found(join(cwd, 'one'), 'umbra explain --index 3')).toBeUndefined()
  const missing = { file: 'interactions.json', what: 'it is not there, and computing again writes it' }
  expect(await found(join(cwd, 'one'), 'umbra interactions --index 3 --shapley')).toEqual([missing])
  const more = { file: 'interactions.json', what: 'by the line recorded there is none' }
  expect(await found(join(cwd, 'together'), 'umbra explain --index 3')).toEqual([more])
})

test('explanations of scalar kernels have the bits of those with vectors', async () => {
  const one = copyOf('one', () => undefined)
  const document = readFileSync(join(one, 'explanation.json'), 'utf8')
  await forge(one, 'explanation.json', document.replace('"variant": "simd"', '"variant": "scalar"'))
  await forgeManifest(one, (manifest) => ({ ...manifest, engine: { ...manifest.engine, variant: 'scalar' } }))
  const [scalar, made] = await Promise.all([openResult(one), openResult(join(cwd, 'one'))])
  expect(await compareFolders(scalar, made, going)).toEqual([])
})

test.each([
  ['umbra serve', '"umbra serve"'],
  ['rm -r .', '"rm -r ."'],
  ['umbra study; rm -r .', '"umbra study; rm -r ."'],
  ['umbra study --out /tmp/x', 'no result records --out'],
  ['umbra study --queue redis://elsewhere', 'no result records --queue'],
  ['umbra explain --index 3 --nonsense', 'it has no option --nonsense'],
])('%j is not run', async (line, why) => {
  const context = { allCommands: (as: Context) => allCommands(as) } as unknown as Context
  await expect(readLine(line, context)).rejects.toMatchObject({
    code: 'RESULT_COMMAND',
    message: expect.stringContaining(why),
  })
})

test('of another model it cannot be told: one line, exit code 2', async () => {
  const { code, stdout, stderr } = await umbra(['verify', 'one', '--model', 'shapes', '--quiet'], { cwd })
  expect([code, stdout], stderr).toEqual([2, ''])
  expect(stderr).toMatch(/^umbra: VERIFY_MODEL: shapes is another model: .*\n {2}hint: --model .*\n$/)
})
