import type { StudyResult } from './result.js'
import { answerText, findingsOf } from './verdict-answer.js'
import { dependenceText } from './verdict-dependence.js'
import type { VerdictInput } from './verdict-words.js'

export type { VerdictInput } from './verdict-words.js'

/**
 * The answer in two plain sentences: direction, size, interval and certainty, then what it depends on. H1 is supported
 * when the class × region interaction is significant at one minus the study's confidence.
 */
export function verdict(input: VerdictInput): StudyResult['verdict'] {
  const findings = findingsOf(input)
  return {
    text: `${answerText(input, findings)} ${dependenceText(input, findings)}`,
    supported: findings.supported,
  }
}
