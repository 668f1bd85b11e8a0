import { scoreText } from '../attribution/occlusion/settings-text.js'
import { formatInterval, formatP, formatWithin } from '../words/format.js'
import type { RegionTest } from './result.js'
import { type Findings, isSignificant } from './verdict-findings.js'
import { amongUntrained } from './verdict-learned.js'
import {
  amountText,
  directions,
  effectText,
  intervalWords,
  listedBriefly,
  ordered,
  otherRegions,
  type VerdictInput,
} from './verdict-words.js'

/** The second question, how much; and, where no difference in place was found, what differs besides. */
export function strengthText(input: VerdictInput, findings: Findings): string {
  const { strength } = input.tests
  const sentences = [
    ...(strength ? [strengthSentence(input, strength, findings)] : []),
    ...(findings.supported ? [] : besidesPlace(input, findings)),
  ]
  return sentences.map((sentence) => ` ${sentence}.`).join('')
}

function strengthSentence(input: VerdictInput, test: RegionTest, { alpha }: Findings): string {
  const [a, b] = input.classes
  if (test.notComputed)
    return `Whether the maps differ in strength could not be tested, since ${test.notComputed}`
  const p = formatP(test.p, test.logP)
  const unit = ` in the ${scoreText(input.config.score)}`
  if (isSignificant(test, alpha)) {
    const [higher, lower] = ordered(input, test)
    const untrained = amongUntrained(input, ({ strength }) => strength, alpha)
    return `The maps are stronger for ${higher} than for ${lower}, ${amountText(input, test, p, unit)}${untrained}`
  }
  const { interval, estimate = Number.NaN } = test
  const limits = interval ? ` (${intervalWords(input, test)} ${formatInterval(interval)}; ${p})` : ` (${p})`
  const effect = test.effect ? `${effectText(test)}, ` : ''
  return (
    `In strength no difference was found: ${effect}a difference of ${formatWithin(estimate, interval ?? [0, 0])}${unit}, ` +
    `${a.name} minus ${b.name}${limits}`
  )
}

/** Regions whose sensitivities differ as they are, and areas of pixels: place and strength together. */
function besidesPlace(input: VerdictInput, findings: Findings): string[] {
  const { differing } = findings
  const pixels = overPixels(input, findings)
  if (differing.length === 0) return pixels ? [`${pixels.charAt(0).toUpperCase()}${pixels.slice(1)}`] : []
  const regions = `Unscaled, ${listedBriefly(directions(input, differing), otherRegions)} ${differing.length === 1 ? 'differs' : 'differ'}`
  return [pixels ? `${regions}; ${pixels}` : regions]
}

/** The clusters of pixels in which the maps differ. */
function overPixels({ tests: { clusters } }: VerdictInput, { alpha }: Findings): string | undefined {
  const found = clusters.clusters.filter(({ p }) => p <= alpha)
  if (found.length === 0) return undefined
  const least = formatP(Math.min(...found.map(({ p }) => p)))
  return found.length === 1
    ? `over pixels the maps differ in one area (cluster-mass permutation test, ${least})`
    : `over pixels the maps differ in ${found.length} areas (cluster-mass permutation test, least ${least})`
}
