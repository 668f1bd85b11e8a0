import { type Table, tableCsv, tableParquet } from '../export/index.js'
import type { ReportedTest } from '../study/result.js'
import type { PairsResult } from './result.js'

/** Every pair and measure as CSV: difference, Hedges g, intervals, p and its adjustment; interactions have no difference. */
export function pairsCsv(result: PairsResult): string {
  return tableCsv(tableOf(result))
}

/** The same as Parquet. */
export function pairsParquet(result: PairsResult): Uint8Array {
  return tableParquet(tableOf(result))
}

function tableOf({ classes, pairs }: PairsResult): Table {
  const columns = [
    'first',
    'second',
    'measure',
    'difference',
    'low',
    'high',
    'effect',
    'p',
    'pHolm',
    'nFirst',
    'nSecond',
  ]
  const rows = pairs.flatMap(({ classes: [a, b], profile, interaction, strength, ...tests }) => {
    const { overall, contrasts, regions } = tests
    const names = [classes[a]!.name, classes[b]!.name]
    const none = Number.NaN
    const images = ({ n }: Pick<ReportedTest, 'n'>) => [n?.[0] ?? none, n?.[1] ?? none]
    const row = (measure: string, test: ReportedTest & { readonly pHolm: number }) => [
      ...names,
      measure,
      test.estimate ?? none,
      ...(test.interval ?? [none, none]),
      test.effect?.value ?? none,
      test.p,
      test.pHolm,
      ...images(test),
    ]
    return [
      ...(profile ? [row(profile.name, profile)] : []),
      row(interaction.name, interaction),
      ...(profile?.regions ?? []).map((share) => row(`share of ${share.region}`, share)),
      ...(strength ? [row('strength', strength)] : []),
      ...[...contrasts, overall, ...regions].map((test) => row(test.region, test)),
    ]
  })
  return { columns, rows }
}
