import { npz, renderReport, type Study, type StudyFigures, samplesCsv } from '@umbra/core'
import { svgToPng } from './svg-to-png.js'

export type StudyFileName =
  | 'report.html'
  | 'result.json'
  | 'samples.csv'
  | 'maps.npz'
  | 'overview.svg'
  | 'overview.png'

/** One of a study's files, as the command line writes it. */
export async function studyFile(name: StudyFileName, study: Study, figures: StudyFigures): Promise<BlobPart> {
  switch (name) {
    case 'report.html':
      return renderReport(study, { figures })
    case 'result.json':
      return `${JSON.stringify(study.result, null, 2)}\n`
    case 'samples.csv':
      return samplesCsv(study)
    case 'maps.npz':
      return mapsOf(study) as BlobPart
    case 'overview.svg':
      return figures.overview
    case 'overview.png':
      return svgToPng(figures.overview)
  }
}

function mapsOf({ data: { maps, images, samples } }: Study): Uint8Array {
  const column = (key: 'label' | 'index') => ({
    data: Int32Array.from(samples, (sample) => sample[key]),
    shape: [samples.length],
  })
  return npz({ maps, images, labels: column('label'), indices: column('index') })
}
