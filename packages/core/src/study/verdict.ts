import { decimalsFor, formatFixed, formatInterval, formatP, formatPercent } from '../figures/format.js'
import { baselineText, scoreText, sizeText } from '../figures/settings-text.js'
import type { QuotedCurve, RegionTest, RobustnessQuote, StudyResult } from './result.js'

/** What the verdict is made from. */
export type VerdictInput = Pick<StudyResult, 'classes' | 'config' | 'tests' | 'robustness'>

/** |g| from which an effect is called by each word (Cohen, 1988, Statistical Power Analysis, 2.2.3). */
const SIZES = [
  [0.8, 'large'],
  [0.5, 'medium'],
  [0.2, 'small'],
  [0, 'very small'],
] as const

/** Regions named beside the first; the rest are counted. */
const NAMED = 3

/** Shares of specifications from which a sign is said to hold throughout, or mostly. */
const THROUGHOUT = 0.95
const MOSTLY = 0.75

/**
 * The answer in two plain sentences: direction, size, interval and certainty, then what it depends on. H1 is supported
 * when the class × region interaction is significant at one minus the study's confidence.
 */
export function verdict(input: VerdictInput): StudyResult['verdict'] {
  const { tests, config } = input
  const alpha = 1 - config.confidence
  const supported = tests.interaction.p < alpha
  const differing = tests.regions.filter(({ pHolm }) => pHolm < alpha)
  const largest = byEffect(differing.length > 0 ? differing : tests.regions)
  const answer = supported ? patternsDiffer(input, differing, largest) : noPattern(input, differing, largest)
  return { text: `${answer} ${dependence(input, largest, differing)}`, supported }
}

function patternsDiffer(input: VerdictInput, differing: readonly RegionTest[], largest: RegionTest): string {
  const [a, b] = input.classes
  const opening = `The network looks at ${a.name} and ${b.name} differently (${patternP(input)})`
  if (differing.length === 0)
    return `${opening}, though in no single region beyond doubt: ${largestText(input, largest)}.`
  const [higher, lower] = ordered(input, largest)
  const little = sizeWord(largest) === 'very small' ? 'though by very little, ' : ''
  const others = differing.filter((test) => test !== largest)
  const named = others
    .slice(0, NAMED)
    .map((test) => `${placeText(test)} (more for ${ordered(input, test)[0]})`)
  const unnamed = others.length - named.length
  const also =
    unnamed > 0 ? [...named, unnamed === 1 ? 'one other region' : `${unnamed} other regions`] : named
  return `${opening}, ${little}most in ${placeText(largest)}, which counts more for ${higher} than for ${lower}: ${amountText(input, largest)}${also.length > 0 ? `; also in ${listed(also)}` : ''}.`
}

function noPattern(input: VerdictInput, differing: readonly RegionTest[], largest: RegionTest): string {
  const [a, b] = input.classes
  if (differing.length === 0) {
    return `No difference in where the network looks was found between ${a.name} and ${b.name} (${patternP(input)}): ${largestText(input, largest)}.`
  }
  const [higher, lower] = ordered(input, largest)
  return `No difference in the pattern over regions was found between ${a.name} and ${b.name} (${patternP(input)}), but one in strength: ${placeText(largest)} counts more for ${higher} than for ${lower}, ${amountText(input, largest)}.`
}

/** Also says what the data leave possible, which a bare "not significant" would not. */
function largestText(input: VerdictInput, largest: RegionTest): string {
  const [a, b] = input.classes
  const decimals = decimalsFor(largest.interval!)
  return `the largest difference, in ${placeText(largest)}, is ${formatFixed(largest.estimate!, decimals)} in the ${scoreText(input.config.score)}, ${a.name} minus ${b.name} (${intervalText(input, largest.interval!)}, ${effectText(largest)})`
}

/** `by 1.20 in the logit (95% interval 0.95 to 1.45), a large effect (Hedges g 1.10, p = 3.0 × 10⁻²⁰)`. */
function amountText(input: VerdictInput, test: RegionTest): string {
  const [low, high] = test.interval!
  // The direction is in the words, so the amount is positive and its interval turned the same way.
  const interval: readonly [number, number] = test.estimate! >= 0 ? [low, high] : [-high, -low]
  const amount = formatFixed(Math.abs(test.estimate!), decimalsFor(interval))
  const article = `a ${sizeWord(test)} effect`
  return `by ${amount} in the ${scoreText(input.config.score)} (${intervalText(input, interval)}), ${article} (Hedges g ${formatFixed(Math.abs(test.effect!.value), 2)}, ${formatP(test.pHolm)})`
}

function intervalText({ config }: VerdictInput, interval: readonly [number, number]): string {
  return `${formatPercent(config.confidence, 0)} interval ${formatInterval(interval)}`
}

function effectText(test: RegionTest): string {
  return `Hedges g ${formatFixed(test.effect!.value, 2)}`
}

function patternP({ tests: { interaction } }: VerdictInput): string {
  return formatP(interaction.p, interaction.logP)
}

function sizeWord(test: RegionTest): string {
  return SIZES.find(([from]) => Math.abs(test.effect!.value) >= from)?.[1] ?? 'undefined'
}

/** How far the answer holds: over the choices where they were examined, else a warning that they were not. */
function dependence(input: VerdictInput, largest: RegionTest, differing: readonly RegionTest[]): string {
  const { config, robustness } = input
  if (robustness) return robustnessText(input, largest, differing, robustness)
  const ink = config.normalisation === 'ink' ? ' per unit of ink' : ''
  return `This holds for one trained network, a ${sizeText(config.window)} window, ${baselineInWords(config.baseline)} and the ${scoreText(config.score)}${ink}; other choices can change it, even its sign.`
}

/** `baseline 0`, `the dataset mean as baseline`. */
function baselineInWords(baseline: VerdictInput['config']['baseline']): string {
  if (typeof baseline === 'number') return `baseline ${baseline}`
  const words = baselineText(baseline)
  if (words.startsWith('dataset mean')) return `the ${words} as baseline`
  return words.startsWith('Gaussian blur') || words === 'image'
    ? `a ${words} as baseline`
    : `${words} as baseline`
}

/** In words: of all ways, how many find different patterns, how many agree in direction, and what that hangs on. */
function robustnessText(
  input: VerdictInput,
  largest: RegionTest,
  differing: readonly RegionTest[],
  quote: RobustnessQuote,
): string {
  const curve = curveFor(quote, largest)
  if (!curve) return `Robustness was examined, but not in ${placeText(largest)}.`
  const [higher] = ordered(input, largest)
  const sign = largest.estimate! >= 0 ? 1 : -1
  const share = shareWithSign(curve, largest)
  const networks = quote.models === 1 ? 'one network' : `${quote.models} independently trained networks`
  const { pattern } = quote
  const patterns = pattern
    ? `${formatPercent(pattern.significant, 0)} find different patterns (joint ${formatP(pattern.p)}) and `
    : ''
  const direction = `${formatPercent(share, 0)} give ${placeText(largest)} more weight for ${higher} (${averageText(curve, sign, quote.confidence)})`
  return (
    `Of ${quote.specifications} ways of running the study on ${networks}, ${patterns}${direction}: ` +
    `the direction ${holding(share)}${frailText(differing, largest, quote)}${hingeText(curve, sign, share)}.`
  )
}

function curveFor({ curves }: RobustnessQuote, { region }: RegionTest): QuotedCurve | undefined {
  return curves.find(({ measure }) => measure === region)
}

/** Share of estimates with a test's sign, as it is printed, so that no 95% is called less than 95%. */
function shareWithSign({ positive, negative }: QuotedCurve, { estimate }: RegionTest): number {
  return Math.round(100 * (estimate! >= 0 ? positive : negative)) / 100
}

/** The other regions that differ here, and whose direction most estimates do not share. */
function frailText(differing: readonly RegionTest[], largest: RegionTest, quote: RobustnessQuote): string {
  const frail = differing.flatMap((test) => {
    const curve = test === largest ? undefined : curveFor(quote, test)
    const share = curve ? shareWithSign(curve, test) : 1
    return share < MOSTLY ? `${placeText(test)} (${formatPercent(share, 0)})` : []
  })
  const own = curveFor(quote, largest)!
  const linked = shareWithSign(own, largest) >= MOSTLY ? 'unlike' : 'like'
  return frail.length > 0 ? `, ${linked} that in ${listed(frail)}` : ''
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
  return `g on average over the networks ${formatFixed(sign * across.estimate, 2)}, ${formatPercent(confidence, 0)} interval ${formatInterval(interval, 2)}`
}

/** Share of variance from which a choice is named. */
const HINGE = 0.25

function hingeText({ dependsOn }: QuotedCurve, sign: 1 | -1, share: number): string {
  if (!dependsOn || dependsOn.share < HINGE) return ''
  const { choice, values } = dependsOn
  const sorted = values.map(({ value, median }) => ({ value, g: sign * median })).sort((x, y) => y.g - x.g)
  const ends = [sorted[0]!, sorted.at(-1)!]
  const turns = ends[0]!.g > 0 && ends[1]!.g < 0
  const medians = ends
    .map(({ value, g }) => `${formatFixed(g, 2)} for ${value}`)
    .join(turns ? ' but ' : ' and ')
  const what = share >= THROUGHOUT ? 'its size' : 'it'
  return `, but ${what} depends on the ${choice}, which explains ${formatPercent(dependsOn.share, 0)} of how g varies (median ${medians})`
}

/** `the middle`, `the lower loop`; but `band 4` and `region r2 c1`, whose names have no article. */
function placeText({ region }: RegionTest): string {
  if (/^r\d+ c\d+$/.test(region)) return `region ${region}`
  return /^band \d+$/.test(region) ? region : `the ${region}`
}

function ordered({ classes: [a, b] }: VerdictInput, test: RegionTest): readonly [string, string] {
  return test.estimate! >= 0 ? [a.name, b.name] : [b.name, a.name]
}

function byEffect(tests: readonly RegionTest[]): RegionTest {
  return tests.reduce((best, test) =>
    Math.abs(test.effect!.value) > Math.abs(best.effect!.value) ? test : best,
  )
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
