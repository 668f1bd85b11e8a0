import { createMaskKernel, KernelError, type KernelVariant, type MaskKernel } from '@umbra/occlusion-wasm'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { verifyLayersModel } from '../tensorflow/fallback/verify-layers-model.js'
import { toLayersModel } from '../tensorflow/layers-model.js'
import { layersModelBeforeHead } from '../tensorflow/layers-model-before-head.js'
import type { ScoresShape } from '../tensorflow/layers-model-shape.js'
import {
  type LayersModel,
  loadTensorFlow,
  type Tensor,
  type TensorFlow,
  type WasmPaths,
} from '../tensorflow/tensorflow.js'
import { breathe } from '../work/pause.js'
import { distinctCopies } from './distinct-copies.js'
import type { OcclusionEngine, OcclusionJob, OcclusionScores } from './engine.js'

export interface BatchedEngineOptions {
  /** Why the batched path was chosen, for the report. */
  readonly reason: string
  readonly variant?: KernelVariant | undefined
  /** Covered copies scored at once; memory use is proportional to it. @default 128 */
  readonly batchSize?: number | undefined
  /** Where a page finds TensorFlow.js's .wasm files. */
  readonly wasmPaths?: WasmPaths | undefined
}

/**
 * The batched path: the mask kernel fills batches of covered copies, each that differs once, and TensorFlow.js scores them. It takes any
 * LayersModel, with any layer, and serves as an independent check of the incremental engine.
 */
export async function createBatchedEngine(
  artifacts: ModelArtifacts,
  options: BatchedEngineOptions,
): Promise<OcclusionEngine> {
  const tf = await loadTensorFlow({ wasmPaths: options.wasmPaths })
  const scoring = await layersModelBeforeHead(artifacts, toLayersModel)
  const { model, head, ...shape } = scoring
  const atOnce = await verifyLayersModel(tf, scoring, artifacts).catch((error) => {
    model.dispose()
    throw error
  })
  const masks = await createMaskKernel({ variant: options.variant })
  const batched = new BatchedScorer(tf, model, masks, shape, Math.min(options.batchSize ?? 128, atOnce))
  return {
    report: {
      name: 'batched',
      variant: `${masks.variant} masks, tfjs ${tf.getBackend()} ${tf.version['tfjs-core']}`,
      threads: 1,
      reason: options.reason,
    },
    classes: batched.classes,
    head,
    inputShape: shape.inputShape,
    score: (job, task) => batched.score(job, task),
    dispose: () => batched.dispose(),
  }
}

class BatchedScorer {
  readonly classes: number
  readonly #tf: TensorFlow
  readonly #model: LayersModel
  readonly #masks: MaskKernel
  readonly #shape: readonly [number, number, number]
  readonly #batchSize: number
  #disposed = false

  constructor(
    tf: TensorFlow,
    model: LayersModel,
    masks: MaskKernel,
    { inputShape, outputs }: ScoresShape,
    batchSize: number,
  ) {
    this.#tf = tf
    this.#model = model
    this.#masks = masks
    this.#shape = inputShape
    this.#batchSize = batchSize
    this.classes = outputs
  }

  async score(
    job: OcclusionJob,
    task: Parameters<OcclusionEngine['score']>[1] = {},
  ): Promise<OcclusionScores> {
    const windows = job.windows.length / 6
    const size = this.#shape.reduce((product, d) => product * d, 1)
    const base = new Float32Array(job.n * this.classes)
    const covered = new Float32Array(job.n * windows * this.classes)
    for (let i = 0; i < job.n; i++) {
      const image = job.images.subarray(i * size, (i + 1) * size)
      const baseline = job.baselines.subarray(i * size, (i + 1) * size)
      const own = this.#predict(image, 1)
      base.set(own, i * this.classes)
      const copies = distinctCopies(image, baseline, job.windows, this.#shape)
      const scores = await this.#scoreCopies(image, baseline, copies.windows, task.signal, (share) =>
        task.onWindows?.(i * windows + Math.floor(share * windows)),
      )
      copies.which.forEach((d, p) => {
        const row = d < 0 ? own : scores.subarray(d * this.classes, (d + 1) * this.classes)
        covered.set(row, (i * windows + p) * this.classes)
      })
      task.onImage?.(i + 1)
    }
    return { base, covered }
  }

  /** Logits under each window, float32 [P, K]. */
  async #scoreCopies(
    image: Float32Array,
    baseline: Float32Array,
    windows: Int32Array,
    signal: AbortSignal | undefined,
    onShare: (share: number) => void,
  ): Promise<Float32Array> {
    const count = windows.length / 6
    const scores = new Float32Array(count * this.classes)
    for (let from = 0; from < count; from += this.#batchSize) {
      await breathe()
      signal?.throwIfAborted()
      const to = Math.min(count, from + this.#batchSize)
      const copies = this.#masks.cover(image, baseline, windows, from, to, this.#shape)
      scores.set(this.#predict(copies, to - from), from * this.classes)
      onShare(to / count)
    }
    return scores
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#model.dispose()
  }

  #requireAlive(): void {
    if (this.#disposed) throw new KernelError('POOL_DISPOSED', 'the engine was disposed of')
  }

  /** Logits of n images, float32 [n, K]. */
  #predict(images: Float32Array, n: number): Float32Array {
    this.#requireAlive()
    const logits = this.#tf.tidy(() => {
      const batch = this.#tf.tensor4d(images, [n, ...this.#shape])
      return this.#model.predict(batch, { batchSize: n }) as Tensor
    })
    const values = logits.dataSync<'float32'>()
    logits.dispose()
    return values
  }
}
