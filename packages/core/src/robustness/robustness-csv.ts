import { csv } from '../export/index.js'
import { choiceNames, choicesInWords } from './grid.js'
import type { RobustnessResult } from './result.js'

/** Every estimate as CSV, one row for each measure, specification and network; nothing where it is not defined. */
export function robustnessCsv({ specifications, curves, models }: RobustnessResult): string {
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
  return csv(columns, rows)
}
