import { type InteractionBlock, interactionCurves, median } from '@umbra/stats'
import type { StudyConfig } from '../mapping/config.js'
import type { Random } from '../random.js'
import type { Duplicates } from './duplicates.js'
import type { AllEstimates } from './estimate-all.js'
import type { Repetitions } from './repetitions.js'
import type { PatternCurve, PatternEstimate } from './result.js'

/**
 * The class × region interaction under every specification and network, and the joint test of them all, each group of duplicates counted
 * once; undefined where it is not defined anywhere.
 */
export function estimatePattern(
  repetitions: Repetitions,
  patterns: AllEstimates['patterns'],
  duplicates: Duplicates | undefined,
  { confidence, permutations }: Pick<StudyConfig, 'confidence' | 'permutations'>,
  random: Random,
): PatternCurve | undefined {
  if (!duplicates) return undefined
  const { groups, effective } = duplicates
  const shown = groups.map(({ representative }) => representative)
  const defined = (s: number) => patterns[s]!.filter((one): one is PatternEstimate => one !== null)
  const counted = shown.flatMap(defined)
  const alpha = 1 - confidence
  const stream = random.split('joint interaction')
  const curve = interactionCurves(blocksOf(repetitions, patterns, shown), {
    permutations,
    alpha,
    uniform: () => stream.uniform(),
  })
  return {
    estimates: patterns.map((models) => ({ models })),
    groups,
    effective,
    significant: counted.filter(({ p }) => p <= alpha).length / counted.length,
    joint: {
      median: { value: median(counted.map(({ etaSquared }) => etaSquared)), p: curve.median.p },
      significant: curve.significant,
      permutations,
    },
  }
}

/** The profiles shown, a block for each choice of regions. */
function blocksOf(
  { cuts, cutOf, read, subjects }: Repetitions,
  patterns: AllEstimates['patterns'],
  shown: readonly number[],
): InteractionBlock[] {
  return cuts.flatMap(({ length: levels }, cut) => {
    const cells = shown
      .filter((s) => cutOf(s) === cut)
      .flatMap((s) => patterns[s]!.flatMap((one, m) => (one === null ? [] : [[s, m] as const])))
    if (cells.length === 0) return []
    const [a, b] = subjects.map(({ length }) =>
      new Float64Array(length * cells.length * levels).fill(Number.NaN),
    )
    cells.forEach(([s, m], k) => {
      read(s, m).forEach((own, c) => {
        const values = c === 0 ? a! : b!
        own.subjects.forEach((subject, i) => {
          const at = i * (levels + 1) + 1
          values.set(own.sensitivities.subarray(at, at + levels), (subject * cells.length + k) * levels)
        })
      })
    })
    return [{ a: a!, b: b!, specifications: cells.length, levels }]
  })
}
