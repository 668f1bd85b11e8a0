import { formatFixed, formatInterval, formatP, formatWithin, intervalName } from '../words/format.js'
import { listed } from '../words/listed.js'
import type { DifferenceTest, ReportedTest, StudyResult } from './result.js'

/** What the verdict is made from. */
export type VerdictInput = Pick<StudyResult, 'classes' | 'config' | 'tests' | 'controls' | 'robustness'>

/** |g| from which an effect is called by each word (Cohen, 1988, Statistical Power Analysis, 2.2.3). */
const SIZES = [
  [0.8, 'large'],
  [0.5, 'medium'],
  [0.2, 'small'],
  [0, 'very small'],
] as const

/** Tests of all regions together, which are no region and chosen by no effect. */
const WHOLE = ['overall', 'strength']

/** Regions named before the rest are counted. */
const NAMED = 3

/** `large`, of the |g| that is printed, so that no 0.80 is called medium. */
export function sizeWord({ effect }: ReportedTest): string {
  const size = Math.round(100 * Math.abs(effect?.value ?? Number.NaN)) / 100
  return SIZES.find(([from]) => size >= from)?.[1] ?? 'undefined'
}

/**
 * `by 0.12 (95% simultaneous interval 0.09 to 0.15), a large effect (Hedges g 1.10, Holm p = 3.0 × 10⁻²⁰)`: the direction is in the
 * words around it, so amount, interval and g are turned its way.
 *
 * @param p - as it is to be printed
 * @param unit - ` in the logit`; shares have none
 */
export function amountText(input: VerdictInput, test: DifferenceTest, p: string, unit = ''): string {
  const sign = test.estimate! >= 0 ? 1 : -1
  const interval = shownInterval(test)
  const [low, high] = interval
  const turned = sign > 0 ? interval : ([-high, -low] as const)
  const amount = formatWithin(Math.abs(test.estimate!), turned)
  const limits = turned.every(Number.isFinite)
    ? ` (${intervalWords(input, test)} ${formatInterval(turned)}${ownText(input, test, sign)})`
    : ''
  const effect = test.effect ? `, a ${sizeWord(test)} effect (${effectText(test, sign)}, ${p})` : `, ${p}`
  return `by ${amount}${unit}${limits}${effect}`
}

/**
 * `, of it alone 3.3 to 4.7`, where the simultaneous interval holds 0 though Holm's p is significant: Holm steps down and
 * the interval does not, nor does it take values for normal. Without it a reader meets a significant difference of perhaps 0.
 */
function ownText(
  { config }: VerdictInput,
  { simultaneous, interval, pHolm }: DifferenceTest,
  sign: 1 | -1,
): string {
  if (!simultaneous || !interval?.every(Number.isFinite) || !(pHolm < 1 - config.confidence)) return ''
  const [low, high] = simultaneous.interval
  if (low > 0 || high < 0) return ''
  return `, of it alone ${formatInterval(sign > 0 ? interval : [-interval[1], -interval[0]])}`
}

/** `Hedges g −0.10`. @param sign - turns it the way of the words */
export function effectText({ effect }: ReportedTest, sign: 1 | -1 = 1): string {
  return `Hedges g ${formatFixed(sign * effect!.value, 2)}`
}

/** `Holm p = 0.012`. */
export function holmP({ pHolm }: DifferenceTest): string {
  return `Holm ${formatP(pHolm)}`
}

/** The interval that holds for a region chosen by its effect, where the result has it; else the region's own. */
export function shownInterval({ simultaneous, interval }: DifferenceTest): readonly [number, number] {
  return simultaneous?.interval ?? interval ?? [Number.NaN, Number.NaN]
}

/** `95% simultaneous interval`, or in older results `95% interval (of this region alone)`. */
export function intervalWords({ config }: Pick<VerdictInput, 'config'>, test: DifferenceTest): string {
  if (test.simultaneous) {
    return intervalName(test.simultaneous.level).replace(' interval', ' simultaneous interval')
  }
  return WHOLE.includes(test.region)
    ? intervalName(config.confidence)
    : `${intervalName(config.confidence)} of it alone`
}

/** `the middle`, `the lower loop`; but `band 4` and `region r2 c1`, whose names take no article. */
export function placeText({ region }: Pick<DifferenceTest, 'region'>): string {
  if (region === 'overall') return 'the whole map'
  if (/^band \d+$/.test(region) || /^(the|an?|its|his|her|their|our|my) /i.test(region)) return region
  return /^\p{Ll}[^\d]+$/u.test(region) ? `the ${region}` : `region ${region}`
}

/** The names of the class a test is higher in, and of the other. */
export function ordered({ classes: [a, b] }: VerdictInput, test: DifferenceTest): readonly [string, string] {
  return test.estimate! >= 0 ? [a.name, b.name] : [b.name, a.name]
}

/** `the bottom (more for 6)`. */
export function directions(input: VerdictInput, tests: readonly DifferenceTest[]): string[] {
  return tests.map((test) => `${placeText(test)} (more for ${ordered(input, test)[0]})`)
}

/** Effects closer than this share of the largest are equal but for rounding. */
const TIE = 1e-9

/**
 * The regions with the largest |Hedges g|, several where they tie; none where no effect could be computed. A result that
 * comes from JSON has null for NaN.
 */
export function largestEffects<T extends DifferenceTest>(tests: readonly T[]): T[] {
  const size = ({ effect }: T) => Math.abs(effect?.value ?? Number.NaN)
  const defined = tests.filter((test) => Number.isFinite(size(test)) && Number.isFinite(test.estimate))
  const largest = Math.max(...defined.map(size))
  return defined.filter((test) => size(test) >= largest * (1 - TIE))
}

/** `a`, `a and b`, `a, b and c`; beyond three named, the rest are counted. */
export function listedBriefly(items: readonly string[], others: (count: number) => string): string {
  const rest = items.length - NAMED
  return listed(rest > 0 ? [...items.slice(0, NAMED), others(rest)] : items)
}

/** `one other region`, `5 other regions`. */
export function otherRegions(count: number): string {
  return count === 1 ? 'one other region' : `${count} other regions`
}
