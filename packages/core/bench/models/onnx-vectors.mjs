/**
 * Checks the reader of ONNX and the engine against ONNX's own test vectors, as onnx-vectors.py writes them: by operator, how many
 * agree within 10⁻⁵ of the largest output, which do not, and which are left to a runtime and why.
 *
 *     python3 bench/models/onnx-vectors.py FOLDER && node bench/models/onnx-vectors.mjs FOLDER
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createIncrementalRunner } from '@umbra/occlusion-wasm'
import { readOnnx } from '../../dist/formats/onnx/read-onnx.js'

const folder = process.argv[2]
const names = readdirSync(folder).filter((name) => name.endsWith('.onnx'))
/** By operator: names that agree, differ, are refused, and are left to a runtime. */
const table = new Map()
for (const file of names) {
  const name = file.slice(0, -5)
  const vector = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
  const { kind, why } = await outcome(name, vector)
  const row = table.get(vector.operator) ?? { agrees: [], differs: [], refused: [], unsupported: [] }
  table.set(vector.operator, row)
  row[kind].push(why ? `${name}: ${why}` : name)
}
const rows = [...table].sort(([a], [b]) => (a < b ? -1 : 1))
for (const [operator, { agrees, differs, refused, unsupported }] of rows) {
  const count = agrees.length + differs.length + refused.length + unsupported.length
  console.log(`${operator}: ${agrees.length} of ${count} agree`)
  for (const each of differs) console.log(`  DIFFERS ${each}`)
  for (const each of [...refused, ...unsupported]) console.log(`  ${each}`)
}
const total = (kind) => rows.reduce((sum, [, row]) => sum + row[kind].length, 0)
console.log(
  `${names.length} vectors: ${total('agrees')} agree, ${total('differs')} differ, ${total('unsupported')} left to a runtime, ${total('refused')} refused`,
)

async function outcome(name, { dims, cases }) {
  let read
  try {
    read = await readOnnx(new Uint8Array(readFileSync(join(folder, `${name}.onnx`))), {
      readBeside: async () => undefined,
    })
  } catch (error) {
    return { kind: 'refused', why: error.message }
  }
  if (!read.network) return { kind: 'unsupported', why: read.unsupported }
  let runner
  try {
    runner = await createIncrementalRunner(read.network)
  } catch (error) {
    return { kind: 'refused', why: error.message }
  }
  for (const { image, outputs } of cases) {
    const pixels = asPixels(image, dims, read)
    const scores = runner.begin(pixels, pixels)
    const got = asOutputs(scores, read.network.head, name)
    const largest = outputs.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30)
    const worst = outputs.reduce((most, value, k) => Math.max(most, Math.abs(value - got[k])), 0)
    if (got.length !== outputs.length || !(worst <= 1e-5 * Math.max(1, largest))) {
      return { kind: 'differs', why: `by ${worst.toExponential(1)} of ${largest.toPrecision(3)}` }
    }
  }
  return { kind: 'agrees' }
}

/** The image in the order of rows, columns, channels. */
function asPixels(image, _dims, { inputShape: [height, width, channels], original: { axes } }) {
  if (!axes.includes('CH')) return Float32Array.from(image)
  return Float32Array.from({ length: image.length }, (_, i) => {
    const [cell, c] = [Math.floor(i / channels), i % channels]
    return image[c * height * width + cell]
  })
}

/** What the model gives, made of the scores that were read before its end. */
function asOutputs(scores, { kind, reason }, name) {
  const values = Array.from(scores)
  if (/the class$/.test(reason)) return [values.indexOf(Math.max(...values))]
  if (kind === 'softmax' && /softmax/.test(reason)) {
    const most = Math.max(...values)
    const sum = values.reduce((total, z) => total + Math.exp(z - most), 0)
    const logarithms = values.map((z) => z - most - Math.log(sum))
    return /logsoftmax/.test(name) ? logarithms : logarithms.map(Math.exp)
  }
  if (kind === 'sigmoid' && /sigmoid/.test(reason)) return values.map((z) => 1 / (1 + Math.exp(-z)))
  return values
}
