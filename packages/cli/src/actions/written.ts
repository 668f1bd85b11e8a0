import { dirname } from 'node:path'
import type { Terminal } from '../terminal/terminal.js'

/** Files in the order in which a reader wants them: the report, the numbers, the figures. */
function ranked(paths: readonly string[]): readonly string[] {
  const rank = (path: string) => (path.endsWith('report.html') ? 0 : /\.(svg|png)$/.test(path) ? 2 : 1)
  return [...paths].sort((a, b) => rank(a) - rank(b))
}

/** Says where results are: the one file to open, or the folder, and with `--verbose` every file. */
export function printWritten(paths: readonly string[], terminal: Pick<Terminal, 'print' | 'verbose'>): void {
  const [first, ...others] = ranked(paths)
  if (first === undefined) return
  if (terminal.verbose || others.length === 0) {
    terminal.print(['', 'Written:', `  ${first}`, ...others.map((path) => `  ${path}`)].join('\n'))
    return
  }
  const report = first.endsWith('report.html')
  const folder = paths.map(dirname).reduce((a, b) => (a.length <= b.length ? a : b))
  const named = report ? `Report: ${first}` : `Written: ${folder}/`
  const count = report ? `${others.length} more files` : `${paths.length} files`
  terminal.print(['', named, `  ${count}; --verbose lists them`].join('\n'))
}
