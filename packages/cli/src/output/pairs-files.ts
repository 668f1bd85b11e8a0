import { pairsFigures } from '@umbra/core/figures'
import { renderPairsReport } from '@umbra/core/report'
import { type PairsResult, pairsCsv, pairsParquet } from '@umbra/core/study'
import { resultFigures } from './figure-files.js'
import type { OutputFile } from './staged-files.js'

/** Everything a comparison of all pairs is kept as. */
export async function pairsFiles(result: PairsResult): Promise<OutputFile[]> {
  const figures = pairsFigures(result)
  return [
    ...(await resultFigures(figures)),
    { name: 'pairs.csv', bytes: pairsCsv(result) },
    { name: 'pairs.parquet', bytes: pairsParquet(result) },
    { name: 'report.html', bytes: renderPairsReport(result, figures) },
    { name: 'pairs.json', bytes: `${JSON.stringify(result, null, 2)}\n` },
  ]
}
