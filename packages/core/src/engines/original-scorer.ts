import { InputError } from '../errors.js'
import type { NetworkModel } from '../formats/model.js'
import type { ImageScorer } from '../network/image-scorer.js'
import { type RuntimeOptions, runtimeScorer } from '../runtimes/runtime-scorer.js'
import { preparedScorer } from './prepared-scorer.js'

/**
 * A model as its own runtime runs it, behind its preprocessing and under the head stated: it takes pixels of 0 … 1, as its network
 * would.
 *
 * @throws InputError ENGINE_UNSUPPORTED where there is no runtime for it, and all that starting it throws
 */
export async function originalScorer(
  { original, unsupported, format, inputShape, settings }: NetworkModel,
  options: RuntimeOptions = {},
): Promise<ImageScorer> {
  if (!original) {
    throw new InputError('ENGINE_UNSUPPORTED', `nothing here runs this model (${format}): ${unsupported}`)
  }
  const scorer = await runtimeScorer(original, inputShape, options)
  try {
    return preparedScorer(scorer, settings)
  } catch (error) {
    scorer.dispose()
    throw error
  }
}
