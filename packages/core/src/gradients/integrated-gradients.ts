import type { LabelledImages } from '../attribution/explainer.js'
import { coveringFields, type OcclusionOptions } from '../attribution/occlusion/options.js'
import { ownImages } from '../attribution/own-images.js'
import type { RunnableModel } from '../engines/runnable-model.js'
import * as z from '../json/zod.js'
import { parseOptions } from '../validate.js'
import type { NamedTask } from '../work/progress.js'
import { inTurns } from '../work/turns.js'
import { differentiableNetwork } from './differentiable-network.js'
import {
  type GradientOptions,
  gradientOptionsSchema,
  type InputGradients,
  inputGradients,
} from './input-gradients.js'
import { pathBaseline, pathIntegral } from './path-integral.js'
import { scoreGradients } from './score-gradients.js'

/** What is integrated, from where and how finely. */
export interface IntegratedGradientsOptions extends GradientOptions {
  /** What paths begin from, as what covers an occlusion map (docs/methods.md, rule 6); of several draws the mean is taken. @default 0 */
  readonly baseline?: OcclusionOptions['baseline']
  /** Of each path, a pass each. @default 64 */
  readonly steps?: number
}

/** Integrated gradients of images, and how far they are from complete. */
export interface IntegratedGradients {
  /** float32 [N, H, W, C]. */
  readonly attributions: InputGradients['gradients']
  /** float64 [N]: f(x) − f(b), averaged over draws, which an image's attributions add up to but for the residual. */
  readonly difference: Float64Array
  /** float64 [N]: their sum − (f(x) − f(b)), what the steps leave of the integral. */
  readonly residual: Float64Array
  /** int32 [N], the class whose score it is. */
  readonly target: Int32Array
}

const optionsSchema = z.extend(gradientOptionsSchema, {
  baseline: coveringFields.baseline,
  steps: z._default(z.int().check(z.minimum(1), z.maximum(100_000)), 64),
})

/**
 * Integrated gradients of a class's score (Sundararajan, Taly and Yan, 2017; docs/faithfulness.md). They are complete: an image's add up to
 * f(x) − f(b), and the residual says by how much these steps miss it.
 *
 * @param model - as of `inputGradients`
 * @param images - float32 [N, H, W, C], finite
 * @throws InputError all that `inputGradients` throws; METHOD_BASELINE for a baseline that hangs on what is covered, and others for one
 *   that makes no sense
 */
export async function integratedGradients(
  model: RunnableModel,
  images: LabelledImages,
  options: IntegratedGradientsOptions = {},
  { signal, onProgress, nameOf = (i) => `image ${i}` }: NamedTask = {},
): Promise<IntegratedGradients> {
  const { baseline, steps, ...asked } = parseOptions(optionsSchema, options)
  const own = ownImages(images)
  const network = await differentiableNetwork(model)
  // Checks images and chooses classes.
  const { target, gradients: found } = await inputGradients(network, own, asked, { signal, nameOf })
  const from = pathBaseline(baseline, own)
  const gradients = await scoreGradients(network, asked.score)
  const [n, size] = [target.length, found.data.length / target.length]
  const data = new Float32Array(found.data.length)
  const [difference, residual] = [new Float64Array(n), new Float64Array(n)]
  const turn = inTurns(signal)
  for (let i = 0; i < n; i++) {
    const image = own.data.subarray(i * size, (i + 1) * size)
    const mean = new Float64Array(size)
    for (let draw = 0; draw < from.draws; draw++) {
      const path = { steps, name: nameOf(i), turn }
      const integral = await pathIntegral(gradients, image, from.fill(i, 1, draw), target[i]!, path)
      for (let v = 0; v < size; v++) mean[v]! += integral.attributions[v]! / from.draws
      difference[i]! += integral.difference / from.draws
      residual[i]! += integral.residual / from.draws
    }
    data.set(mean, i * size)
    onProgress?.({ stage: 'integrated gradients', done: i + 1, total: n, unit: 'images' })
  }
  return { attributions: { data, shape: found.shape }, difference, residual, target }
}
