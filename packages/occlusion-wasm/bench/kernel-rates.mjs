/** Rates of the register-tiled kernels when they are new and when they are hot, wherever this runs. */
import { uniform } from './subjects.mjs'

const [ROWS, TAPS, INPUTS, COLUMNS, CHANNELS] = [96, 9, 128, 16, 128]
const [SOURCES, OUT, VALUES, WEIGHTS, PLACES] = [1 << 20, 8 << 20, 16 << 20, 32 << 20, 1 << 16]

/**
 * @param bytes - of a build of the kernels
 * @returns by kernel, millions of multiply-adds, or of values transformed, a second of this thread: the best of several short tries
 *   at first, and after ten thousand calls
 */
export async function kernelRates(bytes) {
  const memory = new WebAssembly.Memory({ initial: 1024 })
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } })
  const kernels = instance.exports
  const random = uniform(1)
  new Float32Array(memory.buffer).forEach((_, i, all) => {
    all[i] = random() - 0.5
  })
  const list = new Uint32Array(memory.buffer, SOURCES, ROWS * TAPS)
  for (let i = 0; i < list.length; i++) list[i] = VALUES + (i % ROWS) * INPUTS * 4
  new Uint32Array(memory.buffer, PLACES, 36).forEach((_, i, all) => {
    all[i] = OUT + i * (4096 + 64)
  })
  const cases = {
    multiplyRows: {
      work: ROWS * TAPS * INPUTS * COLUMNS,
      run: () => kernels.multiplyRows(OUT, COLUMNS, SOURCES, 0, ROWS, TAPS, INPUTS, WEIGHTS, COLUMNS, 0),
    },
    transformInputs: {
      work: 36 * CHANNELS,
      run: () => kernels.transformInputs(PLACES, SOURCES, CHANNELS * 4, WEIGHTS, 4, 4),
    },
    transformOutputs: {
      work: 36 * CHANNELS,
      run: () => kernels.transformOutputs(PLACES, SOURCES, CHANNELS * 4, WEIGHTS),
    },
  }
  return Object.fromEntries(
    Object.entries(cases).map(([name, each]) => {
      const first = rate(each)
      for (let i = 0; i < 10_000; i++) each.run()
      return [name, { first, hot: rate(each) }]
    }),
  )
}

/** Tries take milliseconds, so that clocks that browsers make coarse will do. */
function rate({ work, run }) {
  const calls = Math.ceil(1e8 / work)
  let best = 0
  for (let attempt = 0; attempt < 8; attempt++) {
    const began = performance.now()
    for (let i = 0; i < calls; i++) run()
    best = Math.max(best, (calls * work) / (performance.now() - began) / 1000)
  }
  return best
}
