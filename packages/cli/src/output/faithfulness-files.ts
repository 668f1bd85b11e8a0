import { faithfulnessCurvesFigure, faithfulnessEffectsFigure } from '@umbra/core/figures'
import { type FaithfulnessFigures, renderFaithfulnessReport } from '@umbra/core/report'
import { type FaithfulnessResult, faithfulnessCsv } from '@umbra/core/study'
import { scoreText, settingsText } from '@umbra/core/words'
import { figureDocument } from './figure-document.js'
import { resultFigures } from './figure-files.js'
import { FAITHFULNESS_FILE } from './quoted-faithfulness.js'
import type { OutputFile } from './staged-files.js'

/** Everything that measures of faithfulness are kept as. */
export async function faithfulnessFiles(result: FaithfulnessResult): Promise<OutputFile[]> {
  const figures = faithfulnessFigures(result, await figureDocument())
  return [
    ...(await resultFigures(figures)),
    { name: 'faithfulness.csv', bytes: faithfulnessCsv(result) },
    { name: 'report.html', bytes: renderFaithfulnessReport(result, figures) },
    { name: FAITHFULNESS_FILE, bytes: `${JSON.stringify(result, null, 2)}\n` },
  ]
}

/** The curves, and the map's advantage by every measure. */
export function faithfulnessFigures(result: FaithfulnessResult, document: Document): FaithfulnessFigures {
  const { config, n, curves, levels } = result
  const score = scoreText(config.curve)
  return {
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
}
