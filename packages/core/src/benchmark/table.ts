import { formatCount, formatNumber, formatPercent } from '../words/format.js'
import type { BenchmarkResult, Measurement, SampledWork, WorkloadResult } from './result.js'
import { baselineOf, runsAllCopies } from './summarise.js'

/** A workload as a table of text. */
export interface BenchmarkTable {
  readonly columns: readonly { readonly title: string; readonly align: 'left' | 'right' }[]
  readonly rows: readonly (readonly string[])[]
  /** What was not timed and why, and what a mark in the table stands for. */
  readonly notes: readonly string[]
}

/** A row for each backend that was right, slowest first; columns that would be empty are left out. */
export function benchmarkTable(
  workload: WorkloadResult,
  { baseline }: Pick<BenchmarkResult, 'baseline'>,
): BenchmarkTable {
  const base = baselineOf(workload, baseline)
  const timed = timedBySpeed(workload)
  const all = cellsOf(workload, base).filter(({ cell }) => timed.some((m) => cell(m) !== ''))
  return {
    columns: all.map(({ title }, c) => ({ title, align: c === 0 ? 'left' : 'right' })),
    rows: timed.map((measurement) => all.map(({ cell }) => cell(measurement))),
    notes: notesOf(workload),
  }
}

/** What was timed, slowest first. */
export function timedBySpeed({ measurements }: WorkloadResult): Measurement[] {
  return measurements.filter(({ summary }) => summary).sort((a, b) => b.summary!.median - a.summary!.median)
}

const PLURALS = { map: 'maps', image: 'images', step: 'steps', study: 'studies' } as const

/** `a map`, `an image`. */
export function one(unit: WorkloadResult['unit']): string {
  return unit === 'image' ? 'an image' : `a ${unit}`
}

interface Cell {
  readonly title: string
  readonly cell: (measurement: Measurement) => string
}

function cellsOf({ unit, multiplyAdds, images }: WorkloadResult, base: Measurement | undefined): Cell[] {
  return [
    {
      title: 'backend',
      cell: ({ backend, work }) => `${backend.name}${work?.extrapolated ? ' ≈' : ''}`,
    },
    { title: `ms ${one(unit)}`, cell: ({ summary }) => formatNumber(summary!.median) },
    { title: '95% interval', cell: ({ summary }) => limits(summary!.interval) },
    { title: `${PLURALS[unit]}/s`, cell: ({ summary }) => formatNumber(summary!.perSecond) },
    ...(unit === 'step'
      ? [{ title: 's an epoch ≈', cell: (m: Measurement) => formatNumber(epochSeconds(m, images)) }]
      : []),
    {
      title: 'times as fast',
      cell: (m) => (m === base ? '1' : m.summary!.ratio ? formatNumber(m.summary!.ratio.median) : ''),
    },
    {
      title: 'M multiply-adds',
      cell: (m) => {
        const done = m.multiplyAdds ?? (runsAllCopies(m.backend) ? multiplyAdds : undefined)
        return done === undefined ? '' : formatNumber(done / 1e6)
      },
    },
    {
      title: 'G/s',
      cell: ({ summary }) =>
        summary!.multiplyAddsPerSecond === undefined
          ? ''
          : formatNumber(summary!.multiplyAddsPerSecond / 1e9),
    },
    {
      title: 'of peak',
      cell: ({ summary }) =>
        summary!.shareOfPeak === undefined ? '' : formatPercent(summary!.shareOfPeak, 0),
    },
    { title: 'MB', cell: ({ peakBytes }) => (peakBytes ? formatCount(peakBytes / 1e6) : '') },
    {
      title: 'error',
      cell: ({ error }) => (error === undefined ? '' : error === 0 ? '0' : error.toExponential(0)),
    },
  ]
}

/** Images of MNIST's training split. */
const EPOCH = 60_000

/** Seconds of an epoch at a step's pace. */
function epochSeconds({ summary }: Measurement, images: number): number {
  return (Math.ceil(EPOCH / images) * summary!.median) / 1000
}

function limits([low, high]: readonly [number, number]): string {
  return `${formatNumber(low)} to ${formatNumber(high)}`
}

function notesOf({ measurements, windows, unit, images }: WorkloadResult): string[] {
  const extrapolated = measurements.flatMap(({ backend, work }) =>
    work?.extrapolated ? [`${backend.name} from ${partOf(work, windows, images)}`] : [],
  )
  const marks =
    extrapolated.length > 0 ? [`≈ extrapolated to a whole ${unit}: ${extrapolated.join('; ')}.`] : []
  const epochs =
    unit === 'step' ? [`An epoch is computed from a step; none was run (${formatCount(EPOCH)} images).`] : []
  const low = measurements.filter(({ summary }) => summary && summary.coverage < 0.95)
  const loose =
    low.length > 0
      ? [`With so few rounds the interval covers ${formatPercent(low[0]!.summary!.coverage, 0)} only.`]
      : []
  return [...marks, ...epochs, ...loose, ...absent(measurements)]
}

/** What was not timed, a line for each reason. */
function absent(measurements: readonly Measurement[]): string[] {
  const names = new Map<string, string[]>()
  for (const { backend, outcome, reason } of measurements) {
    if (outcome === 'timed') continue
    const why = `${OUTCOMES[outcome]}${reason}.`
    names.set(why, [...(names.get(why) ?? []), backend.name])
  }
  return [...names].map(([why, backends]) => `${backends.join('; ')}: ${why}`)
}

const OUTCOMES = { wrong: 'wrong, and so not timed: ', missing: 'not here: ', failed: 'failed: ' } as const

function partOf({ windows, images }: SampledWork, all: number, batch: number): string {
  if (windows !== undefined) return `${windows} of ${formatCount(all)} windows`
  return `steps of ${images} of ${batch} images`
}
