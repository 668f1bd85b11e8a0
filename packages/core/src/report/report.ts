import type { SpecificationCurve, StudyFigures } from '../figures/index.js'
import type { Study } from '../study/result.js'

/** What a report shows beside the study's numbers. */
export interface ReportOptions {
  /** From `studyFigures`. */
  readonly figures: StudyFigures
  /** Adds the section on whether the answer survives its choices. */
  readonly specifications?: SpecificationCurve | undefined
}

/** A study as one self-contained HTML page. */
export function renderReport(_study: Study, _options: ReportOptions): string {
  return ''
}
