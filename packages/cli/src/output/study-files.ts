import { primaryCurveOf, robustnessFigures, studyFigures } from '@umbra/core/figures'
import { type FaithfulnessFigures, renderReport } from '@umbra/core/report'
import {
  type FaithfulnessResult,
  npz,
  type RobustnessResult,
  regionsParquet,
  robustnessCsv,
  robustnessParquet,
  type Study,
  samplesCsv,
  samplesParquet,
} from '@umbra/core/study'
import { faithfulnessFigures } from './faithfulness-files.js'
import { figureDocument } from './figure-document.js'
import { resultFigures } from './figure-files.js'
import { FAITHFULNESS_FILE } from './quoted-faithfulness.js'
import { ROBUSTNESS_FILE } from './robustness-files.js'
import type { OutputFile } from './staged-files.js'

/** What a study quotes. */
export interface Quoted {
  /** Its repetitions. */
  readonly robustness?: RobustnessResult | undefined
  /** How far maps made as its can be believed. */
  readonly faithfulness?: FaithfulnessResult | undefined
}

/** Everything a study is kept as, with what it quotes; the report, which refers to the rest, comes last but for result.json. */
export async function studyFiles(
  study: Study,
  { robustness, faithfulness }: Quoted = {},
): Promise<OutputFile[]> {
  const document = await figureDocument()
  const specifications = robustness && primaryCurveOf(robustness)
  const figures = studyFigures(study, { document, specifications })
  const curves = robustness && { result: robustness, figures: robustnessFigures(robustness, { document }) }
  const believed = faithfulness && {
    result: faithfulness,
    figures: faithfulnessFigures(faithfulness, document),
  }
  const { maps, images, samples } = study.data
  const column = (key: 'label' | 'index') => ({
    data: Int32Array.from(samples, (sample) => sample[key]),
    shape: [samples.length],
  })
  return [
    ...(await resultFigures({ ...figures, ...curves?.figures, ...faithfulnessNamed(believed?.figures) })),
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
    ...(faithfulness ? [{ name: FAITHFULNESS_FILE, bytes: `${JSON.stringify(faithfulness)}\n` }] : []),
    {
      name: 'report.html',
      bytes: renderReport(study, { figures, specifications, robustness: curves, faithfulness: believed }),
    },
    { name: 'result.json', bytes: `${JSON.stringify(study.result, null, 2)}\n` },
  ]
}

/** Among the figures of a study. */
function faithfulnessNamed(figures: FaithfulnessFigures | undefined): object {
  return figures ? { 'faithfulness-effects': figures.effects, 'faithfulness-curves': figures.curves } : {}
}
