import {
  type BenchmarkComparison,
  type BenchmarkResult,
  benchmarkTable,
  comparisonLines,
  machineSentences,
  recommendation,
  type WorkloadResult,
} from '@umbra/core/benchmark'
import { table } from '../terminal/table.js'
import type { Terminal } from '../terminal/terminal.js'
import { wrap } from '../terminal/wrap.js'

/** A benchmark on a few screens: a table for each workload, what to use, and the machine. */
export function benchmarkSummary(
  result: BenchmarkResult,
  { width, colours }: Pick<Terminal, 'width' | 'colours'>,
): string {
  const { bold } = colours
  const curves = result.workloads.some(({ scaling }) => scaling)
  return [
    ...result.workloads.map((workload) => workloadSummary(workload, result, width, bold)),
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
const EXPENDABLE = ['M multiply-adds', 'error', 'MB', 'G/s', '95% interval']

function workloadSummary(
  workload: WorkloadResult,
  result: BenchmarkResult,
  width: number,
  bold: (text: string) => string,
): string {
  const { columns, rows, notes } = benchmarkTable(workload, result)
  let shown = columns.map((column, c) => ({ ...column, c }))
  const drawn = () =>
    table(
      shown,
      rows.map((row) => shown.map(({ c }) => row[c]!)),
    )
  for (const title of EXPENDABLE) {
    if (
      Math.max(
        ...drawn()
          .split('\n')
          .map((line) => line.length),
      ) <= width
    )
      break
    shown = shown.filter((column) => column.title !== title)
  }
  return [bold(workload.title), drawn(), ...notes.map((note) => wrap(note, width))].join('\n')
}

/** What has changed since an earlier benchmark. */
export function comparisonSummary(
  comparison: BenchmarkComparison,
  { width, colours }: Pick<Terminal, 'width' | 'colours'>,
): string {
  const lines = comparisonLines(comparison).map((line) => wrap(line, width))
  return [colours.bold('Compared with before'), ...lines].join('\n')
}
