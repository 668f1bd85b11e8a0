import { formatDuration, formatScientific } from '@umbra/core/words'
import { table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'
import type { DoctorReport, EngineTrial, Finding } from './doctor-report.js'

/** What `umbra doctor` found, on one screen: the machine, the engines as they ran, data and model. */
export function doctorSummary(report: DoctorReport, width: number, bold: (text: string) => string): string {
  const { node, processor, webAssembly, tensorflow, problems } = report
  const facts = [
    ['Umbra', report.umbra],
    ['Node', `${node.version} (V8 ${node.v8}, ${node.platform} ${node.arch})`],
    ['processor', `${processor.name}, ${processor.cores} cores for this process`],
    [
      'WebAssembly',
      `SIMD ${yes(webAssembly.simd)}, relaxed SIMD ${yes(webAssembly.relaxedSimd)}, shared memory ${yes(webAssembly.threads)}`,
    ],
    ['TensorFlow.js', tensorflow ?? 'did not start'],
    ...[...report.data, report.model, report.studio].map(found),
  ]
  const columns = ['asked for', 'ran', 'threads', 'difference', 'time']
  return [
    ...facts.map(([name, value]) => ` ${bold(name!.padEnd(14))}${value}`),
    '',
    table(
      columns.map((title, c) => ({ title, align: c < 2 ? ('left' as const) : ('right' as const) })),
      report.engines.map(trialRow),
      bold,
    ),
    '',
    ...report.engines.flatMap(({ asked, error }) => (error ? [wrap(`${asked}: ${error}`, width, ' ')] : [])),
    problems.length === 0 ? 'Everything needed works.' : `${problems.length} problem(s) found.`,
  ].join('\n')
}

function trialRow({ asked, ran, difference, milliseconds }: EngineTrial): string[] {
  if (!ran) return [asked, 'did not run', '', '', '']
  return [
    asked,
    `${ran.name}, ${ran.variant}`,
    String(ran.threads),
    difference === undefined ? '' : difference === 0 ? '0' : formatScientific(difference),
    milliseconds === undefined ? '' : formatDuration(milliseconds / 1000),
  ]
}

function found({ name, ok, detail }: Finding): [string, string] {
  return [name, `${ok ? 'found' : 'not usable'}: ${detail}`]
}

function yes(there: boolean): string {
  return there ? 'runs' : 'does not run'
}
