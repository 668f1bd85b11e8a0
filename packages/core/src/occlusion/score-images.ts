import type { ImageBatch } from '../dataset/dataset.js'
import { InputError } from '../errors.js'
import type { Task } from '../progress.js'
import type { ResolvedBaseline } from './baseline.js'
import type { OcclusionEngine } from './engine.js'
import type { ScoredImages } from './map.js'

export interface ScoreTask extends Task {
  /** What the progress is called. @default 'occlusion maps' */
  readonly stage?: string
  /** Keep the scores of every window. */
  readonly keepScores?: boolean
}

/** Images from … from + n − 1 of the batch, scored. */
export interface ScoredChunk extends ScoredImages {
  readonly from: number
  readonly n: number
}

/** Scores held at once between engine and maps, in floats: 16 MB. */
const SCORES_AT_ONCE = 4_194_304
/** Enough images at once to keep any pool of threads busy. */
const IMAGES_AT_ONCE = 64

/**
 * Scores images chunk by chunk and hands each chunk on, so that memory does not grow with their number unless the
 * scores are to be kept.
 *
 * @param windows - int32 [P, 6]; none at all gives the uncovered logits alone
 * @returns base float32 [N, K], and the covered scores where they were kept
 */
export async function scoreImages(
  engine: OcclusionEngine,
  images: ImageBatch,
  windows: Int32Array,
  baseline: ResolvedBaseline,
  task: ScoreTask,
  onChunk?: (chunk: ScoredChunk) => void,
): Promise<{ readonly base: Float32Array; readonly covered?: readonly Float32Array[] }> {
  const [n, height, width, channels] = images.shape
  const { classes } = engine
  const { draws } = baseline
  const size = height * width * channels
  const perImage = (windows.length / 6) * classes
  const affordable = Math.floor(SCORES_AT_ONCE / Math.max(1, perImage * draws))
  const atOnce = Math.max(1, Math.min(IMAGES_AT_ONCE, affordable))
  const base = new Float32Array(n * classes)
  const kept = task.keepScores
    ? Array.from({ length: draws }, () => new Float32Array(n * perImage))
    : undefined
  const report = (done: number) => {
    task.onProgress?.({ stage: task.stage ?? 'occlusion maps', done, total: n, unit: 'images' })
  }

  for (let from = 0; from < n; from += atOnce) {
    const count = Math.min(atOnce, n - from)
    const batch = images.data.subarray(from * size, (from + count) * size)
    const covered: Float32Array[] = []
    for (let draw = 0; draw < draws; draw++) {
      task.signal?.throwIfAborted()
      const scores = await engine.score(
        { images: batch, n: count, windows, baselines: baseline.fill(from, count, draw) },
        { signal: task.signal, onImage: (done) => report(from + Math.floor((draw * count + done) / draws)) },
      )
      if (draw === 0) base.set(scores.base, from * classes)
      kept?.[draw]?.set(scores.covered, from * perImage)
      covered.push(scores.covered)
    }
    onChunk?.({ from, n: count, base: base.subarray(from * classes, (from + count) * classes), covered })
  }
  return kept ? { base, covered: kept } : { base }
}

/**
 * Checks a batch of images against what the model takes.
 *
 * @throws InputError IMAGE_SHAPE, IMAGE_NOT_FINITE
 */
export function requireImages(images: ImageBatch, inputShape: readonly [number, number, number]): void {
  const [n, ...own] = images.shape
  if (!Number.isInteger(n) || n < 0 || own.join() !== inputShape.join()) {
    throw new InputError(
      'IMAGE_SHAPE',
      `images have shape ${images.shape.join('×')}, the model takes N×${inputShape.join('×')}`,
    )
  }
  const expected = images.shape.reduce((product, d) => product * d, 1)
  if (images.data.length !== expected) {
    throw new InputError(
      'IMAGE_SHAPE',
      `images hold ${images.data.length} values, their shape says ${expected}`,
    )
  }
  const bad = images.data.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0)
    throw new InputError(
      'IMAGE_NOT_FINITE',
      `image value ${bad} is ${images.data[bad]}, expected a finite number`,
    )
}
