import { scoreText, settingsText } from '../attribution/occlusion/settings-text.js'
import { imagesOfEach } from '../study/rests-on.js'
import { formatCount, formatLevel, formatNumber, formatP } from '../words/format.js'
import type { PairResult, PairsResult } from './result.js'

/** Pairs named where a test could not be computed; the rest are counted. */
const NAMED = 3

/** How many pairs differ, the pair whose patterns differ most and the one whose patterns differ least, in plain sentences. */
export function pairsVerdict({
  config,
  classes,
  pairs,
}: Pick<PairsResult, 'config' | 'classes' | 'pairs'>): PairsResult['verdict'] {
  const alpha = 1 - config.confidence
  const tested = pairs.filter((pair) => primaryOf(pair).notComputed === undefined)
  const untested = pairs.filter((pair) => primaryOf(pair).notComputed !== undefined)
  const differing = tested.filter((pair) => primaryOf(pair).pHolm < alpha).length
  const names = (pair: PairResult) => pair.classes.map((label) => classes[label]!.name).join(' and ')
  const settings = `${settingsText(config)} and the ${scoreText(config.score)}`
  const what =
    `The network looks at the two classes in different places in ${formatCount(differing)} of ${formatCount(pairs.length)} ` +
    `${pairs.length === 1 ? 'pair' : 'pairs'} (n = ${imagesOfEach(classes)}, Holm-adjusted over the pairs, level ${formatLevel(alpha)})`
  const text =
    `${what}${extremes(tested, names)}${missing(untested, names)}. ` +
    `This holds for one trained network, ${settings}; other choices can change it.`
  return { text, differing }
}

/** The most and the least different pair by the size of the interaction; neither where others are as different. */
function extremes(tested: readonly PairResult[], names: (pair: PairResult) => string): string {
  const sorted = [...tested].sort((x, y) => etaSquared(y) - etaSquared(x))
  const [most, least] = [sorted[0], sorted.at(-1)]
  if (!most || !least || !(etaSquared(most) > etaSquared(least))) return ''
  const named = (pair: PairResult) =>
    `${names(pair)} (generalised eta squared ${formatNumber(etaSquared(pair), 2)}, ${formatP(primaryOf(pair).pHolm)})`
  const alone = (pair: PairResult) =>
    tested.filter((one) => etaSquared(one) === etaSquared(pair)).length === 1
  return [
    ...(alone(most) ? [`, most between ${named(most)}`] : []),
    ...(alone(least) ? [`, least between ${named(least)}`] : []),
  ].join('')
}

/** Pairs whose primary test has no answer. */
function missing(untested: readonly PairResult[], names: (pair: PairResult) => string): string {
  if (untested.length === 0) return ''
  const rest = untested.length - NAMED
  const shown = untested.slice(0, NAMED).map(names)
  const counted = rest > 0 ? [`${rest} other ${rest === 1 ? 'pair' : 'pairs'}`] : []
  return `; it could not be computed for ${[...shown, ...counted].join(', for ')}`
}

function etaSquared(pair: PairResult): number {
  return primaryOf(pair).effect?.value ?? Number.NaN
}

/** The primary test of a pair: profiles, or in older results the raw interaction. */
export function primaryOf({ profile, interaction }: PairResult) {
  return profile ?? interaction
}
