import { pairsFigures } from '@umbra/core/figures'
import { renderPairsReport } from '@umbra/core/report'
import { type PairsResult, pairsCsv, pairsParquet } from '@umbra/core/study'
import type { OutputFile } from './staged-files.js'
import { svgToPng } from './svg-to-png.js'

/** Everything a comparison of all pairs is kept as. */
export async function pairsFiles(result: PairsResult): Promise<OutputFile[]> {
  const toPng = await svgToPng()
  const figures = pairsFigures(result)
  return [
    ...Object.entries(figures).flatMap(([name, svg]) => [
      { name: `figures/${name}.svg`, bytes: svg },
      { name: `figures/${name}.png`, bytes: toPng(svg) },
    ]),
    { name: 'pairs.csv', bytes: pairsCsv(result) },
    { name: 'pairs.parquet', bytes: pairsParquet(result) },
    { name: 'report.html', bytes: renderPairsReport(result, figures) },
    { name: 'pairs.json', bytes: `${JSON.stringify(result, null, 2)}\n` },
  ]
}
