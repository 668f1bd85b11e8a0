import { holm, mannWhitneyU, standardNormal } from '@umbra/stats'
import { formatNumber, formatPValue } from '../words/format.js'
import type { BenchmarkResult, Sample } from './result.js'
import { busyness } from './summarise.js'

/** Smallest change of a time that is worth a word. */
const WORTH_A_WORD = 0.05
/** Level of the tests, all of one comparison together. */
const ALPHA = 0.01

/** One backend at one workload, in two benchmarks. */
export interface ComparedMeasurement {
  readonly workload: string
  readonly backend: string
  /** Median milliseconds. */
  readonly before: number
  readonly after: number
  /** Time after divided by time before, and its 95% interval. */
  readonly ratio: number
  readonly interval: readonly [number, number]
  /** Mann–Whitney, Holm-adjusted over all that is compared. */
  readonly p: number
  /** `unclear`: changed by more than five per cent for all we know, or not at all. */
  readonly verdict: 'slower' | 'faster' | 'same' | 'unclear'
}

export interface BenchmarkComparison {
  readonly measurements: readonly ComparedMeasurement[]
  /** What speaks against comparing: other machines, busy ones, a clock that has changed. */
  readonly warnings: readonly string[]
}

/**
 * Tells regressions from noise. A measurement is slower only if a rank test says that its times have shifted, and the interval
 * of the shift lies wholly beyond five per cent: the ratio's estimate is the median of all ratios of a time after to a
 * time before, its interval that of Hodges and Lehmann (Hollander and Wolfe, 1999, Nonparametric Statistical Methods, 4.2 and 4.3).
 */
export function compareBenchmarks(before: BenchmarkResult, after: BenchmarkResult): BenchmarkComparison {
  const pairs = after.workloads.flatMap(({ id, measurements }) =>
    measurements.flatMap(({ backend, samples, summary }) => {
      const earlier = before.workloads
        .find((workload) => workload.id === id)
        ?.measurements.find((measurement) => measurement.backend.id === backend.id)
      if (!summary || !earlier?.summary) return []
      const [old, now] = [earlier.samples, samples].map(timesOf) as [number[], number[]]
      return [{ id, backend, old, now, medians: [earlier.summary.median, summary.median] as const }]
    }),
  )
  const adjusted = holm(pairs.map(({ old, now }) => mannWhitneyU(now, old).p))
  return {
    warnings: warningsOf(before, after),
    measurements: pairs.map(({ id, backend, old, now, medians }, i) => {
      const { ratio, interval } = shift(old, now)
      const p = adjusted[i]!
      const [median, later] = medians
      const verdict = verdictOf(interval, p)
      return {
        workload: id,
        backend: backend.name,
        before: median,
        after: later,
        ratio,
        interval,
        p,
        verdict,
      }
    }),
  }
}

function timesOf(samples: readonly Sample[]): number[] {
  return samples.map(({ milliseconds }) => milliseconds)
}

function verdictOf([low, high]: readonly [number, number], p: number): ComparedMeasurement['verdict'] {
  if (p <= ALPHA && low > 1 + WORTH_A_WORD) return 'slower'
  if (p <= ALPHA && high < 1 / (1 + WORTH_A_WORD)) return 'faster'
  return low > 1 / (1 + WORTH_A_WORD) && high < 1 + WORTH_A_WORD ? 'same' : 'unclear'
}

function shift(before: readonly number[], after: readonly number[]) {
  const ratios = Float64Array.from(before.flatMap((old) => after.map((now) => now / old))).sort()
  const [m, n] = [before.length, after.length]
  const z = standardNormal.upperQuantile(0.025)
  const rank = Math.max(0, Math.round((m * n) / 2 - z * Math.sqrt((m * n * (m + n + 1)) / 12)))
  const middle = (ratios.length - 1) / 2
  return {
    ratio: (ratios[Math.floor(middle)]! + ratios[Math.ceil(middle)]!) / 2,
    interval: [ratios[rank]!, ratios[ratios.length - 1 - rank]!] as const,
  }
}

function warningsOf(before: BenchmarkResult, after: BenchmarkResult): string[] {
  const warnings: string[] = []
  for (const [key, what] of [
    ['processor', 'processors'],
    ['cores', 'numbers of cores'],
    ['runtime', 'runtimes'],
  ] as const) {
    const [a, b] = [before.machine[key], after.machine[key]]
    if (a !== b) warnings.push(`The ${what} differ: ${a} before, ${b} after.`)
  }
  const [old, now] = [before.peaks.simd, after.peaks.simd]
  if (old && now && Math.abs(Math.log(now / old)) > Math.log(1 + WORTH_A_WORD)) {
    warnings.push(
      `The machine itself did ${formatNumber(old / 1e9)} G multiply-adds/s before and ${formatNumber(now / 1e9)} after: its speed has changed.`,
    )
  }
  for (const [when, result] of [
    ['before', before],
    ['after', after],
  ] as const) {
    if (busyness(result)) warnings.push(`The machine was busy ${when}.`)
  }
  return warnings
}

/** The changes as lines of text, those that matter first. */
export function comparisonLines({ measurements, warnings }: BenchmarkComparison): string[] {
  const rank = { slower: 0, faster: 1, unclear: 2, same: 3 } as const
  const sorted = [...measurements].sort((a, b) => rank[a.verdict] - rank[b.verdict])
  const changed = sorted.filter(({ verdict }) => verdict === 'slower' || verdict === 'faster')
  const unclear = sorted.filter(({ verdict }) => verdict === 'unclear').length
  const lines = changed.map(({ workload, backend, before, after, ratio, interval, p, verdict }) => {
    const times = `${formatNumber(before)} ms before, ${formatNumber(after)} after`
    const shown = `×${formatNumber(ratio)} [${interval.map((x) => formatNumber(x)).join(', ')}]`
    return `${verdict}: ${workload}, ${backend}: ${times}, ${shown}, p ${formatPValue(p)}`
  })
  const rest = measurements.length - changed.length - unclear
  return [
    ...lines,
    `${changed.length} of ${measurements.length} changed by more than 5%; ${rest} did not; of ${unclear} this cannot be told.`,
    ...warnings,
  ]
}
