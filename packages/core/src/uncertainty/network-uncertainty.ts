import type { LabelledImages } from '../attribution/explainer.js'
import type { OcclusionOptions } from '../attribution/occlusion/options.js'
import { type ExplainerSource, withExplainer } from '../attribution/with-explainer.js'
import { InputError } from '../errors.js'
import type { NamedTask } from '../work/progress.js'
import { oneOfEach } from './baseline-uncertainty.js'
import { MapMoments, type MapSpread } from './map-moments.js'

/**
 * How far the maps of images hang on which network was trained: the map of each network by itself, all of the class that the first explains, and
 * the standard error of their mean over networks.
 *
 * @param networks - two or more, trained apart, of one kind; each runs while it is asked, and no longer
 * @param images - float32 [N, H, W, C]
 * @returns [N]
 * @throws InputError UNCERTAINTY_NETWORKS, and as `explain`
 */
export async function networkUncertainty(
  networks: readonly ExplainerSource[],
  images: LabelledImages,
  options: OcclusionOptions,
  task: NamedTask = {},
): Promise<MapSpread[]> {
  if (networks.length < 2) {
    throw new InputError(
      'UNCERTAINTY_NETWORKS',
      `${networks.length} networks: expected two or more, trained apart`,
    )
  }
  const [n, height, width] = images.shape
  const pixels = height * width
  const moments = Array.from({ length: n }, () => new MapMoments(pixels))
  let target = options.target
  const { signal, nameOf } = task
  for (const [k, network] of networks.entries()) {
    signal?.throwIfAborted()
    await withExplainer(network, async (explainer) => {
      const found = await explainer.explain(
        images,
        { ...options, ...(target !== undefined && { target }) },
        { signal, ...(nameOf && { nameOf }) },
      )
      target = [...found.target]
      const size = found.maps.data.length / n
      moments.forEach((each, i) => {
        each.add(oneOfEach(found.maps.data.subarray(i * size, (i + 1) * size), pixels))
      })
    })
    task.onProgress?.({ stage: 'maps by network', done: k + 1, total: networks.length, unit: 'networks' })
  }
  return moments.map((each) => each.spread())
}
