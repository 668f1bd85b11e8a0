import type { DifferenceTest } from '../../src/study/result.js'
import type { VerdictInput } from '../../src/study/verdict.js'
import { alternatives, logOf, parsed, wordsFor } from './written.js'

/** Reads a verdict from its beginning, phrase by phrase, and knows the result that it speaks of. */
export class ClaimReader {
  protected rest: string
  protected readonly text: string
  protected readonly input: VerdictInput
  protected readonly alpha: number

  constructor(text: string, input: VerdictInput) {
    this.text = text
    this.rest = text
    this.input = input
    this.alpha = 1 - input.config.confidence
  }

  protected fail(what: string): never {
    throw new Error(`${what}\nat: ${this.rest}\nof: ${this.text}`)
  }

  protected claim(holds: boolean, what: string): void {
    if (!holds) this.fail(`not true: ${what}`)
  }

  protected attempt(pattern: string): RegExpExecArray | undefined {
    const found = new RegExp(`^(?:${pattern})`, 'u').exec(this.rest)
    if (!found) return undefined
    this.rest = this.rest.slice(found[0].length)
    return found
  }

  protected take(pattern: string): RegExpExecArray {
    return this.attempt(pattern) ?? this.fail(`expected ${pattern}`)
  }

  /** A written number says a value to its last digit. */
  protected says(written: string, value: number, what: string, slack = 0): void {
    const [number, unit] = parsed(written)
    this.claim(Math.abs(number - value) <= 0.5000001 * unit + slack, `${what} ${written}, which is ${value}`)
  }

  protected saysP(written: string, p: number, what: string, logP = Math.log(p)): void {
    const value = written.replace(/^p /, '')
    if (value.startsWith('>')) {
      this.claim(p >= 0.99, `${what} ${written}, which is ${p}`)
      return
    }
    if (value.startsWith('<')) {
      this.claim(
        logP < logOf(`1 × ${value.slice(2)}`) || (p < 1e-300 && value === '< 10⁻³⁰⁰'),
        `${what} ${written}, which is ${p}`,
      )
      return
    }
    const log = logOf(value.slice(2))
    this.claim(Math.abs(log - logP) < 0.055, `${what} ${written}, which is e^${logP}`)
  }

  protected saysShare(written: string, share: number, what: string): void {
    const said = Number(written.replace(/[^\d]/g, '')) / 100
    if (written.startsWith('>')) {
      this.claim(share > 0.99 && share < 1, `${what} ${written} of ${share}`)
      return
    }
    if (written.startsWith('<')) {
      this.claim(share < 0.01 && share > 0, `${what} ${written} of ${share}`)
      return
    }
    this.claim(Math.abs(said - share) <= 0.005000001, `${what} ${written}, which is ${share}`)
    this.claim(
      (said === 0) === (share === 0) && (said === 1) === (share === 1),
      `${what} ${written} of ${share}`,
    )
  }

  protected saysLevel(written: string, level: number): void {
    const said = Number(written.replace('%', ''))
    this.claim(Math.abs(said / 100 - level) <= 1e-6 * (1 - level), `a level of ${written}, which is ${level}`)
  }

  protected class(): number {
    const names = this.input.classes.map(({ name }) => name)
    const found = this.take(alternatives(names))[0]
    return names.indexOf(found)
  }

  /** `the middle`: which of these regions that is. */
  protected place<T extends DifferenceTest>(tests: readonly T[]): T {
    const written = new Map(
      tests.flatMap((test) => wordsFor(test.region).map((words) => [words, test] as const)),
    )
    return written.get(this.take(alternatives([...written.keys()]))[0])!
  }

  protected count(pattern: string): number {
    const found = this.take(pattern)[1]!
    return found === 'one' ? 1 : Number(found)
  }

  /** `a (more for 6), b (more for 8) and 3 other regions`: those named, and how many more. */
  protected list<T>(item: () => T): { named: T[]; others: number } {
    const named: T[] = []
    let others = 0
    for (let last = false; ; ) {
      const counted = this.attempt('(one|\\d+) other regions?(?!\\p{L})')
      if (counted) others = counted[1] === 'one' ? 1 : Number(counted[1])
      else named.push(item())
      if (last) return { named, others }
      last = this.attempt(' and ') !== undefined
      if (!last && !this.attempt(', (?!which|are equal)')) return { named, others }
    }
  }

  protected differs(test: DifferenceTest): boolean {
    return test.notComputed === undefined && test.pHolm < this.alpha
  }

  protected differing<T extends DifferenceTest>(tests: readonly T[]): T[] {
    return tests.filter((test) => this.differs(test))
  }

  protected clustersFound(): number[] {
    return this.input.tests.clusters.clusters.map(({ p }) => p).filter((p) => p <= this.alpha)
  }

  protected higher(test: DifferenceTest): number {
    return test.estimate! >= 0 ? 0 : 1
  }
}

/** The regions whose |g| is the largest; none where no effect is known. */
export function tied<T extends DifferenceTest>(tests: readonly T[]): T[] {
  const known = tests.filter(({ effect, estimate }) => effect !== undefined && estimate !== undefined)
  const largest = Math.max(...known.map(({ effect }) => Math.abs(effect!.value)))
  return known.filter(({ effect }) => Math.abs(effect!.value) === largest)
}

export function largestOf<T extends DifferenceTest>(tests: readonly T[]): T | undefined {
  const [first, second] = tied(tests)
  return second ? undefined : first
}
