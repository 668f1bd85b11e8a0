import { sizeText } from '../attribution/occlusion/settings-text.js'
import { InputError } from '../errors.js'
import type { FaithfulnessResult } from '../faithfulness/result.js'
import type { StudyConfig } from '../mapping/config.js'
import type { Provenance } from '../mapping/provenance.js'
import type { FaithfulnessQuote, Study } from './result.js'

/** As much of a study as says which maps it makes. */
export interface StudyMaps {
  readonly config: Pick<StudyConfig, 'classes' | 'window' | 'stride' | 'baseline' | 'score'>
  readonly provenance: {
    readonly model: Pick<Provenance['model'], 'sha256'>
    readonly data: Pick<Provenance['data'], 'sha256'>
  }
}

/** Whether faithfulness was measured of maps as a study makes them: the same model and data, covered and scored alike, of its classes or of all. */
export function isOfMaps(faithfulness: FaithfulnessResult, maps: StudyMaps): boolean {
  return otherThan(faithfulness, maps) === undefined
}

/**
 * Makes sure that faithfulness was measured of maps as a study makes them.
 *
 * @throws InputError FAITHFULNESS_OTHER where it was of others
 */
export function requireOfMaps(faithfulness: FaithfulnessResult, maps: StudyMaps): void {
  const other = otherThan(faithfulness, maps)
  if (!other) return
  throw new InputError(
    'FAITHFULNESS_OTHER',
    `faithfulness was measured of other maps: ${other.what} is ${other.measured}, of the study ${other.expected}`,
  )
}

/**
 * A study that says how far its maps can be believed.
 *
 * @throws InputError FAITHFULNESS_OTHER where that was measured of other maps
 */
export function quoteFaithfulness(study: Study, faithfulness: FaithfulnessResult): Study {
  requireOfMaps(faithfulness, study.result)
  return { ...study, result: { ...study.result, faithfulness: quoteOf(faithfulness) } }
}

function quoteOf({ n, config, measures, verdict }: FaithfulnessResult): FaithfulnessQuote {
  const { classes } = config
  return { n, ...(classes && { classes }), measures, verdict }
}

/** The first thing in which maps are others than a study's. */
function otherThan(
  { config, provenance }: FaithfulnessResult,
  study: StudyMaps,
): { readonly what: string; readonly measured: string; readonly expected: string } | undefined {
  const pairs: (readonly [string, string, string])[] = [
    ['the model’s SHA-256', provenance.model.sha256, study.provenance.model.sha256],
    ...(['images', 'labels'] as const).map(
      (what) =>
        [
          `the data’s SHA-256 of ${what}`,
          provenance.data.sha256[what],
          study.provenance.data.sha256[what],
        ] as const,
    ),
    ...(['window', 'stride'] as const).map(
      (what) => [what, sizeText(config[what]), sizeText(study.config[what])] as const,
    ),
    ...(['baseline', 'score'] as const).map(
      (what) => [what, JSON.stringify(config[what]), JSON.stringify(study.config[what])] as const,
    ),
    ...(config.classes
      ? [
          [
            'classes',
            sorted(config.classes).join(' and '),
            sorted(study.config.classes).join(' and '),
          ] as const,
        ]
      : []),
  ]
  const other = pairs.find(([, measured, expected]) => measured !== expected)
  return other && { what: other[0], measured: shortened(other[1]), expected: shortened(other[2]) }
}

function sorted(classes: readonly unknown[]): string[] {
  return classes.map(String).sort()
}

/** Of a hash its beginning. */
function shortened(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 12)}…` : text
}
