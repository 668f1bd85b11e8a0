import { faithfulnessCurvesFigure, faithfulnessEffectsFigure } from '@umbra/core/figures'
import { renderFaithfulnessReport } from '@umbra/core/report'
import { type FaithfulnessResult, faithfulnessCsv } from '@umbra/core/study'
import { scoreText, settingsText } from '@umbra/core/words'
import { figureDocument } from './figure-document.js'
import { resultFigures } from './figure-files.js'
import type { OutputFile } from './staged-files.js'

/** Everything that measures of faithfulness are kept as. */
export async function faithfulnessFiles(result: FaithfulnessResult): Promise<OutputFile[]> {
  const document = await figureDocument()
  const { config, n, curves, levels } = result
  const score = scoreText(config.curve)
  const figures = {
    curves: faithfulnessCurvesFigure(
      {
        title: 'What becomes of the score as pixels are covered',
        subtitle: `Mean over ${n} images; ${settingsText(config)}`,
        ...{ curves, levels, score },
      },
      { document },
    ),
    effects: faithfulnessEffectsFigure(result, { document }),
  }
  return [
    ...(await resultFigures(figures)),
    { name: 'faithfulness.csv', bytes: faithfulnessCsv(result) },
    { name: 'report.html', bytes: renderFaithfulnessReport(result, figures) },
    { name: 'faithfulness.json', bytes: `${JSON.stringify(result, null, 2)}\n` },
  ]
}
