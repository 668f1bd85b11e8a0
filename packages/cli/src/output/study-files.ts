import { primaryCurveOf, robustnessFigures, studyFigures } from '@umbra/core/figures'
import { renderReport } from '@umbra/core/report'
import {
  npz,
  type RobustnessResult,
  regionsParquet,
  robustnessCsv,
  robustnessParquet,
  type Study,
  samplesCsv,
  samplesParquet,
} from '@umbra/core/study'
import { figureDocument } from './figure-document.js'
import { resultFigures } from './figure-files.js'
import { ROBUSTNESS_FILE } from './robustness-files.js'
import type { OutputFile } from './staged-files.js'

/** Everything a study is kept as, with its repetitions where there are any; the report, which refers to the rest, comes last but for result.json. */
export async function studyFiles(study: Study, robustness?: RobustnessResult): Promise<OutputFile[]> {
  const document = await figureDocument()
  const specifications = robustness && primaryCurveOf(robustness)
  const figures = studyFigures(study, { document, specifications })
  const curves = robustness && { result: robustness, figures: robustnessFigures(robustness, { document }) }
  const { maps, images, samples } = study.data
  const column = (key: 'label' | 'index') => ({
    data: Int32Array.from(samples, (sample) => sample[key]),
    shape: [samples.length],
  })
  return [
    ...(await resultFigures({ ...figures, ...curves?.figures })),
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
