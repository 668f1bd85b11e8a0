import { InputError } from '../errors.js'
import type { StudyConfig } from '../mapping/config.js'
import type { RobustnessQuote, Study } from '../study/result.js'
import { verdict } from '../study/verdict.js'
import type { RobustnessResult } from './result.js'

/** Whether a robustness result is about the question a study asks: the same classes of the same data, in the same regions. */
export function isAbout(robustness: RobustnessResult, { result }: Study): boolean {
  const { classes, data } = {
    classes: robustness.config.classes,
    data: robustness.provenance.data.sha256,
  }
  return (
    classes.join() === result.config.classes.join() &&
    regionsAsked(robustness.config) === regionsAsked(result.config) &&
    data.images === result.provenance.data.sha256.images &&
    data.labels === result.provenance.data.sha256.labels
  )
}

/** Results from before regions could be chosen have three bands. */
function regionsAsked({ regions = 3 }: Partial<Pick<StudyConfig, 'regions'>>): string {
  return JSON.stringify(regions)
}

/**
 * A study whose verdict says how far its answer survives its choices.
 *
 * @throws InputError ROBUSTNESS_OTHER if the robustness result is about other classes, data or regions
 */
export function quoteRobustness(study: Study, robustness: RobustnessResult): Study {
  if (!isAbout(robustness, study)) {
    const of = (classes: readonly unknown[], data: string) => `classes ${classes.join(' and ')} of ${data}`
    throw new InputError(
      'ROBUSTNESS_OTHER',
      `robustness is about ${of(robustness.config.classes, robustness.provenance.data.name)}, the study about ${of(study.result.config.classes, study.result.provenance.data.name)}; classes, data and regions must be the same`,
    )
  }
  const result = { ...study.result, robustness: quoteOf(robustness) }
  return { ...study, result: { ...result, verdict: verdict(result) } }
}

/** What of a robustness result goes into a study's. */
function quoteOf({ specifications, models, config, pattern, curves }: RobustnessResult): RobustnessQuote {
  const answers = (pattern ?? curves[0])?.groups?.length
  return {
    specifications: specifications.length,
    models: models.length,
    ...(answers !== undefined && { answers }),
    confidence: config.confidence,
    ...(pattern && {
      pattern: {
        significant: pattern.significant,
        p: pattern.joint.median.p,
        pSignificant: pattern.joint.significant.p,
      },
    }),
    curves: curves.map(({ measure, positive, negative, joint, crossed, across, influences: [most] }) => ({
      measure,
      positive,
      negative,
      median: joint.median.value,
      p: joint.median.p,
      ...(joint.significantPositive && { significantPositive: joint.significantPositive }),
      ...(joint.significantNegative && { significantNegative: joint.significantNegative }),
      ...(crossed && {
        crossed: {
          estimate: crossed.estimate,
          interval: crossed.simultaneous?.interval ?? crossed.interval,
          simultaneous: crossed.simultaneous !== undefined,
        },
      }),
      ...(across && { across: { estimate: across.estimate, interval: across.interval } }),
      ...(most && {
        dependsOn: {
          choice: most.choice,
          share: most.share,
          values: most.values.map(({ value, median }) => ({ value, median })),
        },
      }),
    })),
  }
}
