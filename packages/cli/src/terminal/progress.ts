import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  type Progress,
  type ProgressListener,
} from '@umbra/core'
import cliProgress from 'cli-progress'
import type { Terminal } from './terminal.js'

const BAR_WIDTH = 24

/**
 * Shows progress on stderr: a bar with rate and time left where a person watches, one line for each finished stage or
 * epoch elsewhere, nothing when quiet.
 */
export function progressOn(terminal: Terminal): ProgressListener {
  if (terminal.quiet) return () => undefined
  return terminal.live ? barListener(terminal) : lineListener(terminal)
}

/** A stage under way, and when it began. */
interface Stage {
  readonly name: string
  /** Units already done when it was first seen: a resumed training does not begin at 0. */
  readonly from: number
  readonly started: number
}

function barListener(terminal: Terminal): ProgressListener {
  let stage: Stage | undefined
  let bar: cliProgress.SingleBar | undefined
  return (progress) => {
    if (stage?.name !== progress.stage) {
      terminal.endProgress()
      stage = begin(progress)
      bar = undefined
    }
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
    hideCursor: null,
    // Signals are the program's own business.
    gracefulExit: false,
    format: (_options, _params, payload: { progress: Progress }) => {
      const line = barLine(payload.progress, (performance.now() - stage.started) / 1000, stage.from)
      return line.slice(0, (terminal.errorStream.columns ?? 80) - 1)
    },
  })
  bar.start(progress.total, progress.done, { progress })
  return bar
}

/** One line per stage, and per epoch within one. */
function lineListener(terminal: Terminal): ProgressListener {
  let stage: Stage | undefined
  let epoch: number | undefined
  return (progress) => {
    if (stage?.name !== progress.stage) {
      stage = begin(progress)
      epoch = undefined
    }
    const { detail, done, total } = progress
    const epochEnds = detail?.batch !== undefined && detail.batch === detail.batches && detail.epoch !== epoch
    if (epochEnds) epoch = detail.epoch
    if (done < total && !epochEnds) return
    const seconds = (performance.now() - stage.started) / 1000
    terminal.note(stageLine(progress, seconds, stage.from))
  }
}

function begin({ stage, done }: Progress): Stage {
  return { name: stage, from: done, started: performance.now() }
}

/** `maps of 6  ━━━━━━────────  120/200 images  167/s  0.48 s left`. Exported for its test. */
export function barLine(progress: Progress, seconds: number, from = 0): string {
  const { stage, done, total, unit, detail } = progress
  const filled = total > 0 ? Math.floor((BAR_WIDTH * done) / total) : BAR_WIDTH
  const bar = '━'.repeat(filled) + '─'.repeat(BAR_WIDTH - filled)
  const rate = rateOf(progress, seconds, from)
  const left = rate > 0 && done < total ? `${formatDuration((total - done) / rate)} left` : ''
  const count = detail?.epochs ? '' : `${formatCount(done)}/${formatCount(total)} ${unit}`
  return [stage, bar, count, detailText(progress), rateText(rate, unit, !detail?.epochs), left]
    .filter(Boolean)
    .join('  ')
}

/** `maps of 6: 200 images in 1.2 s, 167/s`. Exported for its test. */
export function stageLine(progress: Progress, seconds: number, from = 0): string {
  const { stage, done, total, unit } = progress
  const rate = rateOf(progress, seconds, from)
  const count =
    done < total ? `${formatCount(done)}/${formatCount(total)} ${unit}` : `${formatCount(total)} ${unit}`
  const parts = [`${count} in ${formatDuration(seconds)}`, rateText(rate, unit, true), detailText(progress)]
  return `${stage}: ${parts.filter(Boolean).join(', ')}`
}

function rateOf({ done, detail }: Progress, seconds: number, from: number): number {
  return detail?.rate ?? (seconds > 0 ? (done - from) / seconds : 0)
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
