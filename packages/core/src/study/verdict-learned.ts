import { controlsNeeded } from '@umbra/stats'
import { formatInterval, formatP, formatWithin, intervalName } from '../words/format.js'
import type { AdjustedTest, ControlledEffect, StudyControls } from './controls-result.js'
import type { DifferenceTest } from './result.js'
import { type Findings, isSignificant } from './verdict-findings.js'
import { ordered, placeText, type VerdictInput } from './verdict-words.js'

/** Whether the difference in place was learned, and what of it is left at equal ink; nothing where no difference was found. */
export function learnedText(input: VerdictInput, findings: Findings): string {
  const { controls } = input
  if (!controls || !findings.supported) return ''
  const sentences = [
    learnedSentence(controls, findings),
    ...(findings.leading ? inkSentence(input, controls, findings.leading, findings.alpha) : []),
  ]
  return sentences.map((sentence) => ` ${sentence}.`).join('')
}

/**
 * `, more than in any of 20 untrained networks (p = 0.048)`, or that some differ as much; nothing where there are none to compare with.
 *
 * @param of - whose effect
 */
export function amongUntrained(
  { controls }: VerdictInput,
  of: (controls: ComparedControls) => ControlledEffect | undefined,
  alpha: number,
): string {
  if (!controls || 'notComputed' in controls.untrained) return ''
  const effect = of(controls.untrained)
  if (!effect || effect.controls.length === 0 || Number.isNaN(effect.p)) return ''
  const more = effect.p < alpha || effect.rank === 1
  return more ? `, ${moreThan(effect)} (${formatP(effect.p)})` : `; ${asMuch(effect)} (${formatP(effect.p)})`
}

type ComparedControls = Exclude<StudyControls['untrained'], { readonly notComputed: string }>

function learnedSentence({ untrained }: StudyControls, { alpha, leading }: Findings): string {
  if ('notComputed' in untrained) {
    return untrained.draws === 0
      ? 'Whether that was learned was not examined: no untrained networks were mapped'
      : `Whether that was learned could not be examined: ${untrained.notComputed}`
  }
  const { profile, shares } = untrained
  if (!profile || profile.controls.length === 0 || Number.isNaN(profile.p)) {
    return 'Whether that was learned could not be examined: no untrained network has profiles to compare'
  }
  const p = formatP(profile.p)
  if (profile.p < alpha) {
    const own = shares.find(({ region }) => region === leading?.region)
    return `It was learned: they differ ${moreThan(profile)} (${p})${leading && own ? regionText(leading, own, alpha) : ''}`
  }
  if (profile.rank === 1) {
    const needed = controlsNeeded(alpha)
    return `They differ ${moreThan(profile)}, too few to say that it was learned (${p}; it takes ${needed})`
  }
  return (
    `But ${asMuch(profile)} (${p}): the shape of the ink makes such a difference too, ` +
    'and nothing shows that this one was learned'
  )
}

/** Whether the region named stands out by itself: a pattern may be learned, and its largest share be the ink's. */
function regionText(leading: DifferenceTest, own: ControlledEffect, alpha: number): string {
  if (Number.isNaN(own.p)) return ''
  const p = formatP(own.p)
  if (own.rank === 1 && !(own.p < alpha)) {
    return `; so does the share of ${placeText(leading)} by itself, of too few to tell (${own.controls.length}, ${p})`
  }
  return own.p < alpha
    ? `; so does the share of ${placeText(leading)} by itself (${p})`
    : `; the share of ${placeText(leading)} by itself does not, ${asMuch(own)} (${p})`
}

/** `more than in any of 20 untrained networks`, `more than in 97 of 100 untrained networks`. */
function moreThan({ rank, controls: { length } }: ControlledEffect): string {
  if (length === 1) return 'more than in one untrained network'
  return rank === 1
    ? `more than in any of ${length} untrained networks`
    : `more than in ${length - rank + 1} of ${length} untrained networks`
}

/** `7 of 20 untrained networks differ as much`. */
function asMuch({ rank, controls: { length } }: ControlledEffect): string {
  if (length === 1) return 'the one untrained network differs as much'
  return `${rank - 1} of ${length} untrained networks ${rank === 2 ? 'differs' : 'differ'} as much`
}

/** What is left of the leading share where both classes have as much of their ink there. */
function inkSentence(
  input: VerdictInput,
  { ink }: StudyControls,
  leading: DifferenceTest,
  alpha: number,
): string[] {
  const adjusted = ink.adjusted.shares.find(({ region }) => region === leading.region)
  if (!adjusted || adjusted.notComputed || adjusted.estimate === undefined) return []
  return [`At equal ink there ${leftText(input, leading, adjusted, alpha)}`]
}

function leftText(
  input: VerdictInput,
  leading: DifferenceTest,
  adjusted: AdjustedTest,
  alpha: number,
): string {
  const interval = adjusted.interval ?? ([Number.NaN, Number.NaN] as const)
  const certainty = (limits: readonly [number, number]) =>
    `${intervalName(input.config.confidence)} ${formatInterval(limits)}, ${formatP(adjusted.p, adjusted.logP)}` +
    (Math.min(...adjusted.overlap) < MOST_OVERLAP ? '; an extrapolation, few images having as much ink' : '')
  if (!isSignificant(adjusted, alpha)) {
    const [a, b] = input.classes
    return (
      `no difference in that share is left: ${formatWithin(adjusted.estimate!, interval)}, ` +
      `${a.name} minus ${b.name} (${certainty(interval)})`
    )
  }
  const [higher] = ordered(input, { ...leading, estimate: adjusted.estimate! })
  const same = adjusted.estimate! >= 0 === leading.estimate! >= 0
  const turned = adjusted.estimate! >= 0 ? interval : ([-interval[1], -interval[0]] as const)
  const amount = formatWithin(Math.abs(adjusted.estimate!), turned)
  return same
    ? `that share is still larger for ${higher}, by ${amount} (${certainty(turned)})`
    : `that share is larger for ${higher} instead, by ${amount} (${certainty(turned)})`
}

/** Share of images in the ink both classes reach below which an adjusted difference is called an extrapolation. */
const MOST_OVERLAP = 0.5
