import type { FaithfulnessResult } from '../faithfulness/result.js'
import type { SpecificationCurve, StudyFigures } from '../figures/index.js'
import type { RobustnessResult } from '../robustness/result.js'
import type { Study } from '../study/result.js'
import type { Numbering } from './elements.js'

/** What every section of a report is written from. */
export interface ReportContext {
  readonly study: Study
  readonly figures: StudyFigures
  readonly specifications?: SpecificationCurve | undefined
  readonly robustness?: ReportedRobustness | undefined
  readonly numbering: Numbering
}

/** A study's repetitions over its choices, with `robustnessFigures` of them. */
export interface ReportedRobustness {
  readonly result: RobustnessResult
  readonly figures: Readonly<Record<string, string>>
}

/** How faithful maps made as the study's are, with `faithfulnessCurvesFigure` and `faithfulnessEffectsFigure` of it. */
export interface ReportedFaithfulness {
  readonly result: FaithfulnessResult
  readonly figures: { readonly curves: string; readonly effects: string }
}
