import type { Explainer } from '../attribution/explainer.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import type { ImageBatch } from '../dataset/dataset.js'
import type { ScoreFunction } from '../network/output-reader.js'
import type { NamedTask } from '../work/progress.js'
import type { MadeSets } from './covered-sets.js'

/** One image, what covers it, and the number read off. */
export interface CoveredSubject {
  readonly explainer: Explainer
  /** float32 [1, H, W, C]. */
  readonly image: ImageBatch
  /** What covered pixels become, a baseline for each draw. */
  readonly baselines: readonly Baseline[]
  readonly target: number
  readonly read: ScoreFunction
}

/** Told how much of the work is done, 0 … 1. */
export interface WorthTask extends Pick<NamedTask, 'signal' | 'nameOf'> {
  readonly onShare?: ((share: number) => void) | undefined
}

/** Most scores held at once: 16 MiB. */
const MOST_SCORES = 2 ** 22

/**
 * The score of the image with each set covered, the mean over the draws of the baseline. Sets are scored some at a time, so that memory
 * does not grow with the number of classes.
 *
 * @returns float64 [M]
 */
export async function worthsOf(
  { explainer, image, baselines, target, read }: CoveredSubject,
  sets: MadeSets,
  { onShare, ...task }: WorthTask,
): Promise<Float64Array> {
  const { count } = sets
  const { outputs } = explainer.reader
  const atOnce = Math.max(1, Math.floor(MOST_SCORES / outputs))
  const worths = new Float64Array(count)
  for (let from = 0; from < count; from += atOnce) {
    const some = Math.min(atOnce, count - from)
    const make = (first: number, end: number) => sets.make(from + first, from + end)
    for (const [draw, baseline] of baselines.entries()) {
      const before = (from + (draw * some) / baselines.length) / count
      const share = some / baselines.length / count
      const { covered } = await explainer.score(
        image,
        { count: some, make },
        { baseline },
        {
          ...task,
          onProgress: ({ done, detail }) => onShare?.(before + share * (done + (detail?.underWay ?? 0))),
        },
      )
      for (let set = 0; set < some; set++) {
        worths[from + set]! += read(covered[0]!, set * outputs, target) / baselines.length
      }
    }
  }
  return worths
}
