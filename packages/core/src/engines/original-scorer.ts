import { InputError } from '../errors.js'
import type { NetworkModel, OriginalModel } from '../formats/model.js'
import type { ImageScorer } from '../network/image-scorer.js'
import type { WasmPaths } from '../tensorflow/tensorflow.js'
import { preparedScorer } from './prepared-scorer.js'

/** Starts a model on the runtime made for it: pixels as it takes them, without preprocessing. */
type StartRuntime<K> = (
  original: Extract<OriginalModel, { readonly kind: K }>,
  model: NetworkModel,
  wasmPaths: WasmPaths | undefined,
) => Promise<ImageScorer>

/** The runtime of each kind of model that no network can say, imported when it is needed. */
const runtimes: { readonly [K in OriginalModel['kind']]?: StartRuntime<K> } = {}

/**
 * A model as its own runtime runs it, behind its preprocessing and under the head stated: it takes pixels of 0 … 1, as its network
 * would.
 *
 * @throws InputError ENGINE_UNSUPPORTED where there is no runtime for it, and all that starting it throws
 */
export async function originalScorer(
  model: NetworkModel,
  wasmPaths?: WasmPaths | undefined,
): Promise<ImageScorer> {
  const { original, unsupported, format, settings } = model
  const start = original && (runtimes[original.kind] as StartRuntime<typeof original.kind> | undefined)
  if (!start) {
    throw new InputError('ENGINE_UNSUPPORTED', `nothing here runs this model (${format}): ${unsupported}`)
  }
  return preparedScorer(await start(original, model, wasmPaths), settings)
}
