import { type Dataset, version } from '@umbra/core/explain'
import { methodAgreementFigure, methodAnswersFigure, methodMapsFigure } from '@umbra/core/figures'
import { renderMethodsReport } from '@umbra/core/report'
import { type ComparedMethods, type MethodsConfig, methodsCsv } from '@umbra/core/study'
import { scoreText, settingsText } from '@umbra/core/words'
import { contentName } from './destination.js'
import { figureDocument } from './figure-document.js'
import type { OutputFile } from './staged-files.js'
import { svgToPng } from './svg-to-png.js'

/** `methods-1f2e3d4c`: the same configuration, model and data always have the same name. */
export function methodsName(
  config: MethodsConfig,
  modelSha256: string,
  { images, labels }: Dataset['sha256'],
): string {
  return contentName(['methods'], [version, Object.entries(config).sort(), modelSha256, images, labels])
}

/** Everything that a comparison of methods is kept as. */
export async function methodsFiles({ result, shown }: ComparedMethods): Promise<OutputFile[]> {
  const [document, toPng] = await Promise.all([figureDocument(), svgToPng()])
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
    ...Object.entries(figures).flatMap(([name, svg]) => [
      { name: `figures/${name}.svg`, bytes: svg },
      { name: `figures/${name}.png`, bytes: toPng(svg) },
    ]),
    { name: 'methods.csv', bytes: methodsCsv(result) },
    { name: 'report.html', bytes: renderMethodsReport(result, figures) },
    { name: 'methods.json', bytes: `${JSON.stringify(result, null, 2)}\n` },
  ]
}
