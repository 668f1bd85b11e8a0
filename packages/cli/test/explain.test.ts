import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { modelFiles, npy } from '@umbra/core'
import { encode } from 'fast-png'
import { beforeAll, describe, expect, it } from 'vitest'
import { tinyNetwork } from '../src/actions/self-check.js'
import { umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

let folder: string
let model: string
let picture: string
beforeAll(() => {
  folder = temporaryFolder()
  model = writeModel('model', (weights) => weights)
  picture = join(folder, 'spot.png')
  writeFileSync(picture, spot(24))
})

/** A saved model of 12×12 images and three classes, its weight bytes changed as told. */
function writeModel(name: string, change: (weights: Uint8Array) => Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(path)
  const [json, weights] = modelFiles(tinyNetwork())
  writeFileSync(join(path, json.name), json.bytes)
  writeFileSync(join(path, weights.name), change(weights.bytes.slice()))
  return path
}

/** A light spot above the middle of a black picture. */
function spot(size: number): Uint8Array {
  const data = Uint8Array.from({ length: size * size }, (_, i) => {
    const [y, x] = [Math.floor(i / size) / size - 0.35, (i % size) / size - 0.5]
    return Math.hypot(y, x) < 0.2 ? 255 : 0
  })
  return encode({ width: size, height: size, data, channels: 1, depth: 8 })
}

describe('umbra explain --json', () => {
  it('prints the document others rely on, and nothing else on stdout', async () => {
    const { code, stdout, stderr } = await umbra([
      'explain',
      picture,
      '--model',
      model,
      '--window',
      '3,4',
      '--json',
    ])
    expect(code).toBe(0)
    const document = JSON.parse(stdout)
    expect(Object.keys(document)).toEqual([
      'schema',
      'prediction',
      'head',
      'target',
      'score',
      'window',
      'stride',
      'baseline',
      'windows',
      'map',
      'regions',
      'engine',
      'milliseconds',
      'image',
    ])
    expect(document.image).toEqual({
      name: picture,
      steps: ['PNG, 8-bit grey, 24×24', 'resized to 12×12, antialiased'],
    })
    expect(document.prediction.scores).toHaveLength(3)
    expect(document.target).toBe(document.prediction.class)
    expect(document).toMatchObject({ score: 'logit', window: [3, 4], stride: [1, 1], windows: [10, 9] })
    expect(document.map).toHaveLength(12)
    expect(document.map[0]).toHaveLength(12)
    expect(Object.keys(document.regions)).toEqual(['top', 'middle', 'bottom'])
    expect(Object.keys(document.engine)).toEqual(['name', 'variant', 'threads', 'reason', 'products'])
    expect(stderr).toContain('24×24')
    expect(stderr).toContain('resized to 12×12')
  })

  it('gives each region the mean of the map over its rows', async () => {
    const { stdout } = await umbra([
      'explain',
      picture,
      '--model',
      model,
      '--target',
      '1',
      '--json',
      '--quiet',
    ])
    const { map, regions } = JSON.parse(stdout)
    const top: number[] = map.slice(0, 4).flat()
    expect(regions.top).toBeCloseTo(top.reduce((sum, value) => sum + value, 0) / top.length, 6)
  })

  it('gives the same map on both engines', async () => {
    const mapBy = async (engine: string) => {
      const { stdout } = await umbra(['explain', picture, '--model', model, '--engine', engine, '--json'])
      const { engine: ran, map } = JSON.parse(stdout)
      expect(ran.name).toBe(engine)
      return (map as number[][]).flat()
    }
    const [incremental, batched] = [await mapBy('incremental'), await mapBy('batched')]
    incremental.forEach((value, i) => {
      expect(value).toBeCloseTo(batched[i]!, 4)
    })
  })
})

describe('umbra explain', () => {
  it('draws without colour into a pipe', async () => {
    const { code, stdout } = await umbra(['explain', picture, '--model', model])
    expect(code).toBe(0)
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toContain('occlusion map')
    expect(stdout).toContain('@@')
    expect(stdout).toMatch(/middle +−?\d/)
  })

  it('writes figure, map and document, and no leftovers', async () => {
    const out = join(folder, 'nested', 'out')
    const { code, stdout } = await umbra(['explain', picture, '--model', model, '--out', out, '--verbose'])
    expect(code).toBe(0)
    expect(readdirSync(out).sort()).toEqual([
      'explanation.json',
      'figure.png',
      'figure.svg',
      'manifest.json',
      'map.npy',
    ])
    for (const name of readdirSync(out)) expect(stdout).toContain(join(out, name))
    expect(readFileSync(join(out, 'map.npy')).subarray(1, 6).toString()).toBe('NUMPY')
    expect(readFileSync(join(out, 'figure.svg'), 'utf8')).toContain('spot.png')
  })
})

describe('umbra explain of several images', () => {
  it('takes files, folders and patterns, prints one document and writes a folder for each', async () => {
    const photos = join(folder, 'photos')
    mkdirSync(photos)
    writeFileSync(join(photos, 'b.png'), spot(12))
    writeFileSync(join(photos, 'a.PNG'), spot(30))
    const out = join(folder, 'several')
    const args = ['explain', photos, join(photos, '*.png'), picture, '--model', model, '--out', out, '--json']
    const { code, stdout, stderr } = await umbra([
      ...args,
      '--class-names',
      'one,two,three',
      '--target',
      'two',
    ])
    expect(code, stderr).toBe(0)
    const { schema, explanations } = JSON.parse(stdout)
    expect(schema).toBe('umbra.explanations/1')
    const names = [join(photos, 'a.PNG'), join(photos, 'b.png'), picture]
    expect(explanations.map(({ image }: { image: { name: string } }) => image.name)).toEqual(names)
    for (const { target, prediction } of explanations) {
      expect(target).toBe(1)
      expect(prediction.name).toBe(['one', 'two', 'three'][prediction.class])
    }
    expect(readdirSync(out).sort()).toEqual(['a', 'b', 'explanations.json', 'manifest.json', 'spot'])
    expect(readdirSync(join(out, 'a')).sort()).toEqual([
      'explanation.json',
      'figure.png',
      'figure.svg',
      'map.npy',
    ])
    expect(readFileSync(join(out, 'spot', 'figure.svg'), 'utf8')).toContain('two')
    expect(readFileSync(join(out, 'explanations.json'), 'utf8')).toBe(stdout)
    expect(stdout).toBe(`${JSON.stringify(JSON.parse(stdout), null, 2)}\n`)
  })

  it('explains the images of an NPY file as the pictures they are', async () => {
    const data = Float32Array.from({ length: 288 }, (_, i) => ((i * 7) % 11) / 11)
    const file = join(folder, 'images.npy')
    writeFileSync(file, npy({ data, shape: [2, 12, 12] }))
    const { stdout, stderr } = await umbra(['explain', file, '--model', model, '--json'])
    const { explanations } = JSON.parse(stdout || stderr)
    expect(explanations.map(({ image }: { image: { name: string } }) => image.name)).toEqual([
      `${file}[0]`,
      `${file}[1]`,
    ])
  })

  it('prepares pixels as it is told, says so, and takes the baseline from before that', async () => {
    const explained = async (...args: string[]) => {
      const { stdout, stderr } = await umbra(['explain', picture, '--model', model, '--json', ...args])
      return { document: JSON.parse(stdout), stderr }
    }
    const { document, stderr } = await explained('--scale', '2', '--mean', '0.5', '--baseline', '0.25')
    expect(document.image.preprocessing).toBe('2·x − 0.5')
    expect(stderr).toContain('takes each pixel x, 0 … 1, as 2·x − 0.5')
    // A covered pixel of 0.25 is a prepared one of 0, the network's own black.
    const plain = await explained()
    expect(document.baseline).toBe('0.25')
    expect(document.prediction.scores).not.toEqual(plain.document.prediction.scores)
  })
})

describe('umbra explain refuses', () => {
  it.each([
    ['no image', () => ['explain'], 'USAGE'],
    ['an image and an index', () => ['explain', picture, '--index', '1'], 'USAGE'],
    ['a class of no name', () => ['explain', picture, '--target', 'cat'], 'CLASS_UNKNOWN'],
    ['too few class names', () => ['explain', picture, '--class-names', 'a,b'], 'MODEL_CLASSES'],
    ['a scale of nothing', () => ['explain', picture, '--scale', '0'], 'OPTION_INVALID'],
    ['a mean for other channels', () => ['explain', picture, '--mean', '1,2'], 'PREPROCESSING_CHANNELS'],
    ['a missing image among others', () => ['explain', picture, 'none.png'], 'IMAGE_NOT_FOUND'],
    ['a pattern nothing fits', () => ['explain', join(folder, '*.jpeg')], 'IMAGE_NOT_FOUND'],
    ['a file without end', () => ['explain', '/dev/zero'], 'FILE_UNREADABLE'],
    ['a missing image', () => ['explain', 'none.png'], 'IMAGE_NOT_FOUND'],
    ['a text file', () => ['explain', join(model, 'model.json')], 'IMAGE_FORMAT'],
    [
      'a window larger than the image',
      () => ['explain', picture, '--window', '13,13'],
      'WINDOW_EXCEEDS_IMAGE',
    ],
    ['a window of nothing', () => ['explain', picture, '--window', '0'], 'OPTION_INVALID'],
    ['a stride past the window', () => ['explain', picture, '--stride', '9'], 'STRIDE_EXCEEDS_WINDOW'],
    ['an unknown class', () => ['explain', picture, '--target', '7'], 'TARGET_CLASS'],
    ['an unknown rule', () => ['explain', picture, '--baseline', 'fog'], 'OPTION_INVALID'],
    ['a label it does not know', () => ['explain', picture, '--target', 'label'], 'TARGET_LABELS'],
    ['an index past the end', () => ['explain', '--index', '10000'], 'INDEX_UNKNOWN'],
    ['a folder below a file', () => ['explain', picture, '--out', join(picture, 'out')], 'OUT_NOT_A_FOLDER'],
  ])('%s', async (_, args, code) => {
    const { stdout, ...failed } = await umbra([...args(), '--model', model, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ error: { code, message: expect.any(String) } })
    expectRefusal({ ...failed, stdout: '' }, code)
  })

  it('weights that are not numbers', async () => {
    const bad = writeModel('nan', (weights) => weights.fill(0xff, 0, 4))
    expectRefusal(await umbra(['explain', picture, '--model', bad]), 'WEIGHTS_NOT_FINITE')
  })

  it('weights cut short', async () => {
    const bad = writeModel('short', (weights) => weights.subarray(0, 40))
    expectRefusal(await umbra(['explain', picture, '--model', bad]), 'WEIGHTS_LENGTH')
  })

  it('and leaves no folder behind', async () => {
    const out = join(folder, 'never')
    await umbra(['explain', 'none.png', '--model', model, '--out', join(out, 'deep')])
    expect(readdirSync(folder)).not.toContain('never')
  })

  it('and shows the stack only with --verbose', async () => {
    const { stderr } = await umbra(['explain', 'none.png', '--model', model, '--verbose'])
    expect(stderr).toMatch(/\n\s+at /)
  })
})

function expectRefusal({ code, stdout, stderr }: Awaited<ReturnType<typeof umbra>>, expected: string): void {
  expect(stderr).toContain(`umbra: ${expected}: `)
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(code).toBe(2)
  expect(stdout).toBe('')
}

describe('umbra explain --randomise', () => {
  it('writes the figure and its numbers, and says in a sentence what they say', async () => {
    const out = join(folder, 'anew')
    const args = ['explain', picture, '--model', model, '--randomise', '--draws', '2', '--threads', '1']
    const { code, stdout } = await umbra([...args, '--out', out])
    expect(code).toBe(0)
    expect(
      readdirSync(out)
        .filter((name) => name.startsWith('randomisation'))
        .sort(),
    ).toEqual(['randomisation.json', 'randomisation.png', 'randomisation.svg'])
    const document = JSON.parse(readFileSync(join(out, 'randomisation.json'), 'utf8'))
    expect(document).toMatchObject({ schema: 'umbra.randomisation/1', draws: 2, images: 1, over: 'draws' })
    expect(document.names).toEqual([picture])
    expect(document.steps.length).toBeGreaterThan(1)
    const printed = stdout.slice(stdout.indexOf(' drawn anew'))
    const rows = printed.split('\n\n')[0]!.split('\n')
    expect(rows).toHaveLength(2 + document.steps.length)
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(80)
    expect(printed).toMatch(/The map (changes|holds|hardly changes)/)
  })

  it('adds itself to the document, of one image and of several, the same for the same seed', async () => {
    const args = ['explain', picture, '--model', model, '--randomise', '--draws', '1', '--json', '--quiet']
    const [one, again, other] = await Promise.all([
      umbra([...args, '--threads', '1']),
      umbra([...args, '--threads', '2']),
      umbra([...args, '--seed', '1']),
    ])
    const stepsOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout).randomisation.steps
    expect(JSON.parse(one.stdout).map).toHaveLength(12)
    expect(stepsOf(again)).toEqual(stepsOf(one))
    expect(stepsOf(other)).not.toEqual(stepsOf(one))
    const second = join(folder, 'second.png')
    writeFileSync(second, spot(12))
    const several = await umbra([...args, second, '--out', join(folder, 'several-anew')])
    const { explanations, randomisation } = JSON.parse(several.stdout)
    expect(explanations).toHaveLength(2)
    expect(randomisation).toMatchObject({ images: 2, over: 'images' })
  })

  it('refuses the batched engine, and says where --draws does nothing', async () => {
    const batched = await umbra(['explain', picture, '--model', model, '--randomise', '--engine', 'batched'])
    expect(batched.code).toBe(2)
    expect(batched.stderr).toContain('weights are drawn anew in the incremental engine only')
    const idle = await umbra(['explain', picture, '--model', model, '--draws', '3'])
    expect(idle.code).toBe(0)
    expect(idle.stderr).toContain('--draws changes nothing without --randomise')
  })
})
