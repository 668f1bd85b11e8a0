import {
  type BenchmarkComparison,
  type BenchmarkResult,
  benchmarkTable,
  comparisonLines,
  machineSentences,
  recommendation,
  type WorkloadResult,
} from '@umbra/core/benchmark'
import { type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

/** A benchmark on a few screens: a table for each workload, what to use, and the machine. */
export function benchmarkSummary(result: BenchmarkResult, screen: Screen): string {
  const { width, colours } = screen
  const { bold } = colours
  const curves = result.workloads.some(({ scaling }) => scaling)
  return [
    ...result.workloads.map((workload) => workloadSummary(workload, result, screen)),
    [
      bold('Which backend should I use on this machine?'),
      ...recommendation(result).map((sentence) => wrap(sentence, width)),
    ].join('\n'),
    [
      ...machineSentences(result).map((sentence) => wrap(sentence, width)),
      ...(curves ? ['--out draws the curves.'] : []),
    ].join('\n'),
  ].join('\n\n')
}

/** Columns that give way, the first first, where the terminal is narrow. */
const EXPENDABLE = ['M multiply-adds', 'error', 'MB', 'G/s', '95% interval', 'of peak', 'maps/s']

function workloadSummary(workload: WorkloadResult, result: BenchmarkResult, screen: Screen): string {
  const { columns, rows, notes } = benchmarkTable(workload, result)
  const { width, colours } = screen
  const ordered = columns.map((column) => {
    const order = EXPENDABLE.indexOf(column.title)
    return order < 0 ? column : { ...column, expendable: order }
  })
  return [
    colours.bold(wrap(workload.title, width)),
    table(ordered, rows, screen),
    ...notes.map((note) => wrap(note, width)),
  ].join('\n')
}

/** What has changed since an earlier benchmark. */
export function comparisonSummary(comparison: BenchmarkComparison, { width, colours }: Screen): string {
  const lines = comparisonLines(comparison).map((line) => wrap(line, width))
  return [colours.bold('Compared with before'), ...lines].join('\n')
}
