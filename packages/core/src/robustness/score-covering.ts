import type { Explainer, Explanation } from '../attribution/explainer.js'
import { readDrops } from '../attribution/occlusion/map.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import { type Dataset, selectImages } from '../dataset/index.js'
import type { ScoreFunction } from '../network/output-reader.js'
import type { Score } from '../network/score.js'
import type { Normalisation, Region } from '../regions/index.js'
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
  readonly normalisations: readonly Normalisation[]
  readonly regions: readonly Region[]
}

/** Images whose scores are held at once: enough to keep any pool of threads busy. */
const AT_ONCE = 64

/**
 * Covers images once and reads off sensitivities under every score and normalisation: what a study would compute for
 * each of them, without making maps.
 *
 * @returns float64 [n, scores, normalisations, regions]; NaN where ink-adjusted and without ink
 */
export async function scoreCovering(
  explainer: Explainer,
  data: Dataset,
  job: CoveringJob,
  { signal, onImages }: Pick<Task, 'signal'> & { readonly onImages?: (done: number) => void },
): Promise<Float64Array> {
  const { covering, baseline, indices, scores, normalisations, regions } = job
  const perImage = scores.length * normalisations.length * regions.length
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
    const [, height, width, channels] = images.shape
    const size = height * width * channels
    for (let i = 0; i < chunk.length; i++) {
      const image = images.data.subarray(i * size, (i + 1) * size)
      const own = values.subarray((from + i) * perImage, (from + i + 1) * perImage)
      const drops = read.map((score) => dropsOf(explanation, i, target[i]!, score))
      fill(own, drops.map(sumsOf), inkOf(image, regions, channels), job)
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

/** @param sums - [scores][regions]; @param ink - [regions] */
function fill(
  own: Float64Array,
  sums: readonly Float64Array[],
  ink: readonly number[],
  { normalisations, regions }: CoveringJob,
): void {
  let at = 0
  for (const sum of sums) {
    for (const normalisation of normalisations) {
      regions.forEach(({ pixels }, r) => {
        const size = normalisation === 'raw' ? pixels.length : ink[r]!
        own[at++] = size > 0 ? sum[r]! / size : Number.NaN
      })
    }
  }
}

function inkOf(image: Float32Array, regions: readonly Region[], channels: number): number[] {
  return regions.map(({ pixels }) => {
    let ink = 0
    for (const p of pixels) for (let c = 0; c < channels; c++) ink += image[p * channels + c]!
    return ink
  })
}
