import { forwardPass, type KernelVariant } from '@umbra/occlusion-wasm'
import { explainerOf } from '../attribution/explainer.js'
import { chooseEngine } from '../engines/choose-engine.js'
import type { OcclusionEngine } from '../engines/engine.js'
import { createIncrementalEngine } from '../engines/incremental-engine.js'
import { InputError } from '../errors.js'
import { runStudy } from '../study/run-study.js'
import { loadTensorFlow } from '../tensorflow/tensorflow.js'
import type { Backend } from './backend.js'
import { type CoveringEngine, coveringEngine, type Predictor } from './backends/covering-engine.js'
import { onnxPredictor } from './backends/onnx-predictor.js'
import { startTensorFlow, tensorFlowPredictor } from './backends/tensorflow-predictor.js'
import { type TrainSteps, tensorFlowTraining, umbraTraining } from './backends/training.js'
import type { BenchmarkSession, ReferenceBackend, SessionSurroundings, Timing, Work } from './session.js'
import { type BenchmarkSubject, subjectNetwork } from './subject.js'

/**
 * Starts a backend in this very process or worker. It is made for one that does nothing else: libraries keep the build they
 * began with, and a measurement should have its process for itself.
 *
 * @throws InputError BACKEND_MISSING, if the machine does not have it
 */
export async function openSession(
  backend: Backend | ReferenceBackend,
  subject: BenchmarkSubject,
  surroundings: SessionSurroundings = {},
): Promise<BenchmarkSession> {
  if (backend === 'reference') return referenceSession(subject)
  if (backend.family === 'trainer') {
    const detail = `simd, ${backend.threads} thread${backend.threads === 1 ? '' : 's'}`
    return trainingSession(detail, umbraTraining(subject, backend.threads, surroundings), surroundings)
  }
  // What has labels is for training or for a study.
  if (subject.labels && backend.family === 'tfjs') {
    const registered = backend.build === 'wasm-registered'
    const { tf, detail } = registered
      ? { tf: await loadTensorFlow({ wasmPaths: surroundings.wasmPaths }), detail: 'tfjs wasm, registered' }
      : await startTensorFlow(backend, surroundings)
    return trainingSession(detail, tensorFlowTraining(tf, subject), surroundings)
  }
  const engine = await openEngine(backend, subject, surroundings)
  return engineSession(engine, backend, subject, surroundings)
}

interface OpenedEngine {
  readonly engine: OcclusionEngine
  readonly detail: string
  /** Where batches are the caller's to choose. */
  readonly covering?: CoveringEngine
  /** Multiply-adds done so far, where the engine counts them. */
  readonly multiplyAdds?: () => number
}

async function openEngine(
  backend: Backend,
  subject: BenchmarkSubject,
  surroundings: SessionSurroundings,
): Promise<OpenedEngine> {
  const { family, build, threads } = backend
  if (family === 'incremental') {
    const options = { variant: build as KernelVariant, threads, reason: 'asked for' }
    const engine = await createIncrementalEngine(subjectNetwork(subject), options)
    const { report } = engine
    const detail = `${report.variant}, ${report.threads} thread${report.threads === 1 ? '' : 's'}`
    return { engine, detail, multiplyAdds: () => engine.multiplyAdds }
  }
  if (family === 'batched') {
    const { wasmPaths } = surroundings
    const options = { engine: 'batched', variant: build as KernelVariant, wasmPaths } as const
    const engine = await chooseEngine(subject.model, options)
    return { engine, detail: engine.report.variant }
  }
  if (family === 'pytorch') throw new InputError('BACKEND_MISSING', 'PyTorch runs in a process of its own')
  const predictor: Predictor =
    family === 'onnxruntime'
      ? await onnxPredictor(subjectNetwork(subject), backend)
      : await tensorFlowPredictor(subject, backend, surroundings)
  const covering = coveringEngine(predictor)
  return { engine: covering, detail: predictor.detail, covering }
}

function engineSession(
  { engine, detail, covering, multiplyAdds }: OpenedEngine,
  backend: Backend,
  subject: BenchmarkSubject,
  surroundings: SessionSurroundings,
): BenchmarkSession {
  const explainer = explainerOf(engine)
  const score = (n: number, windows: Int32Array) => engine.score({ ...firstImages(subject, n), windows })
  const once = async (work: Work): Promise<Float32Array> => {
    if (covering && work.batch) covering.batch = work.batch
    const { task, images: n, window, stride } = work
    if (task === 'study') return studyMaps(subject, backend, n)
    if (task === 'forward') return (await score(n, new Int32Array(0))).base
    if (work.windows) return (await score(n, work.windows)).covered
    const { images } = firstImages(subject, n)
    const [, height, width, channels] = subject.images.shape
    const batch = { data: images, shape: [n, height, width, channels] } as const
    return (await explainer.explain(batch, { window: [...window], stride: [...stride] })).maps.data
  }
  return {
    detail,
    batches: covering !== undefined,
    score,
    async measure(work, repetitions) {
      const before = multiplyAdds?.()
      let output = new Float32Array(0)
      const spent = await timed(surroundings, repetitions, async () => {
        output = new Float32Array(await once(work))
      })
      const done = before === undefined ? {} : { multiplyAdds: (multiplyAdds!() - before) / repetitions }
      return { ...spent, ...done, output }
    },
    close: () => engine.dispose(),
  }
}

async function timed(
  { meter }: SessionSurroundings,
  repetitions: number,
  once: () => Promise<void>,
): Promise<Omit<Timing, 'output' | 'multiplyAdds'>> {
  const before = meter?.()
  const began = performance.now()
  for (let i = 0; i < repetitions; i++) await once()
  const milliseconds = (performance.now() - began) / repetitions
  if (!meter || !before) return { milliseconds }
  const { processorMilliseconds = 0, peakBytes } = meter()
  const spent = (processorMilliseconds - (before.processorMilliseconds ?? 0)) / repetitions
  return { milliseconds, processorMilliseconds: spent, ...(peakBytes !== undefined && { peakBytes }) }
}

/** The first n images, covered by zeros. */
function firstImages({ images }: BenchmarkSubject, n: number) {
  const size = images.data.length / images.shape[0]
  const data = images.data.subarray(0, n * size)
  return { images: data, n, baselines: new Float32Array(data.length) }
}

/** A whole study of the first two classes of the verdict's usual pair, engine and all. */
async function studyMaps(subject: BenchmarkSubject, backend: Backend, n: number): Promise<Float32Array> {
  const { model, images, labels, name } = subject
  if (!labels) throw new InputError('BENCHMARK_IMAGES', 'a study takes labelled images')
  const classNames = Array.from({ length: 10 }, (_, k) => String(k))
  const { data } = await runStudy(
    { images: n, controls: 0 },
    {
      model,
      engine: 'incremental',
      variant: backend.build as KernelVariant,
      threads: backend.threads,
      data: { name, images, labels, classNames, sha256: { images: '', labels: '' } },
      provenance: { command: 'benchmark', model: { sha256: '', source: name }, created: '' },
    },
  )
  return data.maps.data
}

/** @param train - times itself, since what it takes to start is not to be counted */
function trainingSession(
  detail: string,
  train: TrainSteps,
  surroundings: SessionSurroundings,
): BenchmarkSession {
  return {
    detail,
    batches: false,
    score: async () => {
      throw new InputError('BACKEND_TASK', 'this backend is for training')
    },
    async measure({ images, steps = 2 }) {
      const { milliseconds, losses } = await train(images, steps)
      const peakBytes = surroundings.meter?.().peakBytes
      return { milliseconds, output: losses, ...(peakBytes !== undefined && { peakBytes }) }
    },
    close: () => undefined,
  }
}

function referenceSession(subject: BenchmarkSubject): BenchmarkSession {
  const network = subjectNetwork(subject)
  const predictor: Predictor = {
    ...network,
    detail: 'float64 reference',
    async predict(images, n) {
      const size = images.length / n
      const scores = new Float32Array(n * network.classes)
      for (let i = 0; i < n; i++) {
        scores.set(forwardPass(network, images.subarray(i * size, (i + 1) * size)), i * network.classes)
      }
      return scores
    },
    dispose: () => undefined,
  }
  const engine = coveringEngine(predictor)
  return {
    detail: predictor.detail,
    batches: false,
    score: (n, windows) => engine.score({ ...firstImages(subject, n), windows }),
    measure: async () => {
      throw new InputError('BACKEND_TASK', 'the reference is not measured')
    },
    close: () => undefined,
  }
}
