import { windowFillOf } from '../attribution/baseline.js'
import type { Explainer } from '../attribution/explainer.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import { requiredWindows } from '../attribution/required-windows.js'
import { InputError } from '../errors.js'
import type { Score } from '../network/score.js'
import type { FaithfulnessConfig } from './config.js'

/** What the random sets of an image may take: a bit a pixel, and eight sets for each of `subsets`. */
const MOST_BYTES = 2 ** 30

/**
 * Checks, before anything is scored, that maps can be made and measured as a configuration asks.
 *
 * @throws InputError as `requiredWindows`, `requireCoverable` and `requireScores`
 */
export function requireMeasurable(config: FaithfulnessConfig, explainer: Explainer): void {
  requiredWindows(explainer.inputShape, config)
  requireCoverable(config, explainer)
  requireScores(config, explainer)
}

/**
 * Checks that the outputs have the score maps are of, and the one that curves follow.
 *
 * @throws InputError SCORE_UNDEFINED, CURVE_UNDEFINED, MARGIN_CLASS
 */
export function requireScores(
  { score, curve }: { readonly score: Score; readonly curve: Score },
  { reader }: Pick<Explainer, 'reader'>,
): void {
  reader.score(score)
  try {
    reader.score(curve)
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'SCORE_UNDEFINED') throw error
    const reason = error.message.replace('SCORE_UNDEFINED: ', '')
    throw new InputError('CURVE_UNDEFINED', `the score that curves follow: ${reason}`, { cause: error })
  }
}

/**
 * Checks that sets of pixels, up to the whole image, can be covered as the map's windows are, that a patch fits, and that the random sets do
 * into memory.
 *
 * @throws InputError FAITHFULNESS_BASELINE, PATCH_RANGE, SUBSETS_RANGE
 */
export function requireCoverable(
  {
    baseline,
    patch,
    subsets,
  }: { readonly baseline: Baseline; readonly patch: number; readonly subsets: number },
  { inputShape: [height, width] }: Pick<Explainer, 'inputShape'>,
): void {
  const kind = windowFillOf(baseline)?.kind
  if (kind === 'inpaint' || kind === 'soft') {
    const why =
      kind === 'soft' ? 'covers windows alone' : 'has nothing to go by once the whole image is covered'
    throw new InputError(
      'FAITHFULNESS_BASELINE',
      `baseline ${kind} ${why}, and deletion covers sets of pixels up to the whole image: expected another baseline`,
    )
  }
  if (patch > Math.min(height, width)) {
    throw new InputError(
      'PATCH_RANGE',
      `patch is ${patch}: expected at most ${Math.min(height, width)}, the image's side`,
    )
  }
  const most = Math.floor(MOST_BYTES / (height * width))
  if (subsets > most) {
    throw new InputError(
      'SUBSETS_RANGE',
      `subsets is ${subsets}: expected at most ${most} random sets of an image of ${height}×${width}, which are kept until all are scored`,
    )
  }
}
