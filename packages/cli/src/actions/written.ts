import type { Terminal } from '../terminal/terminal.js'

/** Lists the files written, as a reader wants them: the report, the numbers, the figures. */
export function printWritten(paths: readonly string[], terminal: Pick<Terminal, 'print'>): void {
  const rank = (path: string) => (path.endsWith('report.html') ? 0 : /\.(svg|png)$/.test(path) ? 2 : 1)
  const sorted = [...paths].sort((a, b) => rank(a) - rank(b))
  terminal.print(['', 'Written:', ...sorted.map((path) => `  ${path}`)].join('\n'))
}
