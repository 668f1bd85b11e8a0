import type { Progress } from '../work/progress.js'
import type { Explainer, Explanation, LabelledImages } from './explainer.js'
import type { OcclusionOptions } from './occlusion/options.js'
import type { ScoreTask } from './occlusion/score-images.js'

export interface ExplainBatchesTask extends ScoreTask {
  /** Images in all, for the progress; without it, those that have come so far. */
  readonly total?: number
}

/**
 * Occlusion maps of images that come in batches, such as a dataset larger than memory: one explanation a batch, in order.
 * While the last one is used the next batch is scored, and no more than these two are held. Leaving the loop ends the work.
 *
 * @param batches - each float32 [N, H, W, C], of any N; `imageBatches` cuts a dataset into them
 * @throws as `explain` does, at the batch that is at fault
 */
export async function* explainBatches(
  explainer: Explainer,
  batches: Iterable<LabelledImages> | AsyncIterable<LabelledImages>,
  options: OcclusionOptions = {},
  task: ExplainBatchesTask = {},
): AsyncGenerator<Explanation, void, undefined> {
  const left = new AbortController()
  const signal = task.signal ? AbortSignal.any([task.signal, left.signal]) : left.signal
  const progressOf = joinProgress(task)
  let last: Promise<Explanation> | undefined
  try {
    for await (const images of batches) {
      const onProgress = progressOf(images.shape[0])
      const next = explainer.explain(images, options, { ...task, signal, onProgress })
      // Whoever asks for it hears of a failure; if an earlier batch fails, nobody asks.
      next.catch(() => {})
      if (last) yield await last
      last = next
      if (explainer.engine.threads > 1) continue
      yield await next
      last = undefined
    }
    if (last) yield await last
  } finally {
    left.abort()
  }
}

/** Makes one progress of that of batches which overlap: what is done never falls. */
function joinProgress({
  total,
  onProgress,
}: ExplainBatchesTask): (n: number) => (progress: Progress) => void {
  let [come, done] = [0, 0]
  return (n) => {
    come += n
    let own = 0
    return (progress) => {
      done += progress.done - own
      own = progress.done
      onProgress?.({ ...progress, done, total: total ?? come })
    }
  }
}
