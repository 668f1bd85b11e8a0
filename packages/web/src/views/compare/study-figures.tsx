import { type Study, studyFigures } from '@umbra/core'
import { useMemo } from 'preact/hooks'
import { FigureChoice } from '../../parts/figure-choice.js'

/** The figures the command line writes. */
export function StudyFigures({ study }: { readonly study: Study }) {
  const figures = useMemo(
    () => Object.fromEntries(Object.entries(studyFigures(study, { document }))),
    [study],
  )
  return <FigureChoice figures={figures} titles={{ maps: 'Mean maps' }} />
}
