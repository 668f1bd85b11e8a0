import type { KernelVariant } from '@umbra/occlusion-wasm'
import { median, medianInterval } from '@umbra/stats'
import type { Backend } from './backend.js'
import type { BenchmarkResult, Measurement, Sample, Summary, WorkloadResult } from './result.js'

/** Level of every interval. */
export const CONFIDENCE = 0.95

/** Fills in what follows from the times: medians, intervals, rates, and ratios to the baseline. */
export function summarised(workload: WorkloadResult, { peaks, baseline }: BenchmarkContext): WorkloadResult {
  const base = baselineOf(workload, baseline)?.samples
  const measurements = workload.measurements.map((measurement) =>
    measurement.samples.length === 0
      ? measurement
      : { ...measurement, summary: summaryOf(measurement, base, workload.multiplyAdds, peaks) },
  )
  return { ...workload, measurements }
}

type BenchmarkContext = Pick<BenchmarkResult, 'peaks' | 'baseline'>

/** The measurement others are compared with: that of the baseline, or of its first number of threads. */
export function baselineOf({ measurements }: WorkloadResult, baseline: string): Measurement | undefined {
  const timed = measurements.filter(({ samples }) => samples.length > 0)
  return (
    timed.find(({ backend }) => backend.id === baseline) ??
    timed.find(({ backend }) => backend.id.startsWith(`${baseline}:`))
  )
}

function summaryOf(
  { backend, samples, multiplyAdds }: Measurement,
  base: readonly Sample[] | undefined,
  plain: number | undefined,
  peaks: BenchmarkContext['peaks'],
): Summary {
  const times = samples.map(({ milliseconds }) => milliseconds)
  const { median: middle, interval, coverage } = medianInterval(times, CONFIDENCE)
  const counted = multiplyAdds ?? (runsAllCopies(backend) ? plain : undefined)
  const rate = counted === undefined ? undefined : (counted / middle) * 1000
  const peak = peaks[buildOf(backend)!]
  return {
    median: middle,
    interval,
    coverage,
    perSecond: 1000 / middle,
    ...(base && { ratio: ratioTo(base, samples) }),
    ...(rate !== undefined && { multiplyAddsPerSecond: rate }),
    ...(rate !== undefined && peak && { shareOfPeak: rate / (peak * backend.threads) }),
  }
}

/** Whether a backend runs every covered copy through the whole network. Umbra's own leave out what changes nothing. */
export function runsAllCopies({ family }: Backend): boolean {
  return family !== 'batched' && family !== 'incremental'
}

/** Each round's baseline divided by its own time: what a busy moment does to both cancels out. */
function ratioTo(base: readonly Sample[], samples: readonly Sample[]): NonNullable<Summary['ratio']> {
  const ratios = samples.flatMap(({ round, milliseconds }) => {
    const other = base.find((sample) => sample.round === round)
    return other ? [other.milliseconds / milliseconds] : []
  })
  if (ratios.length === 0) {
    const value = median(base.map((s) => s.milliseconds)) / median(samples.map((s) => s.milliseconds))
    return { median: value, interval: [0, Number.MAX_VALUE] }
  }
  const { median: middle, interval } = medianInterval(ratios, CONFIDENCE)
  return { median: middle, interval }
}

/** The kernel build whose peak bounds a backend; undefined for native libraries, which have wider vectors and FMA. */
function buildOf({ family, build }: Backend): KernelVariant | undefined {
  if (family === 'incremental' || family === 'batched') return build as KernelVariant
  if (family !== 'tfjs') return undefined
  if (build === 'wasm-scalar') return 'scalar'
  return build === 'wasm-simd' ? 'simd' : undefined
}

/** Share of all processors that others may use before a machine is called busy. */
const QUIET_BELOW = 0.1

/** Whether others kept the machine busy, in a sentence; undefined where they did not, or nobody could tell. */
export function busyness({
  readings,
  machine,
}: Pick<BenchmarkResult, 'readings' | 'machine'>): string | undefined {
  const most = Math.max(0, ...readings.map(({ busy = 0 }) => busy))
  if (most < QUIET_BELOW) return undefined
  const moments = readings.filter(({ busy = 0 }) => busy >= QUIET_BELOW).length
  return (
    `The machine was busy: others used up to ${Math.round(100 * most)}% of its ${machine.cores} processors ` +
    `(${moments} of ${readings.length} readings). Ratios are fairer than times, and both would be better on a quiet one.`
  )
}
