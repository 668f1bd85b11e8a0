import type { SpecificationCurve, StudyFigures } from '../figures/index.js'
import type { Study } from '../study/result.js'
import type { Numbering } from './elements.js'

/** What every section of a report is written from. */
export interface ReportContext {
  readonly study: Study
  readonly figures: StudyFigures
  readonly specifications?: SpecificationCurve | undefined
  readonly numbering: Numbering
}
