import type { Explainer, LabelledImages } from '../attribution/explainer.js'
import type { OcclusionOptions } from '../attribution/occlusion/options.js'
import { Random } from '../random.js'
import type { NamedTask } from '../work/progress.js'

/** How an image is disturbed. The defaults are Captum's. */
export interface Disturbance {
  /** Largest change of a value. @default 0.02 */
  readonly radius?: number
  /** Disturbed images. @default 10 */
  readonly samples?: number
  /** Of what is drawn. @default 0 */
  readonly seed?: number
}

/**
 * Max-sensitivity of an image's map (Yeh et al., 2019, On the (In)fidelity and Sensitivity of Explanations; Captum's `sensitivity_max`): how far it moves at
 * most while the image is disturbed,
 *
 *     max over y with |y − x| ≤ r of ‖M(y) − M(x)‖ / ‖M(x)‖,
 *
 * over images y drawn evenly from that cube, by the Euclidean norm; where the map is zero everywhere it is not divided. The class explained stays that of
 * the image. 0 where the map is the same for all of them.
 *
 * @param image - float32 [1, H, W, C]
 */
export async function maxSensitivity(
  explainer: Explainer,
  image: LabelledImages,
  options: OcclusionOptions,
  { radius = 0.02, samples = 10, seed = 0 }: Disturbance = {},
  task: NamedTask = {},
): Promise<number> {
  const { signal, nameOf } = task
  const own = { signal, ...(nameOf && { nameOf }) }
  const { maps, target } = await explainer.explain(image, options, own)
  const random = new Random(seed).split('sensitivity')
  let largest = 0
  for (let sample = 0; sample < samples; sample++) {
    signal?.throwIfAborted()
    const data = image.data.map((value) => value + radius * (2 * random.uniform() - 1))
    const disturbed = await explainer.explain(
      { data, shape: image.shape },
      { ...options, target: [...target] },
      own,
    )
    largest = Math.max(largest, relativeDistance(disturbed.maps.data, maps.data))
    task.onProgress?.({ stage: 'maps of disturbed images', done: sample + 1, total: samples, unit: 'images' })
  }
  return largest
}

/** How far a map lies from another, of the length of that; where that is 0 everywhere it is not divided. */
export function relativeDistance(map: Float32Array, from: Float32Array): number {
  const norm = distance(from)
  return distance(map, from) / (norm === 0 ? 1 : norm)
}

/** Euclidean, from another map or from zero. */
function distance(map: Float32Array, from?: Float32Array): number {
  let sum = 0
  for (let p = 0; p < map.length; p++) sum += (map[p]! - (from?.[p] ?? 0)) ** 2
  return Math.sqrt(sum)
}
