import type { Explainer, LabelledImages } from '../attribution/explainer.js'
import { withDefaultWindows } from '../attribution/occlusion/default-windows.js'
import { dropSpreader, readDrops } from '../attribution/occlusion/map.js'
import {
  type OcclusionOptions,
  occlusionOptionsSchema,
  type Target,
} from '../attribution/occlusion/options.js'
import { InputError } from '../errors.js'
import { parseOptions } from '../validate.js'
import type { NamedTask } from '../work/progress.js'
import { MapMoments, type MapSpread } from './map-moments.js'

/** The map of an image over windows of several sizes, in the unit of the score per pixel. */
export interface MultiScaleMap extends MapSpread {
  /** Sides of the square windows, in pixels. */
  readonly sizes: readonly number[]
  /** float32 [H, W] of each. */
  readonly maps: readonly Float32Array[]
  /** The class explained. */
  readonly target: number
}

/**
 * The mean over windows of several sizes, on one scale, and its standard error over them. A large window covers more, so its drop is
 * larger: each drop is divided by the pixels its window covers, and what a pixel is given is
 *
 *     m_s(p) = mean over windows w of side s with p in w of (f(x) − f(x covered at w)) / |w|,    m(p) = mean over s of m_s(p)
 *
 * Where the score is linear and what every pixel adds to it is the same, all m_s are that.
 *
 * @param image - float32 [1, H, W, C]
 * @param sizes - two or more different sides; the stride is that of the options, or the side where that is smaller
 * @throws InputError UNCERTAINTY_SIZES, and as `explain`
 */
export async function multiScaleMap(
  explainer: Explainer,
  image: LabelledImages,
  options: OcclusionOptions,
  sizes: readonly number[],
  task: NamedTask = {},
): Promise<MultiScaleMap> {
  if (sizes.length < 2 || new Set(sizes).size !== sizes.length) {
    throw new InputError(
      'UNCERTAINTY_SIZES',
      `window sizes are ${sizes.join(', ')}: expected two or more different ones`,
    )
  }
  const { inputShape } = explainer
  const resolved = parseOptions(occlusionOptionsSchema, withDefaultWindows(options, inputShape))
  const { signal, nameOf } = task
  const moments = new MapMoments(inputShape[0] * inputShape[1])
  const maps: Float32Array[] = []
  let target: Target = resolved.target
  for (const [i, size] of sizes.entries()) {
    signal?.throwIfAborted()
    const stride = strideWithin(resolved.stride, size)
    const own = { ...resolved, target, window: size, stride }
    const { map, target: explained } = await mapPerPixel(explainer, image, own, {
      signal,
      ...(nameOf && { nameOf }),
    })
    target = [explained]
    maps.push(map)
    moments.add(map)
    task.onProgress?.({ stage: 'maps by window', done: i + 1, total: sizes.length, unit: 'sizes' })
  }
  return { ...moments.spread(), sizes: [...sizes], maps, target: (target as number[])[0]! }
}

function strideWithin(stride: number | readonly number[], size: number): [number, number] {
  const [y, x] = typeof stride === 'number' ? [stride, stride] : (stride as [number, number])
  return [Math.min(y, size), Math.min(x, size)]
}

async function mapPerPixel(
  explainer: Explainer,
  image: LabelledImages,
  options: Parameters<Explainer['explain']>[1] & object,
  task: NamedTask,
): Promise<{ readonly map: Float32Array; readonly target: number }> {
  const { inputShape, reader } = explainer
  const { grid, base, covered, target } = await explainer.explain(image, options, {
    ...task,
    keepScores: true,
  })
  const drops = new Float64Array(grid.windows.length / 6)
  const score = reader.score(options.score ?? 'logit')
  readDrops({ base: base.data, covered: covered! }, 0, target[0]!, score, reader.outputs, drops)
  for (let w = 0; w < drops.length; w++) {
    const [y0, x0, , y1, x1] = grid.windows.subarray(6 * w, 6 * w + 5) as unknown as number[]
    drops[w]! /= (y1! - y0!) * (x1! - x0!)
  }
  const map = new Float32Array(inputShape[0] * inputShape[1])
  dropSpreader(grid, inputShape)(drops, map)
  return { map, target: target[0]! }
}
