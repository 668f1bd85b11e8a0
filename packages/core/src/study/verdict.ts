import type { StudyResult } from './result.js'
import { answerText } from './verdict-answer.js'
import { dependenceText } from './verdict-dependence.js'
import { findingsOf } from './verdict-findings.js'
import { learnedText } from './verdict-learned.js'
import { strengthText } from './verdict-strength.js'
import type { VerdictInput } from './verdict-words.js'

export type { VerdictInput } from './verdict-words.js'

/**
 * The answer in plain sentences: where, with direction, size, interval and certainty; whether it was learned; how much; what it depends on. H1 is supported
 * when profiles differ, by relabelling, at one minus the study's confidence.
 */
export function verdict(input: VerdictInput): StudyResult['verdict'] {
  const findings = findingsOf(input)
  return {
    text: `${answerText(input, findings)}${learnedText(input, findings)}${strengthText(input, findings)} ${dependenceText(input, findings)}`,
    supported: findings.supported,
  }
}
