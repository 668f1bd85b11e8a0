import { InputError } from '../errors.js'

/** What is measured, by kind: a forward pass, occlusion maps, training steps, a whole study. */
export type BenchmarkTask = 'forward' | 'map' | 'training' | 'study'

/** A way to compute: an engine and its build, a library and its backend, a number of threads. Plain data. */
export interface Backend {
  /** `incremental:simd:2`, `tfjs:wasm-simd`, `onnxruntime:node:2`: family, build and, where there is a choice, threads. */
  readonly id: string
  readonly family: 'incremental' | 'batched' | 'trainer' | 'tfjs' | 'onnxruntime' | 'pytorch'
  /** The kernel variant of Umbra's own, the backend and build of a library. */
  readonly build: string
  readonly threads: number
  /** In words, for tables: `Umbra incremental, SIMD, 2 threads`. */
  readonly name: string
  readonly tasks: readonly BenchmarkTask[]
}

/** Where a benchmark runs: what exists depends on it. */
export type Platform = 'node' | 'browser'

const BUILDS: Readonly<Record<string, string>> = {
  scalar: 'scalar',
  simd: 'SIMD',
  'relaxed-simd': 'relaxed SIMD',
  cpu: 'cpu',
  'wasm-scalar': 'wasm, scalar',
  'wasm-simd': 'wasm, SIMD',
  'wasm-threads': 'wasm, SIMD, threads',
  'wasm-registered': 'wasm with Umbra’s gradient kernels',
  webgl: 'webgl',
  webgpu: 'webgpu',
  node: 'native, in Node',
  web: 'web (wasm), in Node',
  native: 'native',
}

const FAMILIES: Readonly<Record<Backend['family'], string>> = {
  incremental: 'Umbra incremental',
  batched: 'Umbra batched',
  trainer: 'Umbra training',
  tfjs: 'TensorFlow.js',
  onnxruntime: 'ONNX Runtime',
  pytorch: 'PyTorch',
}

/**
 * Every backend a platform may have, fastest families last; what is missing on the machine says so when it is opened.
 *
 * @param threads - numbers of threads to run those with that have a choice
 */
export function knownBackends(platform: Platform, threads: readonly number[]): Backend[] {
  const inference = ['forward', 'map'] as const
  const inNode = platform === 'node'
  const tfjs = (build: string, tasks: readonly BenchmarkTask[]) => backend('tfjs', build, undefined, tasks)
  const threaded = (family: Backend['family'], build: string, tasks: readonly BenchmarkTask[]) =>
    threads.map((n) => backend(family, build, n, tasks))
  return [
    tfjs('cpu', ['forward', 'map', 'training']),
    tfjs('wasm-scalar', inference),
    tfjs('wasm-simd', ['forward', 'map', 'training']),
    ...(inNode
      ? [tfjs('node', ['forward', 'map', 'training'])]
      : [tfjs('wasm-threads', inference), tfjs('webgl', inference), tfjs('webgpu', inference)]),
    ...(inNode ? [backend('onnxruntime', 'web', 1, inference)] : []),
    ...(inNode ? threaded('onnxruntime', 'node', inference) : []),
    ...(inNode ? threaded('pytorch', 'native', ['forward', 'map', 'training']) : []),
    tfjs('wasm-registered', ['training']),
    backend('batched', 'simd', undefined, ['map']),
    ...['scalar', 'simd', 'relaxed-simd'].flatMap((build) =>
      threaded('incremental', build, build === 'simd' ? ['forward', 'map', 'study'] : ['map']),
    ),
    ...threaded('trainer', 'simd', ['training']),
  ]
}

/** @param threads - undefined where the backend decides for itself */
function backend(
  family: Backend['family'],
  build: string,
  threads: number | undefined,
  tasks: readonly BenchmarkTask[],
): Backend {
  const id = [family, build, ...(threads === undefined ? [] : [threads])].join(':')
  const counted = threads === undefined ? '' : `, ${threads} thread${threads === 1 ? '' : 's'}`
  return {
    id,
    family,
    build,
    threads: threads ?? 1,
    name: `${FAMILIES[family]} ${BUILDS[build]}${counted}`,
    tasks,
  }
}

/** Numbers of threads worth a row on so many cores: powers of two, and all of them. */
export function threadCounts(cores: number): number[] {
  const powers = [1, 2, 4, 8, 16, 32, 64].filter((n) => n < cores)
  return [...powers, cores]
}

/**
 * The backends that patterns name: an id, or its beginning up to a colon. `incremental` is every build and number of threads,
 * `incremental:simd` every number of threads.
 *
 * @throws InputError BACKEND_UNKNOWN
 */
export function chooseBackends(patterns: readonly string[], known: readonly Backend[]): Backend[] {
  for (const pattern of patterns) {
    if (known.some((candidate) => matches(candidate, pattern))) continue
    const families = [...new Set(known.map(({ family, build }) => `${family}:${build}`))]
    throw new InputError('BACKEND_UNKNOWN', `backend ${pattern} is none of ${families.join(', ')}`)
  }
  return known.filter((candidate) => patterns.some((pattern) => matches(candidate, pattern)))
}

function matches({ id }: Backend, pattern: string): boolean {
  return id === pattern || id.startsWith(`${pattern}:`)
}
