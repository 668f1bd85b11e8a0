import type { VerdictInput } from '../../src/study/verdict.js'
import { DependenceClaims } from './dependence-claims.js'

/**
 * Reads a verdict clause by clause and holds each to the numbers it was made from. It knows the words, not the code that
 * chooses them.
 *
 * @throws Error at the first claim that is not true, and at words it does not know
 */
export function checkVerdict(text: string, input: VerdictInput): void {
  new VerdictClaims(text, input).all()
}

class VerdictClaims extends DependenceClaims {
  all(): void {
    if (/\b(the|a|an) (the|an?)\b|NaN|undefined|\bnull\b|\binfinity| {2}|\) \(/i.test(this.text))
      this.fail('stray words')
    this.answer()
    this.howMuch()
    const subject = this.subject()
    this.take(' ')
    if (this.input.robustness) this.robustness(subject)
    else this.settings(subject)
    if (this.rest !== '') this.fail('more words than anyone can check')
  }
}
