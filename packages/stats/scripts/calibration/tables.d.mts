import type * as stats from '../../src/index.js'

interface Table {
  readonly head: string
  readonly columns: number
  readonly rows: number
  /** Row i as it stands in docs/statistics.md, from so many runs and a root seed. */
  row(functions: typeof stats, i: number, settings: { readonly runs: number; readonly seed: number }): string
}

export const tables: Readonly<Record<'null' | 'planted' | 'coverage', Table>>
