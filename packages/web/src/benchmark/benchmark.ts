/** A way to make a map: an engine of Umbra, or a backend of TensorFlow.js with masks batched. */
export interface Candidate {
  readonly name: string
  readonly run:
    | {
        readonly engine: 'umbra'
        readonly variant: 'scalar' | 'simd' | 'relaxed-simd'
        readonly threads: number | 'auto'
      }
    | {
        readonly engine: 'tensorflow'
        readonly backend: 'cpu' | 'wasm' | 'webgl'
        /** Of the wasm backend. */
        readonly build?: 'plain' | 'simd' | 'threads'
      }
  /** Too slow to run unless asked for. */
  readonly slow?: boolean
}

/** The backend the others' maps are checked against: it shares no code with Umbra's engine. */
export const ORACLE = 'TensorFlow.js wasm, SIMD'

export const candidates: readonly Candidate[] = [
  { name: ORACLE, run: { engine: 'tensorflow', backend: 'wasm', build: 'simd' } },
  { name: 'TensorFlow.js wasm', run: { engine: 'tensorflow', backend: 'wasm', build: 'plain' } },
  {
    name: 'TensorFlow.js wasm, SIMD, threads',
    run: { engine: 'tensorflow', backend: 'wasm', build: 'threads' },
  },
  { name: 'Umbra, scalar, 1 thread', run: { engine: 'umbra', variant: 'scalar', threads: 1 } },
  { name: 'Umbra, SIMD, 1 thread', run: { engine: 'umbra', variant: 'simd', threads: 1 } },
  { name: 'Umbra, SIMD, all threads', run: { engine: 'umbra', variant: 'simd', threads: 'auto' } },
  { name: 'Umbra, relaxed SIMD, 1 thread', run: { engine: 'umbra', variant: 'relaxed-simd', threads: 1 } },
  {
    name: 'Umbra, relaxed SIMD, all threads',
    run: { engine: 'umbra', variant: 'relaxed-simd', threads: 'auto' },
  },
  // Last, because without a graphics card the browser computes this one on the processor, slowly.
  { name: 'TensorFlow.js webgl', run: { engine: 'tensorflow', backend: 'webgl' } },
  { name: 'TensorFlow.js cpu', run: { engine: 'tensorflow', backend: 'cpu' }, slow: true },
]

export interface BenchmarkRequest {
  readonly run: Candidate['run']
  /** float32 [28, 28, 1]. */
  readonly image: Float32Array
  readonly runs: number
}

export interface BenchmarkRun {
  /** What ran, in its own words. */
  readonly detail: string
  /** float32 [28, 28], at the default options. */
  readonly map: Float32Array
  /** Of each run, warm-up left out. */
  readonly milliseconds: readonly number[]
}

/** One line of the benchmark's table. */
export interface Timing {
  readonly name: string
  readonly detail: string
  readonly milliseconds: readonly number[]
  /** The largest difference of a pixel from the oracle's map, as a share of that map's largest value. */
  readonly error: number | undefined
  /** Why there is no time: it did not run, or its map is wrong. */
  readonly failure?: string
}

/** Maps are the same if no pixel differs by more than this share of the largest. */
export const TOLERANCE = 1e-3

export function largestError(map: Float32Array, oracle: Float32Array): number {
  let [difference, largest] = [0, 0]
  oracle.forEach((value, i) => {
    difference = Math.max(difference, Math.abs(map[i]! - value))
    largest = Math.max(largest, Math.abs(value))
  })
  return largest === 0 ? difference : difference / largest
}

/** The median; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The table as Markdown. */
export function markdownOf(timings: readonly Timing[], machine: string): string {
  const oracle = median(timings.find(({ name }) => name === ORACLE)?.milliseconds ?? [])
  const rows = timings.map(({ name, detail, milliseconds, error, failure }) => {
    if (failure) return `| ${name} | | | | not run: ${failure} |`
    const time = median(milliseconds)
    return `| ${name} | ${time.toFixed(2)} | ${(oracle / time).toFixed(1)} | ${error!.toExponential(1)} | ${detail} |`
  })
  return [
    `One occlusion map, 28×28, window 4×4, stride 1, 625 windows; median of repeated runs. ${machine}`,
    '',
    '| backend | ms | times as fast | largest error | what ran |',
    '|---|---:|---:|---:|---|',
    ...rows,
    '',
  ].join('\n')
}
