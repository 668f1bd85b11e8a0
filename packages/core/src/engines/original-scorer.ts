import { InputError } from '../errors.js'
import type { NetworkModel } from '../formats/model.js'
import type { ImageScorer } from '../network/image-scorer.js'
import { type RuntimeOptions, runtimeScorer } from '../runtimes/runtime-scorer.js'
import { preparedScorer } from './prepared-scorer.js'

/** Scorers that were started before an engine of their model is: starting one takes time, and memory twice. */
const waiting = new WeakMap<NetworkModel, ImageScorer>()

/** Keeps a scorer for the engine of the same model that is started next, which disposes of it. */
export function keepForEngine(model: NetworkModel, scorer: ImageScorer): void {
  waiting.get(model)?.dispose()
  waiting.set(model, scorer)
}

/**
 * A model as its own runtime runs it, behind its preprocessing and under the head stated: it takes pixels of 0 … 1, as its network
 * would. One that is waiting for an engine is taken.
 *
 * @throws InputError ENGINE_UNSUPPORTED where there is no runtime for it, and all that starting it throws; `RUNTIME_MISSING` names what no
 *   network can say too
 */
export async function originalScorer(
  model: NetworkModel,
  options: RuntimeOptions = {},
): Promise<ImageScorer> {
  const { original, unsupported, format, inputShape, settings } = model
  const ready = waiting.get(model)
  waiting.delete(model)
  if (ready) return ready
  if (!original) {
    throw new InputError('ENGINE_UNSUPPORTED', `nothing here runs this model (${format}): ${unsupported}`)
  }
  const scorer = await runtimeScorer(original, inputShape, options).catch((error: unknown) => {
    const missing =
      error instanceof InputError && error.code === 'RUNTIME_MISSING' && unsupported !== undefined
    if (!missing) throw error
    const what = error.message.replace(`${error.code}: `, '')
    throw new InputError(error.code, `no network says ${unsupported}: ${what}`, { cause: error })
  })
  try {
    return preparedScorer(scorer, settings)
  } catch (error) {
    scorer.dispose()
    throw error
  }
}
