import { type ResolvedBaseline, resolveBaseline } from '../attribution/baseline.js'
import type { Explainer } from '../attribution/explainer.js'
import { InputError } from '../errors.js'
import type { Score } from '../network/score.js'
import type { MethodRequest, MethodSubject } from './method.js'

/** M masks of an image, made some at a time. */
export interface Masks {
  /** M. */
  readonly count: number
  /** Whether every value is 0 or 1. */
  readonly binary: boolean
  /** Masks from … to − 1, float32 [to − from, H, W]: which share of each pixel is kept, 0 … 1; the baseline makes up the rest. */
  make(from: number, to: number): Float32Array
}

/** Masks with the scores of what they leave of the image. */
export interface ScoredMasks {
  /** Place of the first. */
  readonly from: number
  /** float32 [m, H, W]. */
  readonly masks: Float32Array
  /** float64 [m], averaged over the draws of the baseline. */
  readonly scores: Float64Array
}

/** One image and the class explained of it. */
export interface MaskedImage {
  /** float32 [H, W, C]. */
  readonly image: Float32Array
  readonly target: number
}

/** What the masks at hand may take, in bytes. */
const MOST_BYTES = 1 << 23

/**
 * Scores x ⊙ M + b ⊙ (1 − M) for every mask M, some at a time, in their order. Masks of 0 and 1 are sets of covered pixels; of others every
 * pixel becomes its own mixture, exactly. Both go to the engine as sets, so that only what differs from the image is computed.
 *
 * @throws InputError METHOD_BASELINE, and all that `explainer.score` throws
 */
export async function* scoreMasks(
  { explainer }: Pick<MethodSubject, 'explainer'>,
  { image, target }: MaskedImage,
  masks: Masks,
  request: Pick<MethodRequest, 'baseline' | 'score' | 'signal'>,
): AsyncGenerator<ScoredMasks, void, undefined> {
  const { baseline: rule = 0, score = 'logit', signal } = request
  const [height, width, channels] = explainer.inputShape
  const batch = { data: image, shape: [1, height, width, channels] as const }
  const baseline = resolveBaseline(rule, batch)
  requireMixable(baseline, masks)
  const pixels = height * width
  const atOnce = Math.max(1, Math.floor(MOST_BYTES / (4 * (pixels + image.length))))
  for (let from = 0; from < masks.count; from += atOnce) {
    signal?.throwIfAborted()
    const made = masks.make(from, Math.min(masks.count, from + atOnce))
    const coverings = masks.binary
      ? [{ covered: withoutKept(made), cover: { baseline: rule } }]
      : Array.from({ length: baseline.draws }, (_, draw) =>
          mixtures(image, baseline.fill(0, 1, draw), made, channels),
        )
    const scores = new Float64Array(made.length / pixels)
    for (const { covered, cover } of coverings) {
      const sets = { data: covered, shape: [scores.length, height, width] as const }
      const result = await explainer.score(batch, sets, cover, { signal })
      addMeanOfDraws(scores, result.covered, explainer, score, target)
    }
    yield { from, masks: made, scores: scores.map((sum) => sum / coverings.length) }
  }
}

/** Sets of the pixels that masks of 0 and 1 do not keep. */
function withoutKept(masks: Float32Array): Uint8Array {
  const covered = new Uint8Array(masks.length)
  for (let at = 0; at < masks.length; at++) covered[at] = masks[at] === 0 ? 1 : 0
  return covered
}

function addMeanOfDraws(
  scores: Float64Array,
  covered: readonly Float32Array[],
  { reader }: Explainer,
  score: Score,
  target: number,
): void {
  const read = reader.score(score)
  for (let p = 0; p < scores.length; p++) {
    for (const draw of covered) scores[p]! += read(draw, p * reader.outputs, target) / covered.length
  }
}

/** Every mask's mixture of image and baseline as values of a set: that of the pixels in which it differs from the image. */
function mixtures(image: Float32Array, baseline: Float32Array, masks: Float32Array, channels: number) {
  const size = image.length
  const covered = new Uint8Array(masks.length)
  const values = new Float32Array(masks.length * channels)
  for (let at = 0; at < masks.length; at++) {
    const kept = masks[at]!
    for (let c = 0; c < channels; c++) {
      const place = at * channels + c
      const [own, other] = [image[place % size]!, baseline[place % size]!]
      values[place] = own * kept + other * (1 - kept)
      if (values[place] !== own) covered[at] = 1
    }
  }
  const valuesOf = (_: number, __: Uint8Array, from: number, to: number) =>
    values.slice(from * size, to * size)
  return { covered, cover: { valuesOf } }
}

/** A value that hangs on the set has no mixture with the image. */
function requireMixable({ description, windowFill }: ResolvedBaseline, { binary }: Masks): void {
  if (!windowFill || binary) return
  throw new InputError(
    'METHOD_BASELINE',
    `baseline ${description} hangs on what is covered, and this method mixes image and baseline pixel by pixel: expected another baseline`,
  )
}
