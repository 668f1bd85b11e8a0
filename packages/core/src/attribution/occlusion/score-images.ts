import type { ScoredSlice } from '@umbra/occlusion-wasm'
import type { ImageBatch } from '../../dataset/dataset.js'
import type { OcclusionEngine } from '../../engines/engine.js'
import { requireFiniteScores } from '../../engines/require-finite.js'
import { InputError } from '../../errors.js'
import { inOrder } from '../../work/in-order.js'
import type { NamedTask } from '../../work/progress.js'
import type { ResolvedBaseline } from '../baseline.js'
import type { ScoredImages } from './map.js'
import type { PartialMap } from './partial-maps.js'

export interface ScoreTask extends NamedTask {
  /** What the progress is called. @default 'occlusion maps' */
  readonly stage?: string
  /** Keep the scores of every window. */
  readonly keepScores?: boolean
}

/** What making maps may be watched with. */
export interface ExplainTask extends ScoreTask {
  /**
   * Called as windows are scored, from the first on, some at a time: what is known of an image's map by then. Nothing is computed for
   * it unless its `map` is called, so that whoever draws it chooses how often. The result is the same bits with it as without.
   */
  readonly onPartial?: ((partial: PartialMap) => void) | undefined
}

/** Images from … from + n − 1 of the batch, scored. */
export interface ScoredChunk extends ScoredImages {
  readonly from: number
  readonly n: number
}

/** Scores held at once between engine and maps, in floats: 16 MB. */
const SCORES_AT_ONCE = 4_194_304
/** Most scores held for one image, or kept of all: 1 GiB. */
const MOST_SCORES = 2 ** 28
/** Enough images at once to keep any pool of threads busy. */
const IMAGES_AT_ONCE = 64

/**
 * Scores images chunk by chunk and hands each chunk on, so that memory does not grow with their number unless the
 * scores are to be kept.
 *
 * @param windows - int32 [P, 6]; none at all gives the uncovered logits alone
 * @param onSlice - told of scores as they come, in any order: of which image of the batch, under which draw of the baseline
 * @returns base float32 [N, K], and the covered scores where they were kept
 * @throws InputError SCORES_NOT_FINITE, SCORES_TOO_MANY
 */
export async function scoreImages(
  engine: OcclusionEngine,
  images: ImageBatch,
  windows: Int32Array,
  baseline: ResolvedBaseline,
  task: ScoreTask,
  onChunk?: (chunk: ScoredChunk) => void,
  onSlice?: (image: number, draw: number, slice: ScoredSlice) => void,
): Promise<{ readonly base: Float32Array; readonly covered?: readonly Float32Array[] }> {
  const [n, height, width, channels] = images.shape
  const { classes } = engine
  const { draws } = baseline
  const size = height * width * channels
  const perImage = (windows.length / 6) * classes
  requireRoom(perImage, task.keepScores ? n * perImage * draws : 0)
  const affordable = Math.floor(SCORES_AT_ONCE / Math.max(1, perImage * draws))
  const atOnce = Math.max(1, Math.min(IMAGES_AT_ONCE, affordable))
  const base = new Float32Array(n * classes)
  const kept = task.keepScores
    ? Array.from({ length: draws }, () => new Float32Array(n * perImage))
    : undefined
  const progress = progressOf(n, windows.length / 6, draws, task)
  if (windows.length > 0) progress()

  const fromOf = (job: number) => Math.floor(job / draws) * atOnce
  const countOf = (job: number) => Math.min(atOnce, n - fromOf(job))
  const score = (job: number) => {
    task.signal?.throwIfAborted()
    const [from, count] = [fromOf(job), countOf(job)]
    const batch = images.data.subarray(from * size, (from + count) * size)
    return engine.score(
      {
        ...{ images: batch, n: count, windows, baselines: baseline.fill(from, count, job % draws) },
        fill: baseline.windowFill,
      },
      {
        signal: task.signal,
        onImage: (done) => progress(job, { images: done }),
        onWindows: (done) => progress(job, { windows: done }),
        onSlice: onSlice && ((slice) => onSlice(from + slice.image, job % draws, slice)),
      },
    )
  }

  let covered: Float32Array[] = []
  let job = 0
  // Threads go on with the next job while this one makes maps of the last.
  const ahead = engine.report.threads > 1 ? 1 : 0
  for await (const scores of inOrder(Math.ceil(n / atOnce) * draws, ahead, score)) {
    const [from, draw] = [fromOf(job), job % draws]
    requireFiniteScores(scores, { from, windows, outputs: classes }, task)
    if (draw === 0) base.set(scores.base, from * classes)
    kept?.[draw]?.set(scores.covered, from * perImage)
    covered.push(scores.covered)
    if (draw === draws - 1) {
      const count = countOf(job)
      onChunk?.({ from, n: count, base: base.subarray(from * classes, (from + count) * classes), covered })
      covered = []
    }
    job++
  }
  return kept ? { base, covered: kept } : { base }
}

/** Before anything is scored, and before an allocation fails. */
function requireRoom(perImage: number, kept: number): void {
  const most = Math.max(perImage, kept)
  if (most <= MOST_SCORES) return
  throw new InputError(
    'SCORES_TOO_MANY',
    `${most} scores ${kept > perImage ? 'to be kept' : 'for one image'}, expected at most ${MOST_SCORES}: take a larger stride${kept > perImage ? ' or fewer images' : ''}`,
  )
}

/**
 * Joins what jobs report. Beside whole images it tells of those under way: `underWay` is how much of them is done, in images; of
 * a single image, `windows` of `ofWindows` are.
 */
function progressOf(
  n: number,
  windows: number,
  draws: number,
  { stage = 'occlusion maps', onProgress }: ScoreTask,
) {
  const images: number[] = []
  const scored: number[] = []
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + (count ?? 0), 0)
  return (job = 0, counts: { readonly images?: number; readonly windows?: number } = {}) => {
    images[job] = counts.images ?? images[job] ?? 0
    scored[job] = counts.windows ?? scored[job] ?? 0
    if (!onProgress) return
    const done = Math.floor(sum(images) / draws)
    const all = sum(scored) / draws
    const detail = {
      underWay: windows > 0 ? Math.max(0, Math.min(n, all / windows) - done) : 0,
      ...(n === 1 && windows > 0 && { windows: Math.floor(all), ofWindows: windows }),
    }
    onProgress({ stage, done, total: n, unit: 'images', detail })
  }
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
