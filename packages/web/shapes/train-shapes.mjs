/**
 * Trains the small colour classifier on pictures it renders, and writes it to models/shapes: model.json with its provenance,
 * weights.bin, and umbra.json with the names of its classes. The same seed gives the same bits.
 *
 *     node packages/web/shapes/train-shapes.mjs [--seed 1]
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { artifactsOf, loadTensorFlow, modelFiles, Random, trainModel } from '@umbra/core'
import { renderScene } from './render-scene.mjs'
import { SHAPES } from './shape-outlines.mjs'

/** Pixels along each side of an image. */
const SIZE = 48
const [TRAIN, TEST] = [24_000, 4_000]
const NAMES = Object.keys(SHAPES)
const FOLDER = join(import.meta.dirname, '../../../models/shapes')

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } })
const seed = Number(values.seed)
const random = new Random(seed)
const [train, test] = [rendered('train', TRAIN), rendered('test', TEST)]
const artifacts = await trainModel(
  train,
  test,
  { seed, epochs: 16, learningRate: 0.004, shift: 0, rotation: 0, scale: 0 },
  {
    initial: await initialNetwork(),
    weights: 'float16',
    command: `node packages/web/shapes/train-shapes.mjs --seed ${seed}`,
    onProgress: ({ done, total, detail }) => {
      if (done % 4800 === 0) process.stderr.write(`${done}/${total} ${JSON.stringify(detail)}\n`)
    },
  },
)
mkdirSync(FOLDER, { recursive: true })
for (const { name, bytes } of modelFiles(artifacts)) writeFileSync(join(FOLDER, name), bytes)
writeFileSync(join(FOLDER, 'umbra.json'), `${JSON.stringify({ classNames: NAMES }, null, 2)}\n`)
const { accuracy, loss } = artifacts.userDefinedMetadata.umbra.test
process.stdout.write(`test accuracy ${accuracy}, loss ${loss}\n`)

/** Images of one object each, classes in turn, as a Dataset. */
function rendered(name, n) {
  const stream = random.split(name)
  const images = new Float32Array(n * SIZE * SIZE * 3)
  const labels = Uint8Array.from({ length: n }, (_, i) => i % NAMES.length)
  for (let i = 0; i < n; i++) {
    const radius = SIZE * (0.22 + 0.22 * stream.uniform())
    const place = () => SIZE / 2 + (SIZE / 2 - radius) * 0.8 * (2 * stream.uniform() - 1)
    const object = {
      ...{ shape: NAMES[labels[i]], radius, x: place(), y: place() },
      ...{ angle: 2 * Math.PI * stream.uniform(), colour: stream.uniform() },
    }
    const bytes = renderScene(stream, { width: SIZE, height: SIZE, objects: [object] })
    images.set(
      Float32Array.from(bytes, (value) => value / 255),
      i * bytes.length,
    )
  }
  const hash = (data) => createHash('sha256').update(data).digest('hex')
  return {
    name: `rendered shapes, ${name}`,
    images: { data: images, shape: [n, SIZE, SIZE, 3] },
    labels,
    classNames: NAMES,
    sha256: { images: hash(new Uint8Array(images.buffer)), labels: hash(labels) },
  }
}

/** Four 3×3 convolutions, each with ReLU and max-pooling but the last, which is averaged over the image for the logits. */
async function initialNetwork() {
  const tf = await loadTensorFlow()
  const weights = random.split('initial weights')
  const drawn = (layer) => tf.initializers.heNormal({ seed: 1 + (weights.split(layer).uint32() >>> 1) })
  const convolution = (name, filters, more) =>
    tf.layers.conv2d({
      name,
      filters,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: drawn(name),
      ...more,
    })
  const model = tf.sequential({
    name: 'shape-cnn',
    layers: [
      convolution('conv1', 16, { inputShape: [SIZE, SIZE, 3] }),
      tf.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
      convolution('conv2', 32),
      tf.layers.maxPooling2d({ name: 'pool2', poolSize: 2 }),
      convolution('conv3', 48),
      tf.layers.maxPooling2d({ name: 'pool3', poolSize: 2 }),
      convolution('conv4', 64),
      tf.layers.globalAveragePooling2d({ name: 'average' }),
      tf.layers.dense({ name: 'logits', units: NAMES.length, kernelInitializer: drawn('logits') }),
    ],
  })
  const artifacts = await artifactsOf(model)
  model.dispose()
  return artifacts
}
