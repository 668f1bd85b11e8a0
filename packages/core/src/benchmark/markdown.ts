import { formatNumber } from '../words/format.js'
import { recommendation } from './recommendation.js'
import type { BenchmarkResult, Machine, WorkloadResult } from './result.js'
import { busyness } from './summarise.js'
import { benchmarkTable } from './table.js'

/** A benchmark as Markdown: what to use, every table, and the machine. */
export function benchmarkMarkdown(result: BenchmarkResult): string {
  return [
    '# Which backend should I use on this machine?',
    recommendation(result).join('\n'),
    ...result.workloads
      .filter(({ scaling }) => !scaling)
      .map((workload) => workloadMarkdown(workload, result)),
    ...(result.complete ? [] : ['The benchmark was interrupted: what it had measured until then is here.']),
    `## Machine\n\n${machineSentences(result).join(' ')}`,
  ]
    .join('\n\n')
    .concat('\n')
}

/** One workload: heading, table, notes. */
export function workloadMarkdown(
  workload: WorkloadResult,
  result: Pick<BenchmarkResult, 'baseline'>,
): string {
  const { columns, rows, notes } = benchmarkTable(workload, result)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    `## ${workload.title}`,
    [
      line(columns.map(({ title }) => title)),
      line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
      ...rows.map(line),
    ].join('\n'),
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join('\n')] : []),
  ].join('\n\n')
}

/** The machine, its peak, and how quiet it was. */
export function machineSentences(result: BenchmarkResult): string[] {
  const { machine, peaks, created, umbra } = result
  const known = Object.entries(peaks).map(([variant, rate]) => `${formatNumber(rate / 1e9)} (${variant})`)
  const loads = result.readings.flatMap(({ load }) => load ?? [])
  const load =
    loads.length > 0
      ? [`Load average ${formatNumber(loads[0]!, 2)} before, ${formatNumber(loads.at(-1)!, 2)} after.`]
      : []
  return [
    `${machineText(machine)}; Umbra ${umbra}, ${created.slice(0, 10)}.`,
    `One thread does at most ${known.join(', ')} G multiply-adds/s, on registers alone.`,
    ...load,
    ...quietness(result),
  ]
}

/** A busy machine has been told of already, where it matters most. */
function quietness(result: BenchmarkResult): string[] {
  if (busyness(result)) return []
  const told = result.readings.some(({ busy }) => busy !== undefined)
  return [told ? 'Nobody else kept it busy.' : 'Whether others kept it busy, a page cannot know.']
}

function machineText({ processor, cores, memoryBytes, system, runtime }: Machine): string {
  const memory = memoryBytes ? `, ${formatNumber(memoryBytes / 2 ** 30, 2)} GiB` : ''
  return `${processor}, ${cores} cores${memory}; ${system}; ${runtime}`
}
