import type { ImageBatch } from '../../dataset/dataset.js'
import type { OcclusionEngine } from '../../engines/engine.js'
import { requireFiniteScores } from '../../engines/require-finite.js'
import { type SetWays, scoreSets } from '../../engines/score-sets.js'
import { InputError } from '../../errors.js'
import { inOrder } from '../../work/in-order.js'
import type { NamedTask } from '../../work/progress.js'
import { type ResolvedBaseline, resolveBaseline } from '../baseline.js'
import type { Baseline } from '../occlusion/options.js'
import { requireImages } from '../occlusion/score-images.js'
import { countOf, type PixelSets, requireSets, takeSets } from './pixel-sets.js'
import { valuesOfSets } from './values-of-sets.js'

export interface CoverOptions {
  /** What covered pixels become. @default 0 */
  readonly baseline?: Baseline
  /**
   * What the covered pixels of some sets of an image become instead, float32 [to − from, H, W, C].
   *
   * @param covered - uint8 [to − from, H, W]
   */
  readonly valuesOf?:
    | ((image: number, covered: Uint8Array, from: number, to: number) => Float32Array)
    | undefined
}

/** Scores of images under sets of covered pixels, as the network gives them before its head. */
export interface CoveredScores {
  /** float32 [N, K], uncovered. */
  readonly base: Float32Array
  /** float32 [N, M, K] for each draw of the baseline. */
  readonly covered: readonly Float32Array[]
  /** The baseline in words. */
  readonly baseline: string
  /** How many sets were scored in which way, over all images and draws. */
  readonly ways: SetWays
}

type Covering = ResolvedBaseline & Pick<CoverOptions, 'valuesOf'>

/** What the sets at hand may take, in bytes. */
const MOST_BYTES = 1 << 24
/** Most scores of all images: 1 GiB. */
const MOST_SCORES = 2 ** 28

/** A slice of one image's sets, under one draw of the baseline. */
interface Piece {
  readonly image: number
  readonly draw: number
  readonly from: number
  readonly to: number
}

/**
 * Scores every image under every set of covered pixels. The sets are taken some at a time, so that memory is bounded by the scores.
 *
 * @param images - float32 [N, H, W, C], finite
 * @param sets - of all images, or a list of them for each, as long as each other
 * @throws InputError IMAGE_SHAPE, IMAGE_NOT_FINITE, SETS_SHAPE, SETS_VALUE, SETS_COUNT, BASELINE_SETS, SCORES_NOT_FINITE, SCORES_TOO_MANY
 */
export async function scoreCovered(
  engine: OcclusionEngine,
  images: ImageBatch,
  sets: PixelSets | readonly PixelSets[],
  { baseline: rule = 0, valuesOf }: CoverOptions = {},
  task: NamedTask & { readonly stage?: string } = {},
): Promise<CoveredScores> {
  requireImages(images, engine.inputShape)
  const [n] = images.shape
  const listOf = setsOf(sets, n)
  for (const each of new Set(listOf)) requireSets(each, engine.inputShape)
  const count = listOf[0] ? countOf(listOf[0]) : 0
  requireSameCount(listOf, count)
  const resolved = resolveBaseline(rule, images)
  const covering: Covering = { ...resolved, valuesOf }
  const { classes } = engine
  requireRoom(n * count * resolved.draws * classes)
  const base = new Float32Array(n * classes)
  const covered = Array.from({ length: resolved.draws }, () => new Float32Array(n * count * classes))
  const ways = { rectangles: 0, fromImage: 0, fromBaseline: 0 }
  const pieces = piecesOf(n, count, covering, images)
  const tell = progressOf(n, count * resolved.draws, task)
  const score = (place: number) => scorePiece(engine, images, listOf, covering, pieces[place]!, task)
  const ahead = engine.report.threads > 1 ? 1 : 0
  let place = 0
  for await (const scores of inOrder(pieces.length, ahead, score)) {
    const { image, draw, from, to } = pieces[place++]!
    const { windows } = scores
    requireFiniteScores(scores, { from: image, windows, outputs: classes }, task)
    base.set(scores.base, image * classes)
    covered[draw]!.set(scores.covered, (image * count + from) * classes)
    for (const way of Object.keys(ways) as (keyof SetWays)[]) ways[way] += scores.ways[way]
    tell(to - from)
  }
  return { base, covered, baseline: resolved.description, ways }
}

async function scorePiece(
  engine: OcclusionEngine,
  images: ImageBatch,
  listOf: readonly PixelSets[],
  { windowFill, fill, valuesOf }: Covering,
  { image, draw, from, to }: Piece,
  { signal }: NamedTask,
) {
  signal?.throwIfAborted()
  const size = images.data.length / images.shape[0]
  const pixels = images.data.subarray(image * size, (image + 1) * size)
  const covered = takeSets(listOf[image]!, from, to, engine.inputShape)
  if (!valuesOf && windowFill?.kind === 'inpaint') requireRims(covered, engine.inputShape, from)
  const own = valuesOf
    ? { valuesOf: (all: Uint8Array) => valuesOf(image, all, from, to) }
    : windowFill && {
        fill: windowFill,
        valuesOf: (some: Uint8Array) => valuesOfSets(windowFill, pixels, some, engine.inputShape),
      }
  return scoreSets(engine, { image: pixels, baseline: fill(image, 1, draw), covered, own }, { signal })
}

function setsOf(sets: PixelSets | readonly PixelSets[], n: number): readonly PixelSets[] {
  if (!Array.isArray(sets)) return new Array<PixelSets>(n).fill(sets as PixelSets)
  if (sets.length === n) return sets
  throw new InputError('SETS_COUNT', `${sets.length} lists of sets for ${n} images: expected one for each`)
}

function requireSameCount(listOf: readonly PixelSets[], count: number): void {
  const other = listOf.findIndex((sets) => countOf(sets) !== count)
  if (other < 0) return
  throw new InputError(
    'SETS_COUNT',
    `image ${other} has ${countOf(listOf[other]!)} sets and image 0 has ${count}: expected as many for each`,
  )
}

/** @param before - how many sets of the list there are before these */
function requireRims(
  covered: Uint8Array,
  [height, width]: readonly [number, number, number],
  before: number,
): void {
  const pixels = height * width
  for (let p = 0; p * pixels < covered.length; p++) {
    if (covered.subarray(p * pixels, (p + 1) * pixels).includes(0)) continue
    throw new InputError(
      'BASELINE_SETS',
      `set ${before + p} covers the whole image, which leaves nothing to in-paint from: expected another baseline or smaller sets`,
    )
  }
}

/** Before anything is scored, and before an allocation fails. */
function requireRoom(scores: number): void {
  if (scores <= MOST_SCORES) return
  throw new InputError(
    'SCORES_TOO_MANY',
    `${scores} scores to be kept, expected at most ${MOST_SCORES}: take fewer images or sets`,
  )
}

function piecesOf(
  n: number,
  count: number,
  { draws, windowFill, valuesOf }: Covering,
  images: ImageBatch,
): Piece[] {
  const [, height, width, channels] = images.shape
  const each = height * width * (1 + (windowFill || valuesOf ? channels * 4 : 0))
  const atOnce = Math.max(1, Math.floor(MOST_BYTES / each))
  const pieces: Piece[] = []
  for (let image = 0; image < n; image++) {
    for (let draw = 0; draw < draws; draw++) {
      for (let from = 0; from === 0 || from < count; from += atOnce) {
        pieces.push({ image, draw, from, to: Math.min(count, from + atOnce) })
      }
    }
  }
  return pieces
}

/** Tells how many images are done, of which each is so many sets. */
function progressOf(
  n: number,
  setsEach: number,
  { stage = 'covered images', onProgress }: NamedTask & { readonly stage?: string },
): (sets: number) => void {
  let scored = 0
  return (sets) => {
    scored += sets
    const images = setsEach === 0 ? n : scored / setsEach
    const done = Math.floor(images)
    onProgress?.({ stage, done, total: n, unit: 'images', detail: { underWay: images - done } })
  }
}
