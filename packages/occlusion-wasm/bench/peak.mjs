/**
 * What the multiplying kernel does at its best: rows of values that are all nonzero times weights that stay in the nearest
 * cache. The rate that the engine's other rates are compared with.
 */
import { bytesOf, wordOf } from '../dist/engine/memory/records.js'
import { packingShuffles } from '../dist/engine/memory/workspace.js'
import { instantiateKernels, loadKernelModule } from '../dist/kernels/kernel-module.js'

const CHANNELS = 32
const UNITS = 48
const ROWS = 64

/** @returns multiply-adds a second on one thread, the best of several short tries */
export async function peakRate(variant) {
  const memory = new WebAssembly.Memory({ initial: 16 })
  const kernels = instantiateKernels(await loadKernelModule(variant), memory)
  let top = 1024
  const place = (values) => {
    const at = top
    new values.constructor(memory.buffer, at, values.length).set(values)
    top = (top + values.byteLength + 63) & ~63
    return at
  }
  const cells = place(new Int32Array(ROWS))
  const record = new Int32Array(bytesOf('FeatureMap') / 4)
  const fields = { height: 1, width: 1, channels: CHANNELS, changes: ROWS, cells }
  for (const [field, value] of Object.entries(fields)) record[wordOf('FeatureMap', field)] = value
  const map = place(record)
  const order = place(Int32Array.from({ length: ROWS }, (_, i) => i))
  const counts = place(new Int32Array(ROWS).fill(CHANNELS))
  const values = place(new Float32Array(ROWS * CHANNELS).fill(0.5))
  const weights = place(new Float32Array(CHANNELS * UNITS).fill(0.25))
  const entries = place(new Float32Array(ROWS * CHANNELS * 2))
  const products = place(new Float32Array(ROWS * UNITS))
  const shuffles = place(packingShuffles())
  kernels.compress(entries, counts, values, 0, ROWS, CHANNELS, 0, CHANNELS, UNITS * 4, shuffles)
  let best = 0
  for (let attempt = 0; attempt < 40; attempt++) {
    const began = performance.now()
    let done = 0
    for (let i = 0; i < 200; i++) {
      done += kernels.multiplyChanges(products, order, map, entries, counts, weights, UNITS)
    }
    best = Math.max(best, (done / (performance.now() - began)) * 1000)
  }
  return best
}
