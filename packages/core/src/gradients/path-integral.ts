import { type ResolvedBaseline, resolveBaseline } from '../attribution/baseline.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import type { ImageBatch } from '../dataset/dataset.js'
import { InputError } from '../errors.js'
import type { ScoreGradients } from './score-gradients.js'

/** Attributions of one image, and how far they are from complete. */
export interface PathIntegral {
  /** float64 [H, W, C]. */
  readonly attributions: Float64Array
  /** f(x) − f(b), which they add up to but for the residual. */
  readonly difference: number
  /** Their sum − (f(x) − f(b)): what the steps leave of the integral. */
  readonly residual: number
}

/** Of integrating. */
export interface PathTask {
  /** Steps of the path, a pass each. */
  readonly steps: number
  /** What an error calls the image. */
  readonly name?: string
  /** Awaited after each pass. */
  readonly turn: () => Promise<void>
}

/**
 * Integrated gradients (Sundararajan, Taly and Yan, 2017, Axiomatic attribution for deep networks, ICML 34, equation 1): of each value
 * (x − b)·∫ ∂f(b + α(x − b))/∂x dα for α from 0 to 1, by the midpoint rule. The integral's parts add up to f(x) − f(b) (their
 * proposition 1, completeness), so that the residual tells how good the rule was.
 *
 * @param image - x, float32 [H, W, C]
 * @param baseline - b, float32 [H, W, C]
 */
export async function pathIntegral(
  gradients: ScoreGradients,
  image: Float32Array,
  baseline: Float32Array,
  target: number,
  { steps, name, turn }: PathTask,
): Promise<PathIntegral> {
  const sums = new Float64Array(image.length)
  for (let step = 0; step < steps; step++) {
    const share = (step + 0.5) / steps
    const between = image.map((x, i) => baseline[i]! + share * (x - baseline[i]!))
    const { gradient } = gradients.at(between, target, name === undefined ? {} : { name })
    for (let i = 0; i < sums.length; i++) sums[i]! += gradient[i]!
    await turn()
  }
  const attributions = sums.map((sum, i) => (sum / steps) * (image[i]! - baseline[i]!))
  const difference = gradients.score(image, target, name) - gradients.score(baseline, target, name)
  const sum = attributions.reduce((total, value) => total + value, 0)
  return { attributions, difference, residual: sum - difference }
}

/**
 * What paths begin from.
 *
 * @throws InputError METHOD_BASELINE for one that hangs on what is covered; all that `resolveBaseline` throws
 */
export function pathBaseline(baseline: Baseline, images: ImageBatch): ResolvedBaseline {
  const resolved = resolveBaseline(baseline, images)
  if (!resolved.windowFill) return resolved
  throw new InputError(
    'METHOD_BASELINE',
    `baseline ${resolved.description} hangs on what is covered, and integrated gradients begin from a whole picture: expected another baseline`,
  )
}
