import { resolveBaseline } from '../attribution/baseline.js'
import type { ImageOfMethods, MethodsBench } from './image-methods.js'
import type { AttributionMethod } from './method.js'
import type { ComparedMethod, Completeness } from './result.js'

/** Of the methods whose maps are to add up, how far those of an image do. @param maps - by method, float32 [H, W] @returns by method */
export async function completenessOf(
  methods: readonly AttributionMethod[],
  maps: Readonly<Record<string, Float32Array>>,
  image: ImageOfMethods,
  bench: MethodsBench,
): Promise<Record<string, Completeness>> {
  const found: Record<string, Completeness> = {}
  for (const { id, isComplete } of methods)
    if (isComplete) found[id] = await completenessOfMap(maps[id]!, image, bench)
  return found
}

/**
 * How far a map misses what its parts are to add up to, f(x) − f(b), the mean over the draws of the baseline (Sundararajan, Taly and Yan, 2017, ICML 34,
 * proposition 1). Of the map as it is, so that what was kept has the same, and of the scores that every other method covers: a pass of the image, and one of
 * each draw.
 *
 * @param map - float32 [H, W]
 * @throws `signal.reason` when aborted
 */
async function completenessOfMap(
  map: Float32Array,
  { data, target, name }: ImageOfMethods,
  { subject, config, keeping: { signal } }: MethodsBench,
): Promise<Completeness> {
  const { explainer, height, width, channels } = subject
  const { draws, fill } = resolveBaseline(config.baseline, { data, shape: [1, height, width, channels] })
  const images = new Float32Array((1 + draws) * data.length)
  images.set(data)
  for (let draw = 0; draw < draws; draw++) images.set(fill(0, 1, draw), (1 + draw) * data.length)
  const shape = [1 + draws, height, width, channels] as const
  const scores = await explainer.predict({ data: images, shape }, { signal, nameOf: () => name })
  const read = explainer.reader.score(config.score)
  const scoreAt = (i: number) => read(scores, i * explainer.reader.outputs, target)
  let difference = 0
  for (let draw = 0; draw < draws; draw++) difference += (scoreAt(0) - scoreAt(1 + draw)) / draws
  return { difference, residual: map.reduce((sum, part) => sum + part, 0) - difference }
}

/** Over images. @returns undefined of none */
export function meanCompleteness(images: readonly Completeness[]): ComparedMethod['completeness'] {
  if (images.length === 0) return undefined
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const residuals = images.map(({ residual }) => Math.abs(residual))
  return {
    meanDifference: mean(images.map(({ difference }) => Math.abs(difference))),
    meanResidual: mean(residuals),
    largestResidual: Math.max(...residuals),
  }
}
