import { InputError } from '../errors.js'
import type { ImageScorer } from '../network/image-scorer.js'
import { isIdentity, type ModelSettings } from '../network/model-settings.js'
import { preparedImages, statedHead } from '../network/prepared.js'

/**
 * A runtime behind a model's preprocessing and under the head stated, so that it takes pixels of 0 … 1.
 *
 * @param runtime - takes pixels as the model does
 * @throws InputError PREPROCESSING_CHANNELS, MODEL_HEAD, MODEL_OUTPUT
 */
export function preparedScorer(runtime: ImageScorer, settings: ModelSettings): ImageScorer {
  const { inputShape, outputs, atOnce, runtime: name } = runtime
  const head = statedHead(runtime.head, settings.head)
  if (head.kind === 'softmax' && outputs === 1) {
    throw new InputError('MODEL_OUTPUT', 'the model has one output, and its softmax is 1 whatever the image')
  }
  const prepare = isIdentity(settings)
    ? (images: Float32Array) => images
    : (images: Float32Array) => preparedImages(images, settings, inputShape[2])
  // Settings that do not fit are found before any image is scored.
  prepare(new Float32Array(0))
  return {
    inputShape,
    outputs,
    head,
    atOnce,
    runtime: name,
    score: (images, n) => runtime.score(prepare(images), n),
    dispose: () => runtime.dispose(),
  }
}
