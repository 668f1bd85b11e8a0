/**
 * Whether the register-tiled kernels keep their rate when they are hot: some engines make a function part of its caller after so many
 * calls, which then runs out of registers. Prints rates of the first calls and of those after ten thousand; run it on every version
 * of Node that matters.
 *
 *   node bench/hot-kernels.mjs [--variant simd]
 */
import { parseArgs } from 'node:util'
import { uniform } from './subjects.mjs'

const { values: options } = parseArgs({ options: { variant: { type: 'string', default: 'simd' } } })
const { default: hex } = await import(`../dist/generated/occlusion.${options.variant}.js`)
const memory = new WebAssembly.Memory({ initial: 1024 })
const { instance } = await WebAssembly.instantiate(Buffer.from(hex, 'hex'), { env: { memory } })
const kernels = instance.exports

const random = uniform(1)
new Float32Array(memory.buffer).forEach((_, i, all) => {
  all[i] = random() - 0.5
})
const [rows, taps, inputs, columns, channels] = [96, 9, 128, 16, 128]
const [sources, out, values, weights] = [1 << 20, 8 << 20, 16 << 20, 32 << 20]
const list = new Uint32Array(memory.buffer, sources, rows * taps)
for (let i = 0; i < list.length; i++) list[i] = values + (i % rows) * inputs * 4

const places = 1 << 16
new Uint32Array(memory.buffer, places, 36).forEach((_, i, all) => {
  all[i] = out + i * (4096 + 64)
})
const cases = {
  multiplyRows: {
    work: rows * taps * inputs * columns,
    run: () => kernels.multiplyRows(out, columns, sources, 0, rows, taps, inputs, weights, columns, 0),
  },
  transformInputs: {
    work: 36 * channels,
    run: () => kernels.transformInputs(places, sources, channels * 4, weights, 4, 4),
  },
  transformOutputs: {
    work: 36 * channels,
    run: () => kernels.transformOutputs(sources, places, channels * 4, weights),
  },
}

/** Millions of multiply-adds, or of values transformed, a second of this thread. */
function rate({ work, run }, calls) {
  const began = process.cpuUsage().user
  for (let i = 0; i < calls; i++) run()
  return (calls * work) / (process.cpuUsage().user - began)
}

for (const [name, each] of Object.entries(cases)) {
  const first = rate(each, 200)
  for (let i = 0; i < 10_000; i++) each.run()
  console.log(
    `${process.version} ${name}: ${first.toFixed(0)} at first, ${rate(each, 1000).toFixed(0)} M/s after 10,000 calls`,
  )
}
