import type { Progress } from '@umbra/core'
import cliProgress from 'cli-progress'
import type { ProgressDisplay, ProgressStream } from './progress-display.js'
import { clock, detailText, grouped, rateOf, rateText, secondsLeft } from './progress-text.js'

/** Widest and narrowest bar, in columns. */
const WIDEST = 30
const NARROWEST = 10

/**
 * A bar for the stage at work, with its rate and the time left; a finished stage leaves its last line behind.
 *
 * @param now - seconds on any clock
 */
export function progressBar(stream: ProgressStream & NodeJS.WritableStream, now: () => number): ProgressDisplay {
  let current: { bar: cliProgress.SingleBar; progress: Progress; started: number; doneAtStart: number } | undefined
  const stop = () => {
    current?.bar.stop()
    current = undefined
  }
  const start = (progress: Progress) => {
    const format = () => (current ? barLine(current.progress, elapsed(), stream.columns ?? 80) : '')
    const bar = new cliProgress.SingleBar({ stream, format, fps: 10, hideCursor: true, forceRedraw: true })
    const doneAtStart = progress.done === progress.total ? 0 : progress.done
    current = { bar, progress, started: now(), doneAtStart }
    bar.start(progress.total, progress.done)
  }
  const elapsed = () => ({ seconds: now() - current!.started, doneAtStart: current!.doneAtStart })
  return {
    update(progress) {
      if (current && current.progress.stage !== progress.stage) stop()
      if (!current) start(progress)
      else {
        current.progress = progress
        current.bar.update(progress.done)
      }
      if (progress.done >= progress.total) stop()
    },
    stop,
  }
}

/** `training ━━━━━━──── 40% · epoch 2/8 · loss 0.0412 · 2,310 images/s · 1:05 left`, never wider than the terminal. */
export function barLine(
  progress: Progress,
  elapsed: { readonly seconds: number; readonly doneAtStart: number },
  columns: number,
): string {
  const { stage, done, total, unit } = progress
  const share = total > 0 ? Math.min(1, done / total) : 1
  const left = secondsLeft(progress, elapsed)
  const finished = done >= total
  const tail = [
    `${String(Math.floor(100 * share)).padStart(3)}%`,
    detailText(progress) || `${grouped(done)} of ${grouped(total)} ${unit}`,
    rateText(rateOf(progress, elapsed), unit),
    finished ? `${clock(elapsed.seconds)} taken` : left === undefined ? '' : `${clock(left)} left`,
  ]
    .filter(Boolean)
    .join(' · ')
  const room = columns - stage.length - tail.length - 3
  if (room < NARROWEST) return `${stage} ${tail}`.slice(0, Math.max(0, columns - 1))
  const width = Math.min(WIDEST, room)
  const full = Math.round(share * width)
  return `${stage} ${'━'.repeat(full)}${'─'.repeat(width - full)} ${tail}`
}
