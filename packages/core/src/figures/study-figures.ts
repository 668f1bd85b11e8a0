import type { Study } from '../study/result.js'
import { differenceFigure } from './difference.js'
import type { FigureOptions } from './figure-options.js'
import { mapsFigure } from './maps.js'
import { overviewFigure } from './overview.js'
import { profilesFigure } from './profiles.js'
import { regionsFigure } from './regions.js'
import { type SpecificationCurve, specificationCurveFigure } from './specification-curve.js'
import { studyCascadeFigure } from './study-cascade.js'
import { trainingFigure } from './training.js'
import { untrainedFigure } from './untrained.js'

/** A study's figures as SVG text; the keys are the names of the files they are written to. */
export interface StudyFigures {
  readonly overview: string
  readonly maps: string
  readonly regions: string
  readonly difference: string
  /** Where profiles were tested: the share of each region. */
  readonly profiles?: string
  /** Where untrained networks were mapped: the trained one among them. */
  readonly untrained?: string
  /** … and layers drawn anew one after another. */
  readonly cascade?: string
  /** Where the model's training is known. */
  readonly training?: string
  /** Where the study was repeated over its choices. */
  readonly robustness?: string
}

/** Every figure of a study. */
export function studyFigures(
  study: Study,
  options: FigureOptions & { readonly specifications?: SpecificationCurve | undefined },
): StudyFigures {
  const { training } = study.result.provenance.model
  const { controls, tests } = study.result
  const { profile } = tests
  return {
    overview: overviewFigure(study, options),
    maps: mapsFigure(study),
    regions: regionsFigure(study, options),
    ...(profile && profile.regions.length > 0 && { profiles: profilesFigure(study, profile, options) }),
    ...(controls &&
      !('notComputed' in controls.untrained) && {
        untrained: untrainedFigure(study, controls.untrained, options),
      }),
    ...(controls?.cascade && { cascade: studyCascadeFigure(study, controls.cascade, options) }),
    difference: differenceFigure(study),
    ...(training && training.history.length > 0 ? { training: trainingFigure(training, options) } : {}),
    ...(options.specifications
      ? { robustness: specificationCurveFigure(options.specifications, options) }
      : {}),
  }
}
