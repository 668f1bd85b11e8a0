import { formatLevel, formatNumber, formatP } from '../figures/format.js'
import { scoreText, settingsText } from '../figures/settings-text.js'
import type { PairResult, PairsResult } from './result.js'

/** How many pairs differ, the pair whose patterns differ most and the one in which least can be said, in plain sentences. */
export function pairsVerdict({
  config,
  classes,
  pairs,
}: Pick<PairsResult, 'config' | 'classes' | 'pairs'>): PairsResult['verdict'] {
  const alpha = 1 - config.confidence
  const differing = pairs.filter(({ interaction }) => interaction.pHolm < alpha).length
  const sorted = [...pairs].sort((x, y) => etaSquared(y) - etaSquared(x))
  const named = (pair: PairResult) => {
    const [a, b] = pair.classes.map((label) => classes[label]!.name)
    const { pHolm } = pair.interaction
    return `${a} and ${b} (generalised eta squared ${formatNumber(etaSquared(pair), 2)}, ${formatP(pHolm)})`
  }
  const extremes =
    pairs.length > 1 ? `, most between ${named(sorted[0]!)}, least between ${named(sorted.at(-1)!)}` : ''
  const text =
    `The network looks at the two classes differently in ${differing} of ${pairs.length} pairs (Holm-adjusted over the pairs, level ${formatLevel(alpha)})${extremes}. ` +
    `This holds for one trained network, ${settingsText(config)} and the ${scoreText(config.score)}; other choices can change it.`
  return { text, differing }
}

function etaSquared({ interaction }: PairResult): number {
  return interaction.effect!.value
}
