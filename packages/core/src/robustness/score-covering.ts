import type { Explainer, Explanation } from '../attribution/explainer.js'
import { readDrops } from '../attribution/occlusion/map.js'
import type { ImageBatch } from '../dataset/index.js'
import type { ScoreFunction } from '../network/output-reader.js'
import type { NamedTask } from '../work/progress.js'
import { regionSums } from './region-sums.js'
import { areasOf } from './scored.js'
import type { SumsUnit } from './sums-unit.js'

/** Images whose scores are held at once: enough to keep any pool of threads busy. */
const AT_ONCE = 64

/**
 * Covers images once and reads off the sums of their maps over the regions under every score, without making maps.
 *
 * @param images - float32 [n, H, W, C], those of the unit
 * @param unit - its baseline resolved
 * @returns float64 [n, scores, areas]
 */
export async function scoreCovering(
  explainer: Explainer,
  images: ImageBatch,
  { options, targets, scores, regions }: Pick<SumsUnit, 'options' | 'targets' | 'scores' | 'regions'>,
  { signal, nameOf, onProgress }: NamedTask,
): Promise<Float64Array> {
  const [n, height, width, channels] = images.shape
  const { areas } = areasOf({ regions }, [height, width])
  const size = height * width * channels
  const perImage = scores.length * areas.length
  const values = new Float64Array(n * perImage)
  const read = scores.map((score) => explainer.reader.score(score))
  let sumsOf: ReturnType<typeof regionSums> | undefined
  for (let from = 0; from < n; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, n - from)
    const chunk = {
      data: images.data.subarray(from * size, (from + count) * size),
      shape: [count, height, width, channels] as const,
    }
    const target = targets.slice(from, from + count)
    const explanation = await explainer.explain(
      chunk,
      { ...options, target },
      {
        signal,
        keepScores: true,
        ...(nameOf && { nameOf: (i) => nameOf(from + i) }),
        onProgress: (progress) => onProgress?.({ ...progress, done: from + progress.done, total: n }),
      },
    )
    sumsOf ??= regionSums(explanation.grid, explainer.inputShape, areas)
    for (let i = 0; i < count; i++) {
      read.forEach((score, k) => {
        const sums = sumsOf!(dropsOf(explanation, i, target[i]!, score))
        values.set(sums, (from + i) * perImage + k * areas.length)
      })
    }
  }
  return values
}

/** drop(w) of one image. @returns float64 [P] */
function dropsOf(
  { base, covered, grid }: Explanation,
  i: number,
  target: number,
  score: ScoreFunction,
): Float64Array {
  const drops = new Float64Array(grid.windows.length / 6)
  readDrops({ base: base.data, covered: covered! }, i, target, score, base.shape[1], drops)
  return drops
}
