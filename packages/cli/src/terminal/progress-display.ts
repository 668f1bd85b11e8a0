import type { Progress } from '@umbra/core'
import { detailText, grouped, rateOf, rateText } from './progress-text.js'

/** Shows how long work goes on. Always on stderr: stdout is for results. */
export interface ProgressDisplay {
  update(progress: Progress): void
  /** Ends what is shown, before anything else is written. */
  stop(): void
}

/** Where a display writes. */
export interface ProgressStream {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** No display at all, for `--quiet`. */
export const silentProgress: ProgressDisplay = { update() {}, stop() {} }

/**
 * One line for every stage as it ends, and for every epoch of a training: for logs, pipes and CI.
 *
 * @param now - seconds on any clock
 */
export function progressLines(stream: ProgressStream, now: () => number): ProgressDisplay {
  let current: { progress: Progress; started: number; doneAtStart: number } | undefined
  const partOf = ({ stage, detail }: Progress) => `${stage} ${detail?.epoch ?? ''}`
  const end = () => {
    if (!current) return
    const { progress, started, doneAtStart } = current
    const elapsed = { seconds: now() - started, doneAtStart }
    const counted = `${grouped(progress.done)} of ${grouped(progress.total)} ${progress.unit}`
    const parts = [
      `${progress.stage}: ${counted}`,
      detailText(progress).replace(/ · batch [\d/]+/, ''),
      `${elapsed.seconds.toFixed(1)} s`,
      rateText(rateOf(progress, elapsed), progress.unit),
    ]
    stream.write(`${parts.filter(Boolean).join(' · ')}\n`)
    current = undefined
  }
  return {
    update(progress) {
      if (current && partOf(current.progress) !== partOf(progress)) end()
      if (current) current.progress = progress
      else current = { progress, started: now(), doneAtStart: progress.done === progress.total ? 0 : progress.done }
      if (progress.done >= progress.total) end()
    },
    stop: end,
  }
}
