import { controlSubject, onnxModel, Random, randomised } from '@umbra/core'
import { modelOf } from './model.js'
import type { ModelChoice, UntrainedNetwork } from './protocol.js'

/** Weights are drawn from it, so that the same network comes every time. */
const SEED = 0

/**
 * A network as it was before it learnt anything, as far as it tells: all its weights drawn anew, written as an ONNX file, which the
 * command line reads too.
 *
 * @throws InputError ENGINE_UNSUPPORTED, NOTHING_TO_RANDOMISE
 */
export async function untrained(choice: ModelChoice): Promise<UntrainedNetwork> {
  const { network, initialisers } = await controlSubject(await modelOf(choice))
  const drawn = randomised(network, new Random(SEED).split('untrained'), { initialisers })
  return { onnx: onnxModel(drawn), head: network.head.kind }
}
