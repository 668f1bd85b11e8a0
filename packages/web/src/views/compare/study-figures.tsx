import type { StudyFigures as Figures } from '@umbra/core'
import { FigureChoice } from '../../parts/figure-choice.js'

/** The figures the command line writes, drawn in the worker that made the study. */
export function StudyFigures({ figures }: { readonly figures: Figures }) {
  return <FigureChoice figures={{ ...figures }} titles={{ maps: 'Mean maps' }} />
}
