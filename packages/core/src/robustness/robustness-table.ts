import { type Table, tableCsv, tableParquet } from '../export/index.js'
import { choiceNames, choicesInWords } from './grid.js'
import type { RobustnessResult } from './result.js'

/**
 * Every estimate as CSV: a row for each measure, specification and network, and of several networks one for all of them, whose g, interval
 * and p hold for new networks and new images. Specifications with one answer have one number under `answer`, that of their representative.
 */
export function robustnessCsv(result: RobustnessResult): string {
  return tableCsv(tableOf(result))
}

/** The same as Parquet. */
export function robustnessParquet(result: RobustnessResult): Uint8Array {
  return tableParquet(tableOf(result))
}

function tableOf({ specifications, curves, models }: RobustnessResult): Table {
  const columns = ['measure', ...choiceNames, 'answer', 'network', 'g', 'low', 'high', 'p', 'difference']
  const words = specifications.map(choicesInWords)
  const none = [Number.NaN, Number.NaN] as const
  const rows = curves.flatMap(({ measure, estimates, groups }) => {
    const answers = new Map(
      groups?.flatMap(({ members, representative }) => members.map((s) => [s, representative])),
    )
    return estimates.flatMap(({ models: singles, crossed }, s) => {
      if (singles.every((one) => one === null)) return []
      const choices = [measure, ...choiceNames.map((name) => words[s]![name]), answers.get(s) ?? s]
      const all = crossed && ['all', crossed.estimate, ...crossed.interval, crossed.p, Number.NaN]
      return [
        ...singles.map((one, m) => [
          ...choices,
          models[m]!.name,
          ...(one
            ? [one.g, ...(one.interval ?? none), one.p, one.difference]
            : Array<number>(5).fill(Number.NaN)),
        ]),
        ...(all ? [[...choices, ...all]] : []),
      ]
    })
  })
  return { columns, rows }
}
