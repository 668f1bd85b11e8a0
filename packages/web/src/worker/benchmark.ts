import { createExplainer, type Explainer, loadTensorFlow, type Task } from '@umbra/core'
import type { BenchmarkRequest, BenchmarkRun, Candidate } from '../benchmark/benchmark.js'
import { siteUrl } from '../site-url.js'
import { StudioError } from '../studio-error.js'
import { artifactsOf } from './model.js'
import { wasmPaths } from './wasm-paths.js'

/** Milliseconds after which no further run is begun. */
const PATIENCE = 4000

/** Makes one map by one backend, again and again. A worker does this once: TensorFlow.js keeps the build it began with. */
export async function benchmark({ run, image, runs }: BenchmarkRequest, task: Task): Promise<BenchmarkRun> {
  const explainer = await explainerOf(run)
  const images = { data: image, shape: [1, 28, 28, 1] } as const
  const milliseconds: number[] = []
  let map = new Float32Array()
  const began = performance.now()
  // The first is the warm-up: code is compiled and memory laid out in it. A slow backend is timed once, and that is enough.
  for (let i = 0; i <= runs && (i < 2 || performance.now() - began < PATIENCE); i++) {
    task.signal?.throwIfAborted()
    const started = performance.now()
    const { maps } = await explainer.explain(images)
    if (i > 0) milliseconds.push(performance.now() - started)
    map = new Float32Array(maps.data)
    task.onProgress?.({ stage: 'timing', done: i, total: runs, unit: 'maps' })
  }
  const { variant, threads } = explainer.engine
  const detail = run.engine === 'umbra' ? `${variant}, ${threads} thread${threads === 1 ? '' : 's'}` : variant
  return { detail, map, milliseconds }
}

async function explainerOf(run: Candidate['run']): Promise<Explainer> {
  const model = await artifactsOf('reference')
  if (run.engine === 'umbra') {
    return createExplainer(model, { engine: 'incremental', variant: run.variant, threads: run.threads })
  }
  if (run.build === 'threads' && !crossOriginIsolated) {
    throw new StudioError('NOT_ISOLATED', 'the page is not cross-origin isolated')
  }
  const tf = await loadTensorFlow({ wasmPaths: binariesOf(run.build), threads: run.build === 'threads' })
  if (run.backend !== 'wasm' && !(await tf.setBackend(run.backend).catch(() => false))) {
    throw new StudioError('BACKEND_MISSING', 'this browser does not offer it')
  }
  return createExplainer(model, { engine: 'batched' })
}

/** TensorFlow.js picks a build by what the machine offers; under the SIMD build's name it can be given the plain one. */
function binariesOf(build: 'plain' | 'simd' | 'threads' | undefined) {
  if (build !== 'plain') return wasmPaths
  const plain = siteUrl('tensorflow/tfjs-backend-wasm.wasm')
  return {
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': plain,
    'tfjs-backend-wasm-threaded-simd.wasm': plain,
  }
}
