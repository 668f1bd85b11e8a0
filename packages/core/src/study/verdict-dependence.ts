import { baselineText, scoreText, sizeText } from '../attribution/occlusion/settings-text.js'
import { withArticle } from '../words/article.js'
import {
  formatCount,
  formatFixed,
  formatInterval,
  formatP,
  formatShare,
  intervalName,
} from '../words/format.js'
import type { QuotedCurve, RegionTest, RobustnessQuote } from './result.js'
import type { Findings } from './verdict-findings.js'
import { listedBriefly, ordered, placeText, type VerdictInput } from './verdict-words.js'

/** Share of variance from which a choice is named. */
const HINGE = 0.25

/** How far the answer holds: over the choices where they were examined, else a warning that they were not. */
export function dependenceText(input: VerdictInput, findings: Findings): string {
  const { config, robustness } = input
  if (robustness) return robustnessText(input, findings, robustness)
  const ink = config.normalisation === 'ink' ? ' per unit of ink' : ''
  const sign = findings.subject ? ', even its sign' : ''
  return `This holds for one trained network, ${withArticle(sizeText(config.window))} window, ${baselineInWords(config.baseline)} and the ${scoreText(config.score)}${ink}; other choices can change it${sign}.`
}

/** `baseline 0`, `the dataset mean as baseline`. */
function baselineInWords(baseline: VerdictInput['config']['baseline']): string {
  if (typeof baseline === 'number') return `baseline ${baseline}`
  const words = baselineText(baseline)
  if (/^(dataset |training |patch )?mean/.test(words)) return `the ${words} as baseline`
  if (words.startsWith('per channel')) return `values ${words} as baseline`
  const plain = /^(noise|patches|linear|[\d(-])/.test(words)
  return plain ? `${words} as baseline` : `${withArticle(words)} as baseline`
}

/** In words: of all estimates, how many find different patterns, how many agree in direction, and what that hangs on. */
function robustnessText(
  input: VerdictInput,
  { subject, differing }: Findings,
  quote: RobustnessQuote,
): string {
  const networks = quote.models === 1 ? 'one network' : `${quote.models} independently trained networks`
  const ways = quote.specifications === 1 ? 'one way' : `${formatCount(quote.specifications)} ways`
  const once =
    quote.answers !== undefined && quote.answers < quote.specifications ? ', equal answers counted once' : ''
  const opening = `Of the estimates from ${ways} of running the study on ${networks}${once}`
  const patterns = patternsText(quote)
  const curve = subject && curveFor(quote, subject)
  if (!subject || !curve) {
    const missing = subject
      ? `the direction in ${placeText(subject)} was not examined`
      : 'no direction was to be examined'
    return patterns ? `${opening}, ${patterns}; ${missing}.` : `Robustness was examined, but ${missing}.`
  }
  const [higher] = ordered(input, subject)
  const sign = subject.estimate! >= 0 ? 1 : -1
  const direction = `${formatShare(shareOf(curve, subject))} give ${placeText(subject)} more weight for ${higher} (${significantText(curve, subject)}${averageText(curve, sign, quote.confidence)})`
  const held = holding(curve, subject, quote)
  return (
    `${opening}, ${patterns ? `${patterns} and ` : ''}${direction}: ` +
    `the direction ${HOLDING[held]}${openText(curve, held)}${hingeText(curve, sign, held)}${othersText(differing, subject, quote)}.`
  )
}

/** `97% find different patterns (joint test of that share, p = 2.0 × 10⁻⁴)`. */
function patternsText({ pattern }: RobustnessQuote): string | undefined {
  if (!pattern) return undefined
  const { significant, p, pSignificant } = pattern
  const joint =
    pSignificant === undefined
      ? `joint test of the median effect, ${formatP(p)}`
      : `joint test of that share, ${formatP(pSignificant)}`
  return `${formatShare(significant)} find different patterns (${joint})`
}

/** A region's curve, where it has estimates. */
function curveFor({ curves }: RobustnessQuote, { region }: RegionTest): QuotedCurve | undefined {
  return curves.find(
    ({ measure, median, positive, negative }) =>
      measure === (region === 'overall' ? 'whole map' : region) &&
      Number.isFinite(median) &&
      positive + negative > 0,
  )
}

/** Share of the estimates with a test's sign. */
function shareOf({ positive, negative }: QuotedCurve, { estimate }: RegionTest): number {
  return estimate! >= 0 ? positive : negative
}

/** The shares significant the way of a test and the other way, with their joint p; undefined in older results. */
function significantOf({ significantPositive, significantNegative }: QuotedCurve, { estimate }: RegionTest) {
  if (!significantPositive || !significantNegative) return undefined
  return estimate! >= 0
    ? { along: significantPositive, against: significantNegative }
    : { along: significantNegative, against: significantPositive }
}

/** `79% significantly so, joint p = 0.012, and 3% significantly the other way, joint p = 0.40; `. */
function significantText(curve: QuotedCurve, test: RegionTest): string {
  const shares = significantOf(curve, test)
  if (!shares) return ''
  const { along, against } = shares
  return (
    `${formatShare(along.value)} significantly so, joint ${formatP(along.p)}, and ` +
    `${formatShare(against.value)} significantly the other way, joint ${formatP(against.p)}; `
  )
}

/** What the choices say of a direction: whether each sign is significant more often than chance would have it. */
type Held = 'survives' | 'turns' | 'exception' | 'open' | 'untested'

const HOLDING: Readonly<Record<Held, string>> = {
  survives: 'survives its choices',
  turns: 'turns with its choices',
  exception: 'is an exception',
  open: 'is not shown over its choices',
  untested: 'was not tested over its choices',
}

function holding(curve: QuotedCurve, test: RegionTest, { confidence }: RobustnessQuote): Held {
  const shares = significantOf(curve, test)
  if (!shares) return 'untested'
  const alpha = 1 - confidence
  const [along, against] = [shares.along.p <= alpha, shares.against.p <= alpha]
  if (along) return against ? 'turns' : 'survives'
  return against ? 'exception' : 'open'
}

/** The joint test speaks of the networks there are; the interval of others too. */
function openText({ crossed }: QuotedCurve, held: Held): string {
  if (held !== 'survives' || !crossed) return ''
  const [low, high] = crossed.interval
  return low > 0 || high < 0 ? '' : ', though for other networks and images it may be none'
}

/** The other regions that differ here, and whose direction does not survive. */
function othersText(differing: readonly RegionTest[], subject: RegionTest, quote: RobustnessQuote): string {
  const frail = differing.flatMap((test) => {
    const curve = test === subject ? undefined : curveFor(quote, test)
    return curve && holding(curve, test, quote) !== 'survives'
      ? [`${placeText(test)} (${formatShare(shareOf(curve, test))})`]
      : []
  })
  if (frail.length === 0) return ''
  const others = (count: number) => (count === 1 ? 'one other region' : `${count} other regions`)
  return `; what does not survive is the direction found here in ${listedBriefly(frail, others)}`
}

/** Over networks where there are several, since they are what a claim about the CNN rests on. @param sign - turns g the way of the words */
function averageText({ crossed, across, median, p }: QuotedCurve, sign: 1 | -1, confidence: number): string {
  const over = crossed ?? across
  if (!over) return `median g ${formatFixed(sign * median, 2)}, joint ${formatP(p)}`
  const [low, high] = over.interval
  const interval = sign > 0 ? over.interval : ([-high, -low] as const)
  const name = intervalName(confidence)
  const kind = crossed
    ? `${crossed.simultaneous ? name.replace(' interval', ' simultaneous interval') : name} over networks and images`
    : name
  return `g on average over the networks ${formatFixed(sign * over.estimate, 2)}, ${kind} ${formatInterval(interval, 2)}`
}

function hingeText({ dependsOn }: QuotedCurve, sign: 1 | -1, held: Held): string {
  if (!dependsOn || !(dependsOn.share >= HINGE)) return ''
  const { choice, values } = dependsOn
  const sorted = values.map(({ value, median }) => ({ value, g: sign * median })).sort((x, y) => y.g - x.g)
  const ends = [sorted[0]!, sorted.at(-1)!]
  const turns = ends[0]!.g > 0 && ends[1]!.g < 0
  const medians = ends
    .map(({ value, g }) => `${formatFixed(g, 2)} for ${value}`)
    .join(turns ? ' but ' : ' and ')
  const [joint, what] = [held === 'survives' ? 'but' : 'and', turns ? 'it' : 'its size']
  return `, ${joint} ${what} depends on the ${choice}, which explains ${formatShare(dependsOn.share)} of how g varies (median ${medians})`
}
