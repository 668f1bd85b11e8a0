import { decimalsFor, formatFixed, formatInterval, formatP, formatPercent } from '../figures/format.js'
import { baselineText, scoreText, sizeText } from '../figures/settings-text.js'
import type { RegionTest, RobustnessQuote, StudyResult } from './result.js'

/** What the verdict is made from. */
export type VerdictInput = Pick<StudyResult, 'classes' | 'config' | 'tests' | 'robustness'>

/** |g| from which an effect is called by each word (Cohen, 1988, Statistical Power Analysis, 2.2.3). */
const SIZES = [
  [0.8, 'large'],
  [0.5, 'medium'],
  [0.2, 'small'],
  [0, 'very small'],
] as const

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
  return { text: `${answer} ${dependence(input, largest)}`, supported }
}

function patternsDiffer(input: VerdictInput, differing: readonly RegionTest[], largest: RegionTest): string {
  const [a, b] = input.classes
  const opening = `The network looks at ${a.name} and ${b.name} differently (${patternP(input)})`
  if (differing.length === 0)
    return `${opening}, though in no single region beyond doubt: ${largestText(input, largest)}.`
  const [higher, lower] = ordered(input, largest)
  const little = sizeWord(largest) === 'very small' ? 'though by very little, ' : ''
  const others = differing.filter((test) => test !== largest)
  const also = others.map((test) => `the ${test.region}, more for ${ordered(input, test)[0]}`)
  return `${opening}, ${little}most in the ${largest.region}, which counts more for ${higher} than for ${lower}: ${amountText(input, largest)}${also.length > 0 ? `; also in ${listed(also)}` : ''}.`
}

function noPattern(input: VerdictInput, differing: readonly RegionTest[], largest: RegionTest): string {
  const [a, b] = input.classes
  if (differing.length === 0) {
    return `No difference in where the network looks was found between ${a.name} and ${b.name} (${patternP(input)}): ${largestText(input, largest)}.`
  }
  const [higher, lower] = ordered(input, largest)
  return `No difference in the pattern over regions was found between ${a.name} and ${b.name} (${patternP(input)}), but one in strength: the ${largest.region} counts more for ${higher} than for ${lower}, ${amountText(input, largest)}.`
}

/** Also says what the data leave possible, which a bare "not significant" would not. */
function largestText(input: VerdictInput, largest: RegionTest): string {
  const [a, b] = input.classes
  const decimals = decimalsFor(largest.interval!)
  return `the largest difference, in the ${largest.region}, is ${formatFixed(largest.estimate!, decimals)} in the ${scoreText(input.config.score)}, ${a.name} minus ${b.name} (${intervalText(input, largest.interval!)}, ${effectText(largest)})`
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
function dependence(input: VerdictInput, largest: RegionTest): string {
  const { config, robustness } = input
  if (robustness) return robustnessText(input, largest, robustness)
  const ink = config.normalisation === 'ink' ? ' per unit of ink' : ''
  return `This holds for one trained network, a ${sizeText(config.window)} window, baseline ${baselineText(config.baseline)} and the ${scoreText(config.score)}${ink}; other choices can change it, even its sign.`
}

function robustnessText(input: VerdictInput, largest: RegionTest, quote: RobustnessQuote): string {
  const curve = quote.curves.find(({ measure }) => measure === largest.region)
  if (!curve) return `Robustness was examined, but not in the ${largest.region}.`
  const [higher] = ordered(input, largest)
  const share = largest.estimate! >= 0 ? curve.positive : curve.negative
  const networks = quote.models === 1 ? 'one network' : `${quote.models} independently trained networks`
  const ways = `${quote.specifications} ways of running the study on ${networks}`
  const agreement = `${formatPercent(share, 0)} give the ${largest.region} more weight for ${higher} (median g ${formatFixed(curve.median, 2)}, joint ${formatP(curve.p)})`
  const hinge = curve.dependsOn ? `, and it depends most on the ${curve.dependsOn}` : ''
  if (share >= THROUGHOUT) return `The direction survives its choices: of ${ways}, ${agreement}.`
  if (share >= MOSTLY) return `The direction mostly holds: of ${ways}, ${agreement}${hinge}.`
  if (share > 1 - MOSTLY)
    return `The direction does not survive its choices: of ${ways}, only ${agreement}${hinge}.`
  return `The direction is an exception: of ${ways}, only ${agreement}${hinge}.`
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
