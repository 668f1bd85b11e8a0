import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npy } from '@umbra/core'
import { encode } from 'fast-png'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  attentionFile,
  attentionScores,
  CHANNELS,
  CLASSES,
  HEIGHT,
  WIDTH,
} from '../../core/test/attention-file.ts'
import { node, onnxFile, value } from '../../core/test/onnx-file.ts'
import { umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

const PER_CLASS = 8
const RUNTIME = /^onnxruntime-(web|node) \d+\.\d+\.\d+ (wasm|cpu)$/
const REASON = /^MatMul "MatMul of likeness", whose input 1 depends on the image$/

let folder: string
let given: readonly string[]
beforeAll(() => {
  folder = temporaryFolder()
  const model = join(folder, 'attention.onnx')
  writeFileSync(model, attentionFile())
  given = ['--model', model, '--mean', '0.5', '--data', dataOf(join(folder, 'data'))]
})

/** By the definition, of pixels less a half: only then does the model take images for every class. */
function scoresOf(image: Float32Array): number[] {
  return attentionScores(Float32Array.from(image, (pixel) => pixel - 0.5))
}

/** Images that the model takes for each class, labelled as what it takes them for. */
function dataOf(path: string): string {
  const size = HEIGHT * WIDTH * CHANNELS
  const found: Float32Array[][] = Array.from({ length: CLASSES }, () => [])
  for (let seed = 0; found.some(({ length }) => length < PER_CLASS); seed++) {
    // Of another brightness and tint each, or all were alike.
    const image = Float32Array.from({ length: size }, (_, i) => {
      const share = (((i + 1) * 7919 + (seed + 1) * 104729 * ((i % CHANNELS) + 1)) % 9973) / 9973
      return ((seed >> (i % CHANNELS)) & 1) === 1 ? share : 0.3 * share
    })
    const scores = scoresOf(image)
    const own = found[scores.indexOf(Math.max(...scores))]!
    if (own.length < PER_CLASS) own.push(image)
    if (seed > 10_000) throw new Error('the model takes no image for one of its classes')
  }
  const images = found.flat()
  mkdirSync(path, { recursive: true })
  const data = Float32Array.from(images.flatMap((image) => [...image]))
  writeFileSync(join(path, 'images.npy'), npy({ data, shape: [images.length, HEIGHT, WIDTH, CHANNELS] }))
  const labels = Uint8Array.from(images, (_, i) => Math.floor(i / PER_CLASS))
  writeFileSync(join(path, 'labels.npy'), npy({ data: labels, shape: [labels.length] }))
  return path
}

const written = (name: string, file: string) => JSON.parse(readFileSync(join(folder, name, file), 'utf8'))

describe('a model that ONNX Runtime has to run', () => {
  it('is evaluated, and what scored it stands in the result', async () => {
    const run = await umbra(['evaluate', ...given, '--json'])
    expect(run.code, run.stderr).toBe(0)
    const { accuracy, n, scoredBy } = JSON.parse(run.stdout)
    expect({ accuracy, n }).toEqual({ accuracy: 1, n: CLASSES * PER_CLASS })
    expect(scoredBy.runtime).toMatch(RUNTIME)
    expect(scoredBy.reason).toMatch(REASON)
    const said = (await umbra(['evaluate', ...given])).stdout.replace(/\s+/g, ' ')
    expect(said).toContain(`scored by ${scoredBy.runtime} (${scoredBy.reason})`)
  })

  const study = [
    '--classes',
    '0,2',
    '--images',
    '6',
    '--window',
    '2',
    '--stride',
    '2',
    '--permutations',
    '99',
  ]

  it('is studied: every image’s regions are what covering does by the definition', async () => {
    const run = await umbra(['study', ...given, ...study, '--out', join(folder, 'study')])
    expect(run.code, run.stderr).toBe(0)
    const { provenance, controls } = written('study', 'result.json')
    expect(provenance.engine).toMatchObject({ name: 'batched', threads: 1 })
    expect(provenance.engine.variant).toMatch(/^\S+ masks, onnxruntime-(web|node) /)
    expect(provenance.engine.reason).toMatch(REASON)
    expect(controls.untrained.notComputed).toMatch(
      /^weights cannot be drawn anew in a model that only the batched/,
    )
    const rows = readFileSync(join(folder, 'study/samples.csv'), 'utf8').trim().split('\n').slice(1)
    expect(rows).toHaveLength(12)
    for (const row of rows) {
      const [index, label, predicted, , ...got] = row.split(',').map(Number)
      expect(predicted).toBe(label)
      for (const [i, value] of regionsOf(imageOf(index!), label!).entries())
        expect(got[i]).toBeCloseTo(value, 4)
    }
  })

  it('is studied in parts, merged to the same numbers', async () => {
    const parts = ['1/2', '2/2'].map((shard) => ({ shard, path: join(folder, `part-${shard[0]}`) }))
    for (const { shard, path } of parts) {
      const part = await umbra(['study', ...given, ...study, '--shard', shard, '--out', path])
      expect(part.code, part.stderr).toBe(0)
    }
    const merged = await umbra(['merge', ...parts.map(({ path }) => path), '--out', join(folder, 'merged')])
    expect(merged.code, merged.stderr).toBe(0)
    for (const file of ['samples.csv', 'maps.npz'])
      expect(readFileSync(join(folder, 'merged', file))).toEqual(readFileSync(join(folder, 'study', file)))
    const [whole, joined] = ['study', 'merged'].map((name) => written(name, 'result.json'))
    expect(joined.tests).toEqual(whole.tests)
  })

  it('goes through a grid of choices', async () => {
    const grid = join(folder, 'grid.json')
    writeFileSync(
      grid,
      '{"window": [2, 3], "stride": [2], "baseline": [0], "score": ["logit"], "selection": ["correct"]}',
    )
    const out = join(folder, 'grid')
    const run = await umbra(['robustness', ...given, ...study, '--grid', grid, '--out', out])
    expect(run.code, run.stderr).toBe(0)
    expect(written('grid', 'robustness.json').provenance.engine.name).toBe('batched')
  })
})

it('a size of images that an ONNX file’s metadata tells stands in the explanation', async () => {
  const model = join(folder, 'sized.onnx')
  const bytes = onnxFile({
    inputs: [value('x', ['N', 3, 'H', 'W'])],
    outputs: [value('y', ['N', 3])],
    nodes: [node('ReduceMean', 'x', 'y', { axes: [2, 3], keepdims: 0 })],
    metadata: { imgsz: '[12, 8]' },
  })
  writeFileSync(model, bytes)
  const photo = join(folder, 'photo.png')
  const pixels = Uint8Array.from({ length: 576 }, (_, i) => (i * 37) % 256)
  writeFileSync(photo, encode({ width: 16, height: 12, channels: 3, depth: 8, data: pixels }))
  const explained = async (...options: string[]) => {
    const run = await umbra(['explain', photo, '--model', model, '--json', ...options])
    expect(run.code, run.stderr).toBe(0)
    return JSON.parse(run.stdout)
  }
  expect((await explained()).image.preprocessing).toBe('x; images of 12×8, which the model leaves open')
  const asked = await explained('--input-size', '6,4')
  expect(asked.image.preprocessing).toBe('x; images of 6×4, which the model leaves open')
})

/** An image of the data, [H, W, C]. */
function imageOf(index: number): Float32Array {
  const file = readFileSync(join(folder, 'data/images.npy'))
  const values = new Float32Array(file.buffer.slice(file.byteOffset + 10 + file.readUInt16LE(8)))
  const size = HEIGHT * WIDTH * CHANNELS
  return values.subarray(index * size, (index + 1) * size)
}

/** Mean drops of the label's logit over the whole map and over three bands, which are a row of 2×2 windows each. */
function regionsOf(image: Float32Array, label: number): number[] {
  const whole = scoresOf(image)[label]!
  const bands = [0, 2, 4].map((y) => {
    const drops = [0, 2, 4].map((x) => {
      const copy = image.map((pixel, i) => {
        const [row, column] = [Math.floor(i / CHANNELS / WIDTH), Math.floor(i / CHANNELS) % WIDTH]
        return row >= y && row < y + 2 && column >= x && column < x + 2 ? 0 : pixel
      })
      return Math.min(2, WIDTH - x) * (whole - scoresOf(copy)[label]!)
    })
    return drops.reduce((sum, drop) => sum + drop, 0) / WIDTH
  })
  return [bands.reduce((sum, band) => sum + band, 0) / bands.length, ...bands]
}
