/**
 * Reads ONNX models and compares the scores of an uncovered image and of covered copies with ONNX Runtime's, which is asked for the
 * same tensors. Prints a line of a table for each, in docs/models.md: the largest difference, that of
 * the runtime with and without its optimisations, by how much covering moves a score, and, where onnx-float64.py computed them, how far
 * either is from the scores in double precision, all over the largest score.
 *
 *     npm install --no-save --ignore-scripts onnxruntime-node
 *     node bench/models/onnx-agreement.mjs FILE.onnx …      (or folders of them)
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { createIncrementalRunner, multiplyAddsOf } from '@umbra/occlusion-wasm'
import { readOnnx } from '../../dist/formats/onnx/read-onnx.js'

const ort = createRequire(join(process.env.ORT ?? process.cwd(), 'x.js'))('onnxruntime-node')

const paths = process.argv.slice(2).flatMap((path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.onnx'))
        .map((name) => join(path, name))
    : [path],
)

console.log(
  '| file | format | layers | multiply-adds | read, ms | largest difference | of the runtime itself | largest move | from float64 | the runtime from float64 | unsupported |',
)
console.log('|---|---|---|---|---|---|---|---|---|---|---|')
for (const path of paths) console.log(`| ${(await line(path)).join(' | ')} |`)

async function line(path) {
  const name = basename(path, '.onnx')
  const bytes = new Uint8Array(readFileSync(path))
  const started = performance.now()
  let read
  try {
    read = await readOnnx(bytes, {
      output: process.env.OUTPUT,
      readBeside: async (file) => {
        const beside = join(dirname(path), file)
        return existsSync(beside) ? new Uint8Array(readFileSync(beside)) : undefined
      },
    })
  } catch (error) {
    return [name, ...new Array(9).fill(''), error.message]
  }
  const milliseconds = Math.round(performance.now() - started)
  if (!read.network)
    return [name, read.format, '', '', milliseconds, ...new Array(5).fill(''), read.unsupported]
  const difference = await compare(read, path)
  const { layers } = read.network
  return [name, read.format, layers.length, multiplyAddsOf(read.network), milliseconds, ...difference, '']
}

/** Largest difference of any score from the runtime's, uncovered and under three windows, over the largest score. */
async function compare({ network, original, told }, path) {
  const [height, width, channels] = network.inputShape
  const random = generator(7)
  const scale = told.scale === 255 ? 255 : 1
  const image = Float32Array.from({ length: height * width * channels }, () => scale * random())
  const baseline = new Float32Array(image.length).fill(scale * 0.5)
  const side = Math.max(1, Math.round(Math.min(height, width) / 4))
  const windows = [
    [0, 0],
    [Math.floor((height - side) / 2), Math.floor((width - side) / 3)],
    [height - side, width - side],
  ].flatMap(([y, x]) => [y, x, 0, y + side, x + side, channels])
  const runner = await createIncrementalRunner(network)
  const base = runner.begin(image, baseline)
  const covered = new Float32Array(3 * network.classes)
  runner.scoreWindows(Int32Array.from(windows), 0, 3, covered)
  const [session, plain] = await Promise.all(
    ['all', 'disabled'].map((graphOptimizationLevel) =>
      ort.InferenceSession.create(path, { logSeverityLevel: 3, graphOptimizationLevel }),
    ),
  )
  let [worst, largest, move, own, ours, theirs] = [0, 0, 0, 0, 0, 0]
  const exact = exactScores(path)
  let uncovered
  for (let p = -1; p < 3; p++) {
    const copy = image.slice()
    if (p >= 0) cover(copy, baseline, windows.slice(6 * p, 6 * p + 6), network.inputShape)
    const expected = await run(session, original, copy, network.inputShape)
    const again = await run(plain, original, copy, network.inputShape)
    const got = p < 0 ? base : covered.subarray(p * network.classes, (p + 1) * network.classes)
    const same = asOutputs(got, network.head, expected)
    uncovered ??= expected
    for (let k = 0; k < expected.length; k++) {
      worst = Math.max(worst, Math.abs(same[k] - expected[k]))
      largest = Math.max(largest, Math.abs(expected[k]))
      ours = Math.max(ours, Math.abs(same[k] - exact[p + 1][k]))
      theirs = Math.max(theirs, Math.abs(expected[k] - exact[p + 1][k]))
      own = Math.max(own, Math.abs(expected[k] - again[k]))
      move = Math.max(move, Math.abs(expected[k] - uncovered[k]))
    }
    if (same.length !== expected.length || same.some(Number.isNaN))
      return [`got ${same.length} of ${expected.length}`, '', '', '', '']
  }
  runner.dispose()
  return [worst, own, move, ours, theirs].map((value) => (value / largest).toExponential(1))
}

/** Scores in double precision of the four images; NaN where they were not computed. */
function exactScores(path) {
  const file = path.replace(/onnx$/, 'float64.json')
  const none = new Proxy([], { get: () => Number.NaN })
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [none, none, none, none]
}

/** Scores through the head that was read off the model's end, where its outputs are probabilities. */
function asOutputs(scores, head, expected) {
  const sum = expected.reduce((total, value) => total + value, 0)
  if (head.kind === 'softmax' && /softmax/.test(head.reason)) {
    const most = Math.max(...scores)
    const odds = Array.from(scores, (z) => Math.exp(z - most))
    const all = odds.reduce((total, value) => total + value, 0)
    const probabilities = odds.map((value) => value / all)
    return Math.abs(sum - 1) < 1e-3 ? probabilities : probabilities.map(Math.log)
  }
  if (head.kind === 'sigmoid' && /sigmoid/.test(head.reason))
    return Array.from(scores, (z) => 1 / (1 + Math.exp(-z)))
  return scores
}

function cover(image, baseline, [y0, x0, , y1, x1], [, width, channels]) {
  for (let y = y0; y < y1; y++) {
    const [from, to] = [(y * width + x0) * channels, (y * width + x1) * channels]
    image.set(baseline.subarray(from, to), from)
  }
}

async function run(session, { input, output, axes }, image, [height, width, channels]) {
  const sizes = { N: 1, C: channels, H: height, W: width }
  const flat = axes === 'flat'
  const dims = flat ? [1, image.length] : [...axes].map((letter) => sizes[letter])
  const data = axes.includes('CH') ? channelsFirst(image, height, width, channels) : image
  const type = session.inputMetadata?.find(({ name }) => name === input)?.type ?? 'float32'
  const values = type === 'uint8' ? Uint8Array.from(data) : data
  const results = await session.run({ [input]: new ort.Tensor(type, values, dims) }, [output])
  return results[output].data
}

function channelsFirst(image, height, width, channels) {
  const moved = new Float32Array(image.length)
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < channels; c++) moved[c * height * width + i] = image[i * channels + c]
  }
  return moved
}

/** A linear congruential generator (Numerical Recipes), in 0 … 1. */
function generator(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
