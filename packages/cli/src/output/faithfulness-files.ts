import { type Dataset, version } from '@umbra/core/explain'
import { faithfulnessCurvesFigure, faithfulnessEffectsFigure } from '@umbra/core/figures'
import { renderFaithfulnessReport } from '@umbra/core/report'
import { type FaithfulnessConfig, type FaithfulnessResult, faithfulnessCsv } from '@umbra/core/study'
import { scoreText, settingsText } from '@umbra/core/words'
import { contentName } from './destination.js'
import { figureDocument } from './figure-document.js'
import type { OutputFile } from './staged-files.js'
import { svgToPng } from './svg-to-png.js'

/** `faithfulness-1f2e3d4c`: the same configuration, model and data always have the same name. */
export function faithfulnessName(
  config: FaithfulnessConfig,
  modelSha256: string,
  { images, labels }: Dataset['sha256'],
): string {
  return contentName(['faithfulness'], [version, Object.entries(config).sort(), modelSha256, images, labels])
}

/** Everything that measures of faithfulness are kept as. */
export async function faithfulnessFiles(result: FaithfulnessResult): Promise<OutputFile[]> {
  const [document, toPng] = await Promise.all([figureDocument(), svgToPng()])
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
    ...Object.entries(figures).flatMap(([name, svg]) => [
      { name: `figures/${name}.svg`, bytes: svg },
      { name: `figures/${name}.png`, bytes: toPng(svg) },
    ]),
    { name: 'faithfulness.csv', bytes: faithfulnessCsv(result) },
    { name: 'report.html', bytes: renderFaithfulnessReport(result, figures) },
    { name: 'faithfulness.json', bytes: `${JSON.stringify(result, null, 2)}\n` },
  ]
}
