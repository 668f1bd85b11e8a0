import {
  checkFill,
  createMaskKernel,
  KernelError,
  type KernelVariant,
  type MaskKernel,
} from '@umbra/occlusion-wasm'
import type { CardReport, ImageScorer } from '../network/image-scorer.js'
import { breathe } from '../work/pause.js'
import { distinctCopies } from './distinct-copies.js'
import type { OcclusionEngine, OcclusionJob, OcclusionScores } from './engine.js'
import { windowFilling } from './fill-windows.js'

export interface BatchedEngineOptions {
  /** Why the batched path was chosen, for the report. */
  readonly reason: string
  readonly variant?: KernelVariant | undefined
  /** Covered copies scored at once; memory use is proportional to it. @default 128 */
  readonly batchSize?: number | undefined
}

/**
 * The batched path: the mask kernel fills batches of covered copies, each that differs once, and a runtime scores them. It takes any
 * model that a runtime takes, and serves as an independent check of the incremental engine.
 *
 * @param scorer - is the engine's from now on, which disposes of it
 */
export async function createBatchedEngine(
  scorer: ImageScorer,
  { reason, variant, batchSize = 128 }: BatchedEngineOptions,
): Promise<OcclusionEngine> {
  const masks = await createMaskKernel({ variant }).catch((error) => {
    scorer.dispose()
    throw error
  })
  const batched = new BatchedScorer(scorer, masks, Math.min(batchSize, scorer.atOnce))
  return {
    // What a card's scores were compared on grows with the first image.
    get report() {
      const { card, runtime } = scorer
      const variant = `${masks.variant} masks, ${runtime}`
      const compared = card ? `${reason}; ${cardText(card)}` : reason
      return { name: 'batched', variant, threads: 1, reason: compared, ...(card && { card }) } as const
    },
    classes: scorer.outputs,
    head: scorer.head,
    inputShape: scorer.inputShape,
    score: (job, task) => batched.score(job, task),
    dispose: () => batched.dispose(),
  }
}

function cardText({ compared, difference, bound }: CardReport): string {
  const apart = `at most ${difference.toExponential(1)} of the largest, of ${bound} allowed`
  return `bits hang on the graphics card; scores of ${compared} images differ from the incremental engine's by ${apart}`
}

class BatchedScorer {
  readonly classes: number
  readonly #scorer: ImageScorer
  readonly #masks: MaskKernel
  readonly #shape: readonly [number, number, number]
  readonly #batchSize: number
  #disposed = false

  constructor(scorer: ImageScorer, masks: MaskKernel, batchSize: number) {
    this.#scorer = scorer
    this.#masks = masks
    this.#shape = scorer.inputShape
    this.#batchSize = batchSize
    this.classes = scorer.outputs
  }

  async score(
    job: OcclusionJob,
    task: Parameters<OcclusionEngine['score']>[1] = {},
  ): Promise<OcclusionScores> {
    const windows = job.windows.length / 6
    const size = this.#shape.reduce((product, d) => product * d, 1)
    const base = new Float32Array(job.n * this.classes)
    const covered = new Float32Array(job.n * windows * this.classes)
    if (job.fill) checkFill(job.fill, job.windows, this.#shape)
    const filling = job.fill && windowFilling(job.fill, this.#shape)
    for (let i = 0; i < job.n; i++) {
      const image = job.images.subarray(i * size, (i + 1) * size)
      const baseline = job.baselines.subarray(i * size, (i + 1) * size)
      const own = await this.#predict(image, 1)
      base.set(own, i * this.classes)
      const filled = filling?.changing(image, baseline, job.windows)
      const copies = filled ?? distinctCopies(image, baseline, job.windows, this.#shape)
      const cover: CoverCopies = (from, to) => {
        if (!filled) return this.#masks.cover(image, baseline, copies.windows, from, to, this.#shape)
        const made = this.#masks.cover(image, image, copies.windows, from, to, this.#shape)
        filling!.fill(made, image, baseline, filled, from, to)
        return made
      }
      const rows = covered.subarray(i * windows * this.classes, (i + 1) * windows * this.classes)
      let told = 0
      await this.#scoreCopies(copies.windows.length / 6, cover, task.signal, (scores, known) => {
        const from = told
        while (told < windows && copies.which[told]! < known) {
          const d = copies.which[told]!
          const row = d < 0 ? own : scores.subarray(d * this.classes, (d + 1) * this.classes)
          rows.set(row, told++ * this.classes)
        }
        if (told === from) return
        const slice = rows.subarray(from * this.classes, told * this.classes)
        task.onSlice?.({ image: i, from, to: told, base: own, covered: slice })
        task.onWindows?.(i * windows + told)
      })
      task.onImage?.(i + 1)
    }
    return { base, covered }
  }

  /**
   * Scores `count` copies.
   *
   * @param onScores - given their logits, float32 [count, K], and how many of the first are known: when none is yet, and then batch by batch
   */
  async #scoreCopies(
    count: number,
    cover: CoverCopies,
    signal: AbortSignal | undefined,
    onScores: (scores: Float32Array, known: number) => void,
  ): Promise<void> {
    const scores = new Float32Array(count * this.classes)
    onScores(scores, 0)
    for (let from = 0; from < count; from += this.#batchSize) {
      await breathe()
      signal?.throwIfAborted()
      const to = Math.min(count, from + this.#batchSize)
      scores.set(await this.#predict(cover(from, to), to - from), from * this.classes)
      onScores(scores, to)
    }
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#scorer.dispose()
  }

  #requireAlive(): void {
    if (this.#disposed) throw new KernelError('POOL_DISPOSED', 'the engine was disposed of')
  }

  /** Logits of n images, float32 [n, K]. */
  async #predict(images: Float32Array, n: number): Promise<Float32Array> {
    this.#requireAlive()
    return this.#scorer.score(images, n)
  }
}

/** Covered copies `from` to `to` − 1, float32 [to − from, H, W, C]. */
type CoverCopies = (from: number, to: number) => Float32Array
