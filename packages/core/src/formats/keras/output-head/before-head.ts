import { type OutputHead, plainHead } from '@umbra/occlusion-wasm'
import { InputError } from '../../../errors.js'
import type { ModelArtifacts } from '../artifacts.js'
import { type Ending, endingOf, requireNoOtherHead } from './ending.js'
import { modelTail } from './model-tail.js'

/** A model read before what makes probabilities of its scores. */
export interface ModelBeforeHead {
  /** The same model without a last softmax or sigmoid; the very artifacts where it has none. */
  readonly artifacts: ModelArtifacts
  /** What to say of the head, K given. @throws InputError MODEL_OUTPUT for the softmax of a single output */
  headOf(outputs: number): OutputHead
  /** Whether a model of K outputs is rightly read before its head; if not, the artifacts as they were are to be run. */
  fits(outputs: number): boolean
}

/**
 * Finds what a model makes of its scores in the end, a softmax or a sigmoid, and reads it before: in the last layer or ahead of
 * layers that only pass values on, of a model that is the last layer too, as an activation or a layer of its own, in the
 * JSON of TensorFlow.js, Keras 2 or Keras 3. Logarithms of them are read before likewise.
 */
export function beforeHead(artifacts: ModelArtifacts): ModelBeforeHead {
  const { topology, last } = modelTail(artifacts.modelTopology)
  const ending = stated(endingOf(last), artifacts.settings?.head)
  ending?.remove?.()
  const fits = (outputs: number) => ending?.over === undefined || ending.over === outputs
  return {
    artifacts: ending?.remove ? { ...artifacts, modelTopology: topology } : artifacts,
    fits,
    headOf: (outputs) => headFor(ending, outputs, fits(outputs)),
  }
}

/** What a person states of a model's outputs, where its layers do not tell. @throws InputError MODEL_HEAD if they tell otherwise */
function stated(ending: Ending | undefined, kind: OutputHead['kind'] | undefined): Ending | undefined {
  if (kind === undefined) return ending
  requireNoOtherHead(ending, kind)
  return ending?.kind === kind ? ending : { kind, reason: 'as stated' }
}

function headFor(ending: Ending | undefined, outputs: number, fits: boolean): OutputHead {
  if (!ending) return plainHead(outputs)
  if (!fits) {
    const reason = ending.reason.replace('read before', 'not read before')
    return { kind: 'scores', reason: `${reason} over some of them` }
  }
  if (ending.kind === 'softmax' && outputs === 1) {
    throw new InputError(
      'MODEL_OUTPUT',
      `the model has one output, and its softmax is 1 whatever the image (${ending.reason}); expected a sigmoid, or two outputs or more`,
    )
  }
  return { kind: ending.kind, reason: ending.reason }
}
