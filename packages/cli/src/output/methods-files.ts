import { methodAgreementFigure, methodAnswersFigure, methodMapsFigure } from '@umbra/core/figures'
import { renderMethodsReport } from '@umbra/core/report'
import { type ComparedMethods, methodsCsv } from '@umbra/core/study'
import { scoreText, settingsText } from '@umbra/core/words'
import { figureDocument } from './figure-document.js'
import { resultFigures } from './figure-files.js'
import type { OutputFile } from './staged-files.js'

/** Everything that a comparison of methods is kept as. */
export async function methodsFiles({ result, shown }: ComparedMethods): Promise<OutputFile[]> {
  const document = await figureDocument()
  const { config, answers } = result
  const figures = {
    maps: methodMapsFigure(result, shown, {
      title: 'What counts, by every method',
      subtitle: `${result.provenance.data.name}; ${scoreText(config.score)} of the class predicted; occlusion: ${settingsText(config)}`,
    }),
    agreement: methodAgreementFigure(result),
    ...(answers && { answers: methodAnswersFigure(result, { document }) }),
  }
  return [
    ...(await resultFigures(figures)),
    { name: 'methods.csv', bytes: methodsCsv(result) },
    { name: 'report.html', bytes: renderMethodsReport(result, figures) },
    { name: 'methods.json', bytes: `${JSON.stringify(result, null, 2)}\n` },
  ]
}
