import type { Explainer, Explanation } from '../attribution/explainer.js'
import { readDrops } from '../attribution/occlusion/map.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import { type Dataset, selectImages } from '../dataset/index.js'
import type { ScoreFunction } from '../network/output-reader.js'
import type { Score } from '../network/score.js'
import type { Region } from '../regions/index.js'
import type { Task } from '../work/progress.js'
import type { Covering } from './grid.js'
import { regionSums } from './region-sums.js'

/** What to read off the scores of one pass over some images. */
export interface CoveringJob {
  readonly covering: Covering
  /** The covering's baseline, a rule over the dataset already resolved. */
  readonly baseline: Baseline
  /** [n] positions in the dataset; each image is mapped for its own label. */
  readonly indices: Uint32Array
  readonly scores: readonly Score[]
  readonly regions: readonly Region[]
}

/** Images whose scores are held at once: enough to keep any pool of threads busy. */
const AT_ONCE = 64

/**
 * Covers images once and reads off the sums of their maps over the regions under every score, without making maps.
 *
 * @returns float64 [n, scores, regions]
 */
export async function scoreCovering(
  explainer: Explainer,
  data: Dataset,
  job: CoveringJob,
  { signal, onImages }: Pick<Task, 'signal'> & { readonly onImages?: (done: number) => void },
): Promise<Float64Array> {
  const { covering, baseline, indices, scores, regions } = job
  const perImage = scores.length * regions.length
  const values = new Float64Array(indices.length * perImage)
  const read = scores.map((score) => explainer.reader.score(score))
  let sumsOf: ReturnType<typeof regionSums> | undefined
  for (let from = 0; from < indices.length; from += AT_ONCE) {
    const chunk = indices.subarray(from, from + AT_ONCE)
    const images = selectImages(data.images, chunk)
    const { window, stride } = covering
    const target = Array.from(chunk, (index) => data.labels[index]!)
    const explanation = await explainer.explain(
      images,
      { window, stride, baseline, target },
      {
        signal,
        keepScores: true,
        nameOf: (i) => `image ${chunk[i]} of ${data.name}`,
        onProgress: ({ done }) => onImages?.(from + done),
      },
    )
    sumsOf ??= regionSums(explanation.grid, explainer.inputShape, regions)
    for (let i = 0; i < chunk.length; i++) {
      read.forEach((score, k) => {
        const sums = sumsOf!(dropsOf(explanation, i, target[i]!, score))
        values.set(sums, (from + i) * perImage + k * regions.length)
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
