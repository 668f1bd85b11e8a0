import { type Dataset, version } from '@umbra/core/explain'
import { primaryCurveOf, robustnessFigures, studyFigures } from '@umbra/core/figures'
import { renderReport } from '@umbra/core/report'
import {
  npz,
  type PairsConfig,
  type RobustnessResult,
  regionsParquet,
  robustnessCsv,
  robustnessParquet,
  type Study,
  type StudyConfig,
  samplesCsv,
  samplesParquet,
} from '@umbra/core/study'
import { contentName } from './destination.js'
import { figureDocument } from './figure-document.js'
import { ROBUSTNESS_FILE } from './robustness-files.js'
import type { OutputFile } from './staged-files.js'
import { svgToPng } from './svg-to-png.js'

/** Everything a study is kept as, with its repetitions where there are any; the report, which refers to the rest, comes last but for result.json. */
export async function studyFiles(study: Study, robustness?: RobustnessResult): Promise<OutputFile[]> {
  const document = await figureDocument()
  const specifications = robustness && primaryCurveOf(robustness)
  const figures = studyFigures(study, { document, specifications })
  const curves = robustness && { result: robustness, figures: robustnessFigures(robustness, { document }) }
  const toPng = await svgToPng()
  const { maps, images, samples } = study.data
  const column = (key: 'label' | 'index') => ({
    data: Int32Array.from(samples, (sample) => sample[key]),
    shape: [samples.length],
  })
  return [
    ...Object.entries({ ...figures, ...curves?.figures }).flatMap(([name, svg]: [string, string]) => [
      { name: `figures/${name}.svg`, bytes: svg },
      { name: `figures/${name}.png`, bytes: toPng(svg) },
    ]),
    { name: 'samples.csv', bytes: samplesCsv(study) },
    { name: 'samples.parquet', bytes: samplesParquet(study) },
    { name: 'regions.parquet', bytes: regionsParquet(study) },
    { name: 'maps.npz', bytes: npz({ maps, images, labels: column('label'), indices: column('index') }) },
    ...(robustness
      ? [
          { name: 'specifications.csv', bytes: robustnessCsv(robustness) },
          { name: 'specifications.parquet', bytes: robustnessParquet(robustness) },
          { name: ROBUSTNESS_FILE, bytes: `${JSON.stringify(robustness)}\n` },
        ]
      : []),
    { name: 'report.html', bytes: renderReport(study, { figures, specifications, robustness: curves }) },
    { name: 'result.json', bytes: `${JSON.stringify(study.result, null, 2)}\n` },
  ]
}

/** `study-6-8-1f2e3d4c`: the same configuration, model and data always have the same name. */
export function studyName(config: StudyConfig, modelSha256: string, data: Dataset['sha256']): string {
  return contentName(['study', ...config.classes], identityOf(config, modelSha256, data))
}

/** `pairs-1f2e3d4c`. */
export function pairsName(config: PairsConfig, modelSha256: string, data: Dataset['sha256']): string {
  return contentName(['pairs'], identityOf(config, modelSha256, data))
}

function identityOf(config: PairsConfig, modelSha256: string, { images, labels }: Dataset['sha256']) {
  return [version, Object.entries(config).sort(), modelSha256, images, labels]
}
