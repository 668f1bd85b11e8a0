import { formatDuration, formatScientific } from '@umbra/core/words'
import { productsText } from '../terminal/products-note.js'
import { type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'
import type { DoctorReport, EngineTrial, Finding } from './doctor-report.js'

/** Columns for the names of facts. */
const NAMES = 15

/** What `umbra doctor` found, on one screen: the machine, the engines as they ran, data and model. */
export function doctorSummary(report: DoctorReport, screen: Screen): string {
  const { width } = screen
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
    ...facts.map(([name, value]) => factLines(name!, value!, screen)),
    '',
    table(
      columns.map((title, c) => ({
        ...{ title, align: c < 2 ? ('left' as const) : ('right' as const) },
        ...(title === 'threads' && { expendable: 1 }),
      })),
      report.engines.map(trialRow),
      screen,
    ),
    '',
    ...planLines(report.engines).map((line) => wrap(line, width, ' ')),
    ...report.engines.flatMap(({ asked, error }) => (error ? [wrap(`${asked}: ${error}`, width, ' ')] : [])),
    problems.length === 0 ? 'Everything needed works.' : `${problems.length} problem(s) found.`,
  ].join('\n')
}

/** A name and what there is to say of it, in lines below each other. */
function factLines(name: string, value: string, { width, colours }: Screen): string {
  const [first = '', ...rest] = wrap(value, width - NAMES).split('\n')
  return [
    ` ${colours.bold(name.padEnd(NAMES - 1))}${first}`,
    ...rest.map((line) => ' '.repeat(NAMES) + line),
  ].join('\n')
}

/** How the incremental engine computed the network it was tried on. */
function planLines(engines: readonly EngineTrial[]): string[] {
  const products = engines.find(({ ran }) => ran?.products)?.ran?.products
  const text = products && productsText(products)
  return text ? [`${text}, of the network tried; umbra explain --verbose tells of yours`] : []
}

function trialRow({ asked, ran, difference, milliseconds }: EngineTrial): string[] {
  if (!ran) return [asked, 'did not run', '', '', '']
  return [
    asked,
    // The version stands above.
    `${ran.name}, ${ran.variant.replace(/ [\d.]+$/, '')}`,
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
