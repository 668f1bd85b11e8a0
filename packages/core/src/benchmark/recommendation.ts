import { formatNumber } from '../words/format.js'
import type { BenchmarkTask } from './backend.js'
import type { BenchmarkResult, Measurement, WorkloadResult } from './result.js'
import { baselineOf, busyness, CONFIDENCE } from './summarise.js'
import { one, timedBySpeed } from './table.js'

/** Which backend to use on this machine: a few sentences, the most important first. */
export function recommendation(result: BenchmarkResult): string[] {
  const firstOf = (task: BenchmarkTask) =>
    result.workloads.find((workload) => workload.task === task && !workload.scaling)
  const about: Readonly<Record<BenchmarkTask, string>> = {
    map: 'For occlusion maps',
    forward: 'For plain predictions',
    training: 'For training',
    study: 'For a whole study',
  }
  const sentences = (['map', 'forward', 'training', 'study'] as const).flatMap((task) => {
    const workload = firstOf(task)
    return workload ? choice(workload, about[task], result) : []
  })
  const wrong = new Set(
    result.workloads.flatMap(({ measurements }) =>
      measurements.filter(({ outcome }) => outcome === 'wrong').map(({ backend }) => backend.name),
    ),
  )
  const busy = busyness(result)
  return [
    ...sentences,
    ...threadsSentence(firstOf('map')),
    ...(wrong.size > 0 ? [`Do not use ${[...wrong].join(', ')}: what it computes here is wrong.`] : []),
    ...(busy ? [busy] : []),
  ]
}

function choice(workload: WorkloadResult, about: string, { baseline }: BenchmarkResult): string[] {
  const [best, next] = timedBySpeed(workload).reverse()
  if (!best) return []
  const base = baselineOf(workload, baseline)
  const { median, interval, coverage, ratio } = best.summary!
  const range = interval.map((ms) => formatNumber(ms)).join(' to ')
  const sure = coverage >= CONFIDENCE ? `95% interval ${range}` : `from too few rounds to be sure: ${range}`
  const time = `${formatNumber(median)} ms ${one(workload.unit)} (${sure})`
  const times =
    base && base !== best && ratio
      ? `, ${formatNumber(ratio.median, 2)} times as fast as ${base.backend.name}`
      : ''
  const tie = next && overlaps(best, next) ? ` ${next.backend.name} cannot be told apart from it.` : ''
  return [`${about} use ${best.backend.name}: ${time}${times}.${tie}`]
}

function overlaps(a: Measurement, b: Measurement): boolean {
  return a.summary!.interval[1] >= b.summary!.interval[0]
}

/** What more threads bring the engine. */
function threadsSentence(workload: WorkloadResult | undefined): string[] {
  if (!workload) return []
  const engine = workload.measurements
    .filter(({ backend, summary }) => summary && backend.family === 'incremental' && backend.build === 'simd')
    .sort((a, b) => a.backend.threads - b.backend.threads)
  const [one, most] = [engine[0], engine.at(-1)]
  if (!one || !most || one.backend.threads !== 1 || most === one) return []
  const gain = one.summary!.median / most.summary!.median
  return [
    `With ${most.backend.threads} threads the engine is ${formatNumber(gain, 2)} times as fast as with one.`,
  ]
}
