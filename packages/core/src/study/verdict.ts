import {
  decimalsFor,
  formatFixed,
  formatInterval,
  formatNumber,
  formatP,
  formatPercent,
} from '../figures/format.js'
import { baselineText, scoreText, sizeText } from '../figures/settings-text.js'
import type { RegionTest, ReportedTest, StudyResult } from './result.js'

/** What the verdict is made from. */
export type VerdictInput = Pick<StudyResult, 'classes' | 'config' | 'tests'>

/** A Hedges g below this is called small (Cohen, 1988, Statistical Power Analysis, 2.2.3, takes 0.2 as small). */
const SMALL = 0.2

/**
 * The answer in plain sentences: direction, size, interval and certainty first, then what it depends on. H1 is supported
 * when the class × region interaction is significant at one minus the study's confidence.
 */
export function verdict(input: VerdictInput): StudyResult['verdict'] {
  const { tests, config } = input
  const alpha = 1 - config.confidence
  const supported = tests.interaction.p < alpha
  const differing = tests.regions.filter(({ pHolm }) => pHolm < alpha)
  const answer = supported ? patternsDiffer(input, differing) : noPattern(input, differing)
  return { text: `${answer} ${dependence(input)}`, supported }
}

function patternsDiffer(input: VerdictInput, differing: readonly RegionTest[]): string {
  const [a, b] = input.classes
  const opening = `The network looks at ${a.name} and ${b.name} differently`
  if (differing.length === 0) {
    return `${opening} (${interactionText(input)}), but no single region differs after correction: ${largestText(input)}.`
  }
  const largest = byEffect(differing)
  const others = differing.filter((test) => test !== largest)
  const small = Math.abs(largest.effect!.value) < SMALL ? 'by little, ' : ''
  const also = others.length > 0 ? `; also ${listed(others.map((test) => briefText(input, test)))}` : ''
  return `${opening}: ${small}most in the ${largest.region}, where ${differenceText(input, largest)}${also}. The pattern over regions differs (${interactionText(input)}).`
}

function noPattern(input: VerdictInput, differing: readonly RegionTest[]): string {
  const [a, b] = input.classes
  const none = `No difference in the pattern over regions was found between ${a.name} and ${b.name} (${interactionText(input)})`
  if (differing.length === 0) return `${none}; ${largestText(input)}.`
  return `${none}, yet the classes differ in level: in the ${byEffect(differing).region}, ${differenceText(input, byEffect(differing))}.`
}

/** Also says what the data leave possible, which a bare "not significant" would not. */
function largestText(input: VerdictInput): string {
  const largest = byEffect(input.tests.regions)
  return `the largest difference, in the ${largest.region}, is ${sizeWithInterval(input, largest)}`
}

function differenceText(input: VerdictInput, test: RegionTest): string {
  const [higher, lower] = ordered(input, test.estimate!)
  const decimals = decimalsFor(test.interval!)
  const low = Math.min(...test.interval!.map(Math.abs))
  const high = Math.max(...test.interval!.map(Math.abs))
  const level = formatPercent(input.config.confidence, 0)
  const g = formatFixed(Math.abs(test.effect!.value), 2)
  return `covering a pixel's neighbourhood lowers ${unit(input)} by ${formatFixed(Math.abs(test.estimate!), decimals)} more for ${higher} than for ${lower} (${level} interval ${formatInterval([low, high], decimals)}, Hedges g ${g}, Holm ${formatP(test.pHolm)})`
}

function briefText(input: VerdictInput, test: RegionTest): string {
  const [higher] = ordered(input, test.estimate!)
  const decimals = decimalsFor(test.interval!)
  return `the ${test.region}, ${formatFixed(Math.abs(test.estimate!), decimals)} more for ${higher}`
}

function sizeWithInterval(input: VerdictInput, test: ReportedTest): string {
  const [a, b] = input.classes
  const decimals = decimalsFor(test.interval!)
  const level = formatPercent(input.config.confidence, 0)
  return `${formatFixed(test.estimate!, decimals)} in ${unit(input)}, ${a.name} minus ${b.name} (${level} interval ${formatInterval(test.interval!, decimals)})`
}

function interactionText({ tests: { interaction } }: VerdictInput): string {
  const [numerator, denominator] = interaction.df as readonly [number, number]
  const df = `${formatNumber(numerator, 3)}, ${formatNumber(denominator, 4)}`
  const size = formatNumber(interaction.effect!.value, 2)
  return `class × region interaction, F(${df}) = ${formatNumber(interaction.statistic)}, ${formatP(interaction.p, interaction.logP)}, generalised eta squared ${size}`
}

/** One network and one set of choices: said in every verdict, because the sign is known to depend on them. */
function dependence({ config }: VerdictInput): string {
  const ink = config.normalisation === 'ink' ? ', per unit of ink' : ''
  return `This is the answer of one trained network with a ${sizeText(config.window)} window, baseline ${baselineText(config.baseline)} and the ${scoreText(config.score)} as score${ink}; other choices can change it, even its sign.`
}

function ordered({ classes: [a, b] }: VerdictInput, estimate: number): readonly [string, string] {
  return estimate >= 0 ? [a.name, b.name] : [b.name, a.name]
}

function unit({ config }: VerdictInput): string {
  return `the ${scoreText(config.score)}`
}

function byEffect(tests: readonly RegionTest[]): RegionTest {
  return tests.reduce((best, test) =>
    Math.abs(test.effect!.value) > Math.abs(best.effect!.value) ? test : best,
  )
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
