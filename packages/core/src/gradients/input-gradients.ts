import type { OutputHead } from '@umbra/occlusion-wasm'
import type { LabelledImages } from '../attribution/explainer.js'
import { coveringFields, type Target, targetSchema } from '../attribution/occlusion/options.js'
import { requireImages } from '../attribution/occlusion/score-images.js'
import { ownImages } from '../attribution/own-images.js'
import { targetResolver } from '../attribution/target.js'
import type { RunnableModel } from '../engines/runnable-model.js'
import * as z from '../json/zod.js'
import type { Score } from '../network/score.js'
import { parseOptions } from '../validate.js'
import type { NamedTask } from '../work/progress.js'
import { inTurns } from '../work/turns.js'
import { differentiableNetwork } from './differentiable-network.js'
import { scoreGradients } from './score-gradients.js'

/** Which number is differentiated. */
export interface GradientOptions {
  /** The class: an index, one for each image, the `predicted` one, or the image's `label`. @default 'predicted' */
  readonly target?: Target
  /** Its score, as of an occlusion map (docs/methods.md, rule 7). @default 'logit' */
  readonly score?: Score
}

/** Derivatives of a class's score by the values of images. */
export interface InputGradients {
  /** float32 [N, H, W, C]: ∂score/∂x, of pixels as they are given, before the model's own preprocessing. */
  readonly gradients: {
    readonly data: Float32Array
    readonly shape: readonly [number, number, number, number]
  }
  /** float32 [N, K], the images' outputs before the head. */
  readonly base: { readonly data: Float32Array; readonly shape: readonly [number, number] }
  readonly head: OutputHead
  /** int32 [N], the class whose score it is. */
  readonly target: Int32Array
}

export const gradientOptionsSchema = z.object({
  target: z._default(targetSchema, 'predicted'),
  score: coveringFields.score,
})

/**
 * Gradients of a class's score with respect to images (docs/faithfulness.md), by back-propagation in float32 on the calling thread. Images
 * and options are copied at once; the model's arrays have to stay as they are until the gradients are there.
 *
 * @param model - a `Network`, or one that `networkFromArtifacts` makes a network of
 * @param images - float32 [N, H, W, C], finite
 * @throws InputError GRADIENTS_UNSUPPORTED for a model that only its own runtime runs; GRADIENT_NOT_FINITE, SCORES_NOT_FINITE; for options
 *   and images that make no sense; `signal.reason` when aborted
 */
export async function inputGradients(
  model: RunnableModel,
  images: LabelledImages,
  options: GradientOptions = {},
  { signal, onProgress, nameOf = (i) => `image ${i}` }: NamedTask = {},
): Promise<InputGradients> {
  const { target, score } = parseOptions(gradientOptionsSchema, options)
  const own = ownImages(images)
  const network = await differentiableNetwork(model)
  requireImages(own, network.inputShape)
  const gradients = await scoreGradients(network, score)
  const targetsOf = targetResolver(target, own, gradients.reader)
  const [n, height, width, channels] = own.shape
  const [size, outputs] = [height * width * channels, gradients.reader.outputs]
  const result = {
    gradients: { data: new Float32Array(n * size), shape: [n, height, width, channels] as const },
    base: { data: new Float32Array(n * outputs), shape: [n, outputs] as const },
    head: network.head,
    target: new Int32Array(n),
  }
  const turn = inTurns()
  for (let i = 0; i < n; i++) {
    signal?.throwIfAborted()
    const targetOf = (base: Float32Array) => {
      result.target.set(targetsOf(base, i, 1), i)
      return result.target[i]!
    }
    const pass = gradients.at(own.data.subarray(i * size, (i + 1) * size), targetOf, {
      name: nameOf(i),
    })
    result.gradients.data.set(pass.gradient, i * size)
    result.base.data.set(pass.outputs, i * outputs)
    onProgress?.({ stage: 'gradients', done: i + 1, total: n, unit: 'images' })
    await turn()
  }
  return result
}
