import { scoreText } from '../attribution/occlusion/settings-text.js'
import { formatFixed, formatInterval, formatP, formatWithin } from '../words/format.js'
import { nText } from './rests-on.js'
import type { RegionTest } from './result.js'
import {
  amountText,
  effectText,
  holmP,
  intervalWords,
  largestEffects,
  listed,
  ordered,
  otherRegions,
  pAndN,
  placeText,
  shownInterval,
  sizeWord,
  type VerdictInput,
} from './verdict-words.js'

/** What the tests found, as far as the answer speaks of it. */
export interface Findings {
  /** One minus the study's confidence. */
  readonly alpha: number
  /** Whether the class × region interaction is significant. */
  readonly supported: boolean
  /** Regions that differ after Holm's adjustment, in order. */
  readonly differing: readonly RegionTest[]
  /** The region the answer speaks of: of those that differ, else of all, the one with the largest effect; none on a tie of all. */
  readonly leading: RegionTest | undefined
  /** What the answer is about, whose direction may depend on choices: the whole map where only strength differs, else `leading`. */
  readonly subject: RegionTest | undefined
}

/** Reads the tests at the study's level. */
export function findingsOf({ tests, config }: VerdictInput): Findings {
  const alpha = 1 - config.confidence
  const differing = tests.regions.filter(({ pHolm, notComputed }) => !notComputed && pHolm < alpha)
  const largest = largestEffects(differing.length > 0 ? differing : tests.regions)
  const single = largest.length === 1 || differing.length > 0
  const leading = single ? largest[0] : undefined
  const supported = !tests.interaction.notComputed && tests.interaction.p < alpha
  const strength = !supported && isSignificant(tests.overall, alpha)
  const whole = { ...tests.overall, region: 'overall' }
  return { alpha, supported, differing, leading, subject: strength ? whole : leading }
}

/** The first sentence: direction, size, interval and certainty. */
export function answerText(input: VerdictInput, findings: Findings): string {
  const untested = untestedText(input)
  const text = input.tests.interaction.notComputed
    ? notTested(input, findings)
    : findings.supported
      ? patternsDiffer(input, findings)
      : noPattern(input, findings)
  return `${text}${untested}.`
}

function patternsDiffer(input: VerdictInput, { differing, leading }: Findings): string {
  const [a, b] = input.classes
  const opening = `The network looks at ${a.name} and ${b.name} differently (${pAndN(input.tests.interaction)})`
  if (differing.length === 0)
    return `${opening}, though in no single region beyond doubt: ${largestText(input)}`
  if (!leading) return `${opening}, in ${listed(directions(input, differing), otherRegions)}`
  const [higher, lower] = ordered(input, leading)
  const little = sizeWord(leading) === 'very small' ? 'though by very little, ' : ''
  return (
    `${opening}, ${little}most in ${placeText(leading)}, which counts more for ${higher} than for ${lower}: ` +
    `${amountOf(input, leading)}${besides(input, differing, leading)}`
  )
}

function noPattern(input: VerdictInput, findings: Findings): string {
  const [a, b] = input.classes
  const also = besidesPattern(input, findings)
  const what = also.length > 0 ? 'the pattern over regions' : 'where the network looks'
  const opening = `No difference in ${what} was found between ${a.name} and ${b.name} (${pAndN(input.tests.interaction)})`
  if (also.length === 0) return `${opening}: ${largestText(input)}`
  const inStrength = isSignificant(input.tests.overall, findings.alpha) ? 'one in strength was: ' : ''
  return `${opening}, but ${inStrength}${also.join('; ')}`
}

function notTested(input: VerdictInput, findings: Findings): string {
  const [a, b] = input.classes
  const { interaction } = input.tests
  const n = interaction.n ? ` (${nText(interaction)})` : ''
  const also = besidesPattern(input, findings)
  return (
    `Whether the network looks at ${a.name} and ${b.name} differently could not be tested: the class × region interaction ` +
    `could not be computed, since ${interaction.notComputed}${n}${also.length > 0 ? `; yet ${also.join('; ')}` : ''}`
  )
}

/** What differs though the pattern does not: strength, and maps pixel by pixel. */
function besidesPattern(input: VerdictInput, findings: Findings): string[] {
  return [...strength(input, findings), ...overPixels(input, findings)]
}

function isSignificant({ p, notComputed }: RegionTest, alpha: number): boolean {
  return !notComputed && p < alpha
}

/** What differs in level: the whole map, and regions; nothing where none does. */
function strength(input: VerdictInput, findings: Findings): string[] {
  const { alpha, differing, leading } = findings
  const { overall } = input.tests
  const more = (test: RegionTest, p: string) => {
    const [higher, lower] = ordered(input, test)
    return `${placeText(test)} counts more for ${higher} than for ${lower}, ${amountText(input, test, p)}`
  }
  const regions = `${listed(directions(input, differing), otherRegions)} ${differing.length === 1 ? 'differs' : 'differ'}`
  const wholeP = formatP(overall.p, overall.logP)
  if (isSignificant(overall, alpha)) {
    const whole = more({ ...overall, region: 'overall' }, wholeP)
    return differing.length > 0 ? [whole, `taken singly, ${regions}`] : [whole]
  }
  if (differing.length === 0) return []
  if (!leading) return [regions]
  const notWhole = overall.notComputed ? '' : `; the whole map does not differ beyond doubt (${wholeP})`
  return [`${more(leading, holmP(leading))}${besides(input, differing, leading)}${notWhole}`]
}

/** The clusters of pixels in which the maps differ. */
function overPixels({ tests: { clusters } }: VerdictInput, { alpha }: Findings): string[] {
  const found = clusters.clusters.filter(({ p }) => p <= alpha)
  if (found.length === 0) return []
  const least = formatP(Math.min(...found.map(({ p }) => p)))
  return [
    found.length === 1
      ? `over pixels the maps differ in one area (cluster-mass permutation test, ${least})`
      : `over pixels the maps differ in ${found.length} areas (cluster-mass permutation test, least ${least})`,
  ]
}

function amountOf(input: VerdictInput, test: RegionTest): string {
  return amountText(input, test, holmP(test))
}

/** The other regions that differ, each with its direction; those with an effect as large as the leading one's apart. */
function besides(input: VerdictInput, differing: readonly RegionTest[], leading: RegionTest): string {
  const ties = largestEffects(differing).filter((test) => test !== leading)
  const others = differing.filter((test) => test !== leading && !ties.includes(test))
  const part = (words: string, tests: readonly RegionTest[]) =>
    tests.length > 0 ? `; ${words} in ${listed(directions(input, tests), otherRegions)}` : ''
  return `${part('by as large an effect', ties)}${part('also', others)}`
}

/** `the bottom (more for 6)`. */
function directions(input: VerdictInput, tests: readonly RegionTest[]): string[] {
  return tests.map((test) => `${placeText(test)} (more for ${ordered(input, test)[0]})`)
}

/** Also says what the data leave possible, which a bare "not significant" would not. */
function largestText(input: VerdictInput): string {
  const [a, b] = input.classes
  const { regions } = input.tests
  const largest = largestEffects(regions)
  const [first] = largest
  if (!first) return 'no region could be tested'
  if (first.effect!.value === 0) {
    const all = largest.length === regions.length
    return `the classes have the same mean in every region${all ? '' : ' that could be tested'}`
  }
  if (largest.length > 1) {
    const size = formatFixed(Math.abs(first.effect!.value), 2)
    return `the largest effects, in ${listed(directions(input, largest), otherRegions)}, are equal, Hedges g ${size}`
  }
  const interval = shownInterval(first)
  const limits = interval.every(Number.isFinite)
    ? ` (${intervalWords(input, first)} ${formatInterval(interval)})`
    : ''
  return (
    `the largest effect, in ${placeText(first)}, is ${effectText(first)}, a difference of ` +
    `${formatWithin(first.estimate!, interval)} in the ${scoreText(input.config.score)}, ${a.name} minus ${b.name}${limits}`
  )
}

/** Regions without a test, whose differences the answer leaves open. */
function untestedText({ tests: { regions } }: VerdictInput): string {
  const untested = regions.filter(({ notComputed }) => notComputed)
  if (untested.length === 0 || untested.length === regions.length) return ''
  const reasons = new Set(untested.map(({ notComputed }) => notComputed))
  const why = reasons.size === 1 ? ` (${untested[0]!.notComputed})` : ''
  return `; not tested: ${listed(untested.map(placeText), otherRegions)}${why}`
}
