import { formatFixed, formatInterval, formatP, formatWithin } from '../words/format.js'
import { nText } from './rests-on.js'
import type { DifferenceTest, ProfileTest } from './result.js'
import type { Findings } from './verdict-findings.js'
import {
  amountText,
  directions,
  effectText,
  holmP,
  intervalWords,
  largestEffects,
  listedBriefly,
  ordered,
  otherRegions,
  placeText,
  shownInterval,
  sizeWord,
  type VerdictInput,
} from './verdict-words.js'

/** The first sentence, where: direction, size, interval and certainty. */
export function answerText(input: VerdictInput, findings: Findings): string {
  const text = findings.profile.notComputed
    ? notTested(input, findings)
    : findings.supported
      ? placesDiffer(input, findings)
      : noPlace(input, findings)
  return `${text}${untestedText(findings.profile)}.`
}

function placesDiffer(input: VerdictInput, { profile, shares, leading }: Findings): string {
  const [a, b] = input.classes
  const opening = `The network looks at ${a.name} and ${b.name} in different places (${certainty(input, profile)})`
  if (shares.length === 0)
    return `${opening}, though in no single region beyond doubt: ${largestText(input, profile)}`
  if (!leading) return `${opening}, in ${listedBriefly(directions(input, shares), otherRegions)}`
  const [higher, lower] = ordered(input, leading)
  const little = sizeWord(leading) === 'very small' ? 'though by very little, ' : ''
  return (
    `${opening}, ${little}most in ${placeText(leading)}, whose share is larger for ${higher} than for ${lower}, ` +
    `${amountText(input, leading, holmP(leading))}${besides(input, shares, leading)}`
  )
}

function noPlace(input: VerdictInput, { profile }: Findings): string {
  const [a, b] = input.classes
  return (
    `No difference in where the network looks was found between ${a.name} and ${b.name} (${certainty(input, profile)}): ` +
    largestText(input, profile)
  )
}

function notTested(input: VerdictInput, { profile }: Findings): string {
  const [a, b] = input.classes
  const images = [nText(profile), withoutText(input, profile)].filter(Boolean).join('; ')
  return (
    `Whether the network looks at ${a.name} and ${b.name} in different places could not be tested, ` +
    `since ${profile.notComputed}${images && ` (${images})`}`
  )
}

/** `p = 2.0 × 10⁻⁴ by relabelling, n = 198 and 200; without a profile 2 of 6 and 0 of 8`. */
function certainty(input: VerdictInput, profile: ProfileTest): string {
  const rest = [nText(profile), withoutText(input, profile)].filter(Boolean).join('; ')
  return `${formatP(profile.permutationP)} by relabelling${rest && `, ${rest}`}`
}

function withoutText({ classes }: VerdictInput, { without }: ProfileTest): string {
  if (without.every((images) => images === 0)) return ''
  return `without a profile ${without.map((images, c) => `${images} of ${classes[c]!.name}`).join(' and ')}`
}

/** The other regions that differ, each with its direction; those with an effect as large as the leading one's apart. */
function besides(input: VerdictInput, differing: readonly DifferenceTest[], leading: DifferenceTest): string {
  const ties = largestEffects(differing).filter((test) => test !== leading)
  const others = differing.filter((test) => test !== leading && !ties.includes(test))
  const part = (words: string, tests: readonly DifferenceTest[]) =>
    tests.length > 0 ? `; ${words} in ${listedBriefly(directions(input, tests), otherRegions)}` : ''
  return `${part('by as large an effect', ties)}${part('also', others)}`
}

/** Also says what the data leave possible, which a bare "not significant" would not. */
function largestText(input: VerdictInput, { regions }: ProfileTest): string {
  const [a, b] = input.classes
  const largest = largestEffects(regions)
  const [first] = largest
  if (!first) return 'no region could be tested'
  if (first.effect!.value === 0) {
    const all = largest.length === regions.length
    return `the classes have the same mean share in every region${all ? '' : ' that could be tested'}`
  }
  if (largest.length > 1) {
    const size = formatFixed(Math.abs(first.effect!.value), 2)
    return `the largest effects, in ${listedBriefly(directions(input, largest), otherRegions)}, are equal, Hedges g ${size}`
  }
  const interval = shownInterval(first)
  const limits = interval.every(Number.isFinite)
    ? ` (${intervalWords(input, first)} ${formatInterval(interval)})`
    : ''
  return (
    `the largest effect, in ${placeText(first)}, is ${effectText(first)}, a difference of ` +
    `${formatWithin(first.estimate!, interval)} in its share, ${a.name} minus ${b.name}${limits}`
  )
}

/** Regions without a test, whose differences the answer leaves open. */
function untestedText({ regions }: ProfileTest): string {
  const untested = regions.filter(({ notComputed }) => notComputed)
  if (untested.length === 0 || untested.length === regions.length) return ''
  const reasons = new Set(untested.map(({ notComputed }) => notComputed))
  const why = reasons.size === 1 ? ` (${untested[0]!.notComputed})` : ''
  return `; not tested: ${listedBriefly(untested.map(placeText), otherRegions)}${why}`
}
