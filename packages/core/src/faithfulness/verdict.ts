import { formatConfidence, formatEstimate, formatP } from '../words/format.js'
import type { FaithfulnessConfig } from './config.js'
import { untellable } from './least-p.js'
import type { Comparison, MeasureResult } from './result.js'

/**
 * What the comparisons say, a sentence for each control, with the numbers of the measure that most people know; and where none could have said
 * anything, that.
 */
export function verdictOf(
  measures: readonly MeasureResult[],
  n: number,
  { confidence, permutations }: Pick<FaithfulnessConfig, 'confidence' | 'permutations'>,
): string[] {
  const tests = measures.reduce((sum, { comparisons }) => sum + comparisons.length, 0)
  const none = untellable({ by: 'sign flips', n, permutations, tests }, confidence)
  const sentences = (['ink', 'random'] as const).map((control) => {
    const compared = measures.map((measure) => ({
      measure,
      test: measure.comparisons.find((each) => each.control === control)!,
    }))
    const named = (verdict: Comparison['verdict'], words: string) => {
      const names = compared
        .filter(({ test }) => test.verdict === verdict)
        .map(({ measure }) => measure.words)
      return names.length === 0 ? [] : [`${words} by ${names.length} (${names.join('; ')})`]
    }
    const parts = [
      ...named('better', 'better'),
      ...named('worse', 'worse'),
      ...named('undecided', 'not told apart'),
    ]
    const said = (['insertion', 'deletion'] as const).map((name) => {
      const { test } = compared.find(({ measure }) => measure.name === name)!
      return `${name} ${advantageText(test)}`
    })
    return `Of ${measures.length} measures over ${n} images, against ${ORDER[control]} the map is ${parts.join(', ')}. Its advantage, with the ${formatConfidence(confidence)} interval: ${said.join('; ')}.`
  })
  return [...sentences, ...(none === undefined ? [] : [none])]
}

const ORDER = { ink: 'ink order', random: 'random order' } as const

/** `0.048 [0.031, 0.065], p = 0.0016`. */
export function advantageText({ advantage, interval, adjustedP }: Comparison): string {
  return `${formatEstimate(advantage, interval)}, ${formatP(adjustedP)}`
}
