import { type Table, tableCsv, tableParquet } from '../export/index.js'
import { choiceNames, choicesInWords } from './grid.js'
import type { RobustnessResult } from './result.js'

/** Every estimate as CSV, one row for each measure, specification and network; nothing where it is not defined. */
export function robustnessCsv(result: RobustnessResult): string {
  return tableCsv(tableOf(result))
}

/** The same as Parquet. */
export function robustnessParquet(result: RobustnessResult): Uint8Array {
  return tableParquet(tableOf(result))
}

function tableOf({ specifications, curves, models }: RobustnessResult): Table {
  const columns = ['measure', ...choiceNames, 'network', 'g', 'low', 'high', 'p', 'difference']
  const words = specifications.map(choicesInWords)
  const rows = curves.flatMap(({ measure, estimates }) =>
    estimates.flatMap((estimate, s) =>
      estimate.models.map((one, m) => [
        measure,
        ...choiceNames.map((name) => words[s]![name]),
        models[m]!.name,
        ...(one ? [one.g, ...one.interval, one.p, one.difference] : Array<number>(5).fill(Number.NaN)),
      ]),
    ),
  )
  return { columns, rows }
}
