/** Paths as a reader wants them: the report, the numbers, the figures. */
export function reportFirst(paths: readonly string[]): string[] {
  const rank = (path: string) => (path.endsWith('report.html') ? 0 : /\.(svg|png)$/.test(path) ? 2 : 1)
  return [...paths].sort((a, b) => rank(a) - rank(b))
}
