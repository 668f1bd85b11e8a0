import { baselineText, scoreText, sizeText } from '../attribution/occlusion/settings-text.js'
import { withArticle } from '../words/article.js'
import { formatFixed, formatInterval, formatP, formatShare, intervalName } from '../words/format.js'
import type { QuotedCurve, RegionTest, RobustnessQuote } from './result.js'
import type { Findings } from './verdict-answer.js'
import { listed, ordered, placeText, type VerdictInput } from './verdict-words.js'

/** Shares of estimates from which a sign is said to hold throughout, or mostly. */
const THROUGHOUT = 0.95
const MOSTLY = 0.75
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
  const ways = quote.specifications === 1 ? 'one way' : `${quote.specifications} ways`
  const opening = `Of the estimates from ${ways} of running the study on ${networks}`
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
  const share = shareWithSign(curve, subject)
  const direction = `${formatShare(exactShare(curve, subject))} give ${placeText(subject)} more weight for ${higher} (${averageText(curve, sign, quote.confidence)})`
  return (
    `${opening}, ${patterns ? `${patterns} and ` : ''}${direction}: ` +
    `the direction ${holding(share)}${hingeText(curve, sign, share)}${othersText(differing, subject, quote)}.`
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

function exactShare({ positive, negative }: QuotedCurve, { estimate }: RegionTest): number {
  return estimate! >= 0 ? positive : negative
}

/** Share of estimates with a test's sign, as it is printed, so that no 95% is called less than 95%. */
function shareWithSign(curve: QuotedCurve, test: RegionTest): number {
  return Math.round(100 * exactShare(curve, test)) / 100
}

/** The other regions that differ here, and whose direction most estimates do not share. */
function othersText(differing: readonly RegionTest[], subject: RegionTest, quote: RobustnessQuote): string {
  const frail = differing.flatMap((test) => {
    const curve = test === subject ? undefined : curveFor(quote, test)
    return curve && shareWithSign(curve, test) < MOSTLY
      ? [`${placeText(test)} (${formatShare(exactShare(curve, test))})`]
      : []
  })
  if (frail.length === 0) return ''
  const others = (count: number) => (count === 1 ? 'one other region' : `${count} other regions`)
  return `; fewer than ${formatShare(MOSTLY)} share the direction found here in ${listed(frail, others)}`
}

function holding(share: number): string {
  if (share >= THROUGHOUT) return 'survives its choices'
  if (share >= MOSTLY) return 'mostly holds'
  return share > 1 - MOSTLY ? 'does not survive its choices' : 'is an exception'
}

/** Over networks where there are several, since they are what a claim about the CNN rests on. @param sign - turns g the way of the words */
function averageText({ across, median, p }: QuotedCurve, sign: 1 | -1, confidence: number): string {
  if (!across) return `median g ${formatFixed(sign * median, 2)}, joint ${formatP(p)}`
  const [low, high] = across.interval
  const interval = sign > 0 ? across.interval : ([-high, -low] as const)
  return `g on average over the networks ${formatFixed(sign * across.estimate, 2)}, ${intervalName(confidence)} ${formatInterval(interval, 2)}`
}

function hingeText({ dependsOn }: QuotedCurve, sign: 1 | -1, share: number): string {
  if (!dependsOn || !(dependsOn.share >= HINGE)) return ''
  const { choice, values } = dependsOn
  const sorted = values.map(({ value, median }) => ({ value, g: sign * median })).sort((x, y) => y.g - x.g)
  const ends = [sorted[0]!, sorted.at(-1)!]
  const turns = ends[0]!.g > 0 && ends[1]!.g < 0
  const medians = ends
    .map(({ value, g }) => `${formatFixed(g, 2)} for ${value}`)
    .join(turns ? ' but ' : ' and ')
  const what = share >= THROUGHOUT ? 'its size' : 'it'
  return `, ${share >= MOSTLY ? 'but' : 'and'} ${what} depends on the ${choice}, which explains ${formatShare(dependsOn.share)} of how g varies (median ${medians})`
}
