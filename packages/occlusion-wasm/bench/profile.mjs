/**
 * Where a map's time goes: times every call of every kernel on this thread, and prints milliseconds a map, kernel by kernel.
 *
 *   node bench/profile.mjs [--subject digits] [--variant simd] [--maps 30] [--by kernel]
 *
 * Subjects are those of subjects.mjs and resnet18, mobilenetV2 and vgg16, of which a map or two will do. `--by map` tells a kernel's
 * calls apart by the maps it reads and writes, which is to say layer by layer, and counts the processor's time, so that others at work
 * on the machine matter less; to ask for it takes a microsecond.
 *
 * The multiplying kernels' rates are what they do in their place; peak.mjs says what they do at their best. Clocks cost about a
 * tenth of a microsecond a call: compare the times of kernels with each other, and whole maps with `umbra bench`.
 */
import { parseArgs } from 'node:util'
import { mobilenetV2, resnet18, vgg16 } from './imagenet-networks.mjs'
import { peakRate } from './peak.mjs'
import { grid, subjects } from './subjects.mjs'

const { values: options } = parseArgs({
  options: {
    subject: { type: 'string', default: 'digits' },
    variant: { type: 'string', default: 'simd' },
    maps: { type: 'string', default: '30' },
    by: { type: 'string', default: 'kernel' },
  },
})

const clock = options.by === 'map' ? () => process.cpuUsage().user / 1000 : () => performance.now()
const peak = await peakRate(options.variant)

/** Kernel → milliseconds and calls so far. */
const spent = new Map()
const { Instance } = WebAssembly
WebAssembly.Instance = class {
  constructor(module, imports) {
    const { exports } = new Instance(module, imports)
    this.exports = Object.fromEntries(
      Object.entries(exports).map(([name, kernel]) => [name, timed(name, kernel, imports.env.memory)]),
    )
  }
}
/** Which arguments of a kernel are the records of maps, of those that take most of the time. */
const mapsOf = {
  convolveChanges: [0, 1],
  convolveTiles: [0, 1],
  convolveDirectly: [0, 1],
  spreadChanges: [1],
  multiplyChanges: [2],
  gather: [0],
  depthwiseChanges: [0, 1],
  poolChanges: [0, 1],
  addChanges: [0, 1],
  finish: [0],
  listChanges: [0],
  prune: [0],
}
function timed(name, kernel, memory) {
  return (...args) => {
    const began = clock()
    const result = kernel(...args)
    const milliseconds = clock() - began
    const maps = options.by === 'map' ? (mapsOf[name] ?? []) : []
    // A map's record begins with its height, width and channels.
    const sizes = maps.map((i) => new Int32Array(memory.buffer, args[i], 3).join('×'))
    const key = [name, sizes.join(' → ')].join(' ').trim()
    const record = spent.get(key) ?? { milliseconds: 0, calls: 0 }
    spent.set(key, record)
    record.milliseconds += milliseconds
    record.calls++
    return result
  }
}
const { createIncrementalRunner } = await import('../dist/index.js')

const photographs = { resnet18, mobilenetV2, vgg16 }

const {
  network: build,
  images,
  window,
  stride,
} = subjects[options.subject] ?? {
  ...subjects['colour-64'],
  network: photographs[options.subject],
  window: 32,
  stride: 16,
}
const network = build()
const maps = Number(options.maps)
const size = network.inputShape.reduce((product, d) => product * d, 1)
const pixels = images(maps, network.inputShape)
const windows = grid(network.inputShape, window, stride)
const runner = await createIncrementalRunner(network, { variant: options.variant })
const out = new Float32Array((windows.length / 6) * network.classes)
const phases = { uncovered: 0, covered: 0 }
function map(i) {
  const began = clock()
  runner.begin(pixels.subarray(i * size, (i + 1) * size), new Float32Array(size))
  const begun = clock()
  runner.scoreWindows(windows, 0, windows.length / 6, out)
  phases.uncovered += begun - began
  phases.covered += clock() - begun
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
