import type { Progress, ProgressListener } from '@umbra/core/explain'
import { formatCount, formatDuration, formatNumber, formatPercent } from '@umbra/core/words'
import cliProgress from 'cli-progress'
import type { Terminal } from './terminal.js'

/** Widest and narrowest bar; where there is no room for that, a percentage. */
const WIDEST = 24
const NARROWEST = 8
/** Milliseconds a single step takes before it gets a bar. */
const SOON = 300

/**
 * Shows progress on stderr: a bar with rate and time left where a person watches, one line for each finished stage or
 * epoch elsewhere, nothing when quiet.
 */
export function progressOn(terminal: Terminal): ProgressListener {
  if (terminal.quiet) return () => undefined
  const show = terminal.live ? barListener(terminal) : lineListener(terminal)
  // Of a single step there is nothing to see before it is over, unless it tells how far it has come.
  return (progress) => {
    if (progress.total > 1) show(progress)
    else if (terminal.live && progress.detail?.ofWindows) show(progress)
  }
}

/** A stage under way. It began when the one before was last heard of, for it reports only once something is done. */
interface Stage {
  readonly name: string
  /** Milliseconds, on the clock of `performance.now()`. */
  readonly started: number
}

function barListener(terminal: Terminal): ProgressListener {
  let stage: Stage | undefined
  let since = performance.now()
  let bar: cliProgress.SingleBar | undefined
  return (progress) => {
    if (stage?.name !== progress.stage) {
      terminal.endProgress()
      stage = { name: progress.stage, started: since }
      bar = undefined
    }
    since = performance.now()
    // What is over at once needs no bar.
    if (!bar && progress.total === 1 && since - stage.started < SOON) return
    if (!bar) {
      bar = startBar(terminal, stage, progress)
      const started = bar
      terminal.beginProgress({
        stop() {
          started.stop()
          bar = undefined
        },
      })
    }
    bar.update(progress.done, { progress })
    if (progress.done >= progress.total) terminal.endProgress()
  }
}

function startBar(terminal: Terminal, stage: Stage, progress: Progress): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar({
    stream: terminal.errorStream as NodeJS.WriteStream,
    fps: 8,
    // The line is made to fit, and a terminal left in the middle must not be left changed.
    linewrap: true,
    hideCursor: false,
    gracefulExit: false,
    format: (_options, _params, payload: { progress: Progress }) => {
      const columns = (terminal.errorStream.columns ?? 80) - 1
      return barLine(payload.progress, (performance.now() - stage.started) / 1000, columns)
    },
  })
  bar.start(progress.total, progress.done, { progress })
  return bar
}

/** One line per stage, and per epoch within one. */
function lineListener(terminal: Terminal): ProgressListener {
  let stage: Stage | undefined
  let since = performance.now()
  let epoch: number | undefined
  return (progress) => {
    if (stage?.name !== progress.stage) {
      stage = { name: progress.stage, started: since }
      epoch = undefined
    }
    since = performance.now()
    const { detail, done, total } = progress
    const epochEnds = detail?.batch !== undefined && detail.batch === detail.batches && detail.epoch !== epoch
    if (epochEnds) epoch = detail.epoch
    if (done < total && !epochEnds) return
    const seconds = (performance.now() - stage.started) / 1000
    terminal.note(stageLine(progress, seconds))
  }
}

/**
 * `maps of 6  ━━━━━━────────  120/200 images  167/s  0.48 s left`, never wider than the terminal: first the bar gives way,
 * then words. Exported for its test.
 */
export function barLine(progress: Progress, seconds: number, columns: number): string {
  const { stage, done, total, unit, detail } = progress
  const rate = rateOf(progress, seconds)
  const at = done + (detail?.underWay ?? 0)
  const left = rate > 0 && done < total ? `${formatDuration((total - at) / rate)} left` : ''
  const count = detail?.epochs ? '' : countText(progress)
  const ofOne = total === 1 && detail?.ofWindows
  const shownRate = ofOne
    ? rateText((detail?.windows ?? 0) / seconds, 'windows', true)
    : rateText(rate, unit, !detail?.epochs)
  const rest = [count, detailText(progress), shownRate, left].filter(Boolean).join('  ')
  const share = total > 0 ? Math.min(1, at / total) : 1
  const room = columns - stage.length - rest.length - 4
  if (room >= NARROWEST) return `${stage}  ${bar(share, Math.min(WIDEST, room))}  ${rest}`
  const line = `${stage} ${Math.floor(100 * share)}%  ${rest}`
  const shorter = line
    .replace('accuracy', 'acc')
    .replace(` ${unit}/s`, '/s')
    .replace(' min ', 'm ')
    .replace(/ s left$/, 's left')
    .replaceAll('  ', ' ')
  return (line.length <= columns ? line : shorter).slice(0, columns)
}

/** `12/200 images`; of a single image, `312/625 windows`. */
function countText({ done, total, unit, detail }: Progress): string {
  if (total === 1 && detail?.ofWindows)
    return `${formatCount(detail.windows ?? 0)}/${formatCount(detail.ofWindows)} windows`
  return `${formatCount(done)}/${formatCount(total)} ${unit}`
}

function bar(share: number, width: number): string {
  const filled = Math.floor(share * width)
  return '━'.repeat(filled) + '─'.repeat(width - filled)
}

/** `maps of 6: 200 images in 1.2 s, 167/s`. Exported for its test. */
export function stageLine(progress: Progress, seconds: number): string {
  const { stage, done, total, unit } = progress
  const rate = rateOf(progress, seconds)
  const count =
    done < total ? `${formatCount(done)}/${formatCount(total)} ${unit}` : `${formatCount(total)} ${unit}`
  const time = seconds < 0.1 ? 'under 0.1 s' : formatDuration(seconds)
  const detail = detailText(progress).replace(/batch \S+ */, '')
  const parts = [`${count} in ${time}`, rateText(rate, unit, true), detail]
  return `${stage}: ${parts.filter(Boolean).join(', ')}`
}

/** Units a second: as reported, which a resumed training needs, or as seen of those that were not kept from before. */
function rateOf({ done, detail }: Progress, seconds: number): number {
  return detail?.rate ?? (seconds > 0 ? (done + (detail?.underWay ?? 0) - (detail?.kept ?? 0)) / seconds : 0)
}

function rateText(rate: number, unit: string, bare: boolean): string {
  if (!(rate > 0) || !Number.isFinite(rate)) return ''
  const digits = rate >= 100 ? formatCount(rate) : formatNumber(rate, 2)
  return bare ? `${digits}/s` : `${digits} ${unit}/s`
}

/** `epoch 2/8  batch 120/469  loss 0.0412  accuracy 98.7%`; details without a place here are left to the report. */
function detailText({ detail }: Progress): string {
  if (!detail) return ''
  const { epoch, epochs, batch, batches, loss, accuracy } = detail
  const parts = [
    epochs === undefined ? '' : `epoch ${epoch}/${epochs}`,
    batches === undefined ? '' : `batch ${batch}/${batches}`,
    loss === undefined ? '' : `loss ${formatNumber(loss, 3)}`,
    accuracy === undefined ? '' : `accuracy ${formatPercent(accuracy, 1)}`,
  ]
  return parts.filter(Boolean).join('  ')
}
