import { meanOfImages, resolveBaseline } from '../attribution/baseline.js'
import type { Explainer, LabelledImages } from '../attribution/explainer.js'
import { withDefaultWindows } from '../attribution/occlusion/default-windows.js'
import { type OcclusionOptions, occlusionOptionsSchema } from '../attribution/occlusion/options.js'
import { InputError } from '../errors.js'
import { meanOverChannels } from '../mean-over-channels.js'
import { parseOptions } from '../validate.js'
import type { NamedTask } from '../work/progress.js'
import { MapMoments, type MapSpread } from './map-moments.js'

/**
 * How far the map of an image hangs on which baselines were drawn: each draw's map by itself, and the standard error of their mean, which
 * is the map.
 *
 * @param image - float32 [1, H, W, C]
 * @param options - with a baseline that is drawn, `noise` or `marginal`, of two draws or more
 * @throws InputError UNCERTAINTY_BASELINE for a baseline that is not, and as `explain`
 */
export async function baselineUncertainty(
  explainer: Explainer,
  image: LabelledImages,
  options: OcclusionOptions,
  task: NamedTask = {},
): Promise<MapSpread> {
  const resolved = parseOptions(occlusionOptionsSchema, withDefaultWindows(options, explainer.inputShape))
  const rule = resolved.baseline === 'mean' ? meanOfImages(image) : resolved.baseline
  const { draws, description, fill } = resolveBaseline(rule, image)
  if (draws < 2) {
    throw new InputError(
      'UNCERTAINTY_BASELINE',
      `baseline ${description} is not drawn: expected noise or marginal with two draws or more, such as marginal:20`,
    )
  }
  const [, ...shape] = image.shape
  const pixels = shape[0] * shape[1]
  const moments = new MapMoments(pixels)
  let target = resolved.target
  for (let draw = 0; draw < draws; draw++) {
    task.signal?.throwIfAborted()
    const drawn = { data: Float32Array.from(fill(0, 1, draw)), shape: [...shape] }
    const { signal, nameOf } = task
    const found = await explainer.explain(
      image,
      { ...resolved, target, baseline: drawn },
      { signal, ...(nameOf && { nameOf }) },
    )
    target = [...found.target]
    moments.add(oneOfEach(found.maps.data, pixels))
    task.onProgress?.({ stage: 'maps by baseline', done: draw + 1, total: draws, unit: 'draws' })
  }
  return moments.spread()
}

/** One value a pixel: the mean over channels, where windows are channel-wise. */
export function oneOfEach(map: Float32Array, pixels: number): Float32Array {
  return map.length === pixels ? map : meanOverChannels(map, new Float32Array(pixels))
}
