/**
 * Where a map's time goes: times every call of every kernel on this thread, and prints milliseconds a map, kernel by kernel.
 *
 *   node bench/profile.mjs [--subject digits] [--variant simd] [--maps 30]
 *
 * The multiplying kernels' rates are what they do in their place; peak.mjs says what they do at their best. Clocks cost about a
 * tenth of a microsecond a call: compare the times of kernels with each other, and whole maps with `umbra bench`.
 */
import { parseArgs } from 'node:util'
import { peakRate } from './peak.mjs'
import { grid, subjects } from './subjects.mjs'

const { values: options } = parseArgs({
  options: {
    subject: { type: 'string', default: 'digits' },
    variant: { type: 'string', default: 'simd' },
    maps: { type: 'string', default: '30' },
  },
})

const peak = await peakRate(options.variant)

/** Kernel → milliseconds and calls so far. */
const spent = new Map()
const { Instance } = WebAssembly
WebAssembly.Instance = class {
  constructor(module, imports) {
    const { exports } = new Instance(module, imports)
    this.exports = Object.fromEntries(
      Object.entries(exports).map(([name, kernel]) => [name, timed(name, kernel)]),
    )
  }
}
function timed(name, kernel) {
  const record = { milliseconds: 0, calls: 0 }
  spent.set(name, record)
  return (...args) => {
    const began = performance.now()
    const result = kernel(...args)
    record.milliseconds += performance.now() - began
    record.calls++
    return result
  }
}
const { createIncrementalRunner } = await import('../dist/index.js')

const { network: build, images, window, stride } = subjects[options.subject]
const network = build()
const maps = Number(options.maps)
const size = network.inputShape.reduce((product, d) => product * d, 1)
const pixels = images(maps, network.inputShape)
const windows = grid(network.inputShape, window, stride)
const runner = await createIncrementalRunner(network, { variant: options.variant })
const out = new Float32Array((windows.length / 6) * network.classes)
const phases = { uncovered: 0, covered: 0 }
function map(i) {
  const began = performance.now()
  runner.begin(pixels.subarray(i * size, (i + 1) * size), new Float32Array(size))
  const begun = performance.now()
  runner.scoreWindows(windows, 0, windows.length / 6, out)
  phases.uncovered += begun - began
  phases.covered += performance.now() - begun
}
for (let i = 0; i < maps; i++) map(i)
for (const record of spent.values()) Object.assign(record, { milliseconds: 0, calls: 0 })
Object.assign(phases, { uncovered: 0, covered: 0 })
const before = runner.multiplyAdds
for (let i = 0; i < maps; i++) map(i)

const whole = phases.uncovered + phases.covered
const inKernels = [...spent.values()].reduce((sum, { milliseconds }) => sum + milliseconds, 0)
const perMap = (milliseconds) => (milliseconds / maps).toFixed(3).padStart(8)
const done = (runner.multiplyAdds - before) / maps
console.log(
  `${options.subject}, ${options.variant}, ${windows.length / 6} windows: ${(whole / maps).toFixed(2)} ms a map`,
)
console.log(`${perMap(phases.uncovered)}  uncovered image   ${perMap(phases.covered)}  windows`)
console.log(`${perMap(whole - inKernels)}  around the kernels`)
console.log(
  `${(done / 1e6).toFixed(1)} M multiply-adds for windows; the kernel's best is ${(peak / 1e9).toFixed(1)} G/s`,
)
console.log('      ms  share   calls  kernel')
const sorted = [...spent].sort((a, b) => b[1].milliseconds - a[1].milliseconds)
for (const [name, { milliseconds, calls }] of sorted) {
  if (calls === 0) continue
  const share = `${((100 * milliseconds) / whole).toFixed(1)}%`.padStart(6)
  console.log(`${perMap(milliseconds)} ${share} ${(calls / maps).toFixed(0).padStart(7)}  ${name}`)
}
