import type { DifferenceTest, ReportedTest } from '../../src/study/result.js'
import { ClaimReader, tied } from './claim-reader.js'
import { NUMBER, P } from './written.js'

/** What is said of single tests: directions, amounts, intervals, effects, certainty and n. */
export class EffectClaims extends ClaimReader {
  protected scoreWords(): string {
    const { score } = this.input.config
    if (typeof score === 'object') return `margin over class ${score.against}`
    return score.replace('-', ' ')
  }

  protected bothClasses(between: string): void {
    this.claim(this.class() === 0, 'the first class first')
    this.take(between)
    this.claim(this.class() === 1, 'the second class second')
  }

  protected saysN(test: ReportedTest): void {
    const found = this.take('n = ([\\d,]+) and ([\\d,]+)')
    this.claim(
      [1, 2].every((i) => Number(found[i]!.replaceAll(',', '')) === test.n![i - 1]),
      'n',
    )
  }

  /** `6 than for 8`. */
  protected forWhich(test: DifferenceTest): void {
    this.claim(this.class() === this.higher(test), `for which class ${test.region} is larger`)
    this.take(' than for ')
    this.claim(this.class() === 1 - this.higher(test), `for which class ${test.region} is smaller`)
  }

  /** `by 1.20 in the logit (95% simultaneous interval 0.95 to 1.45), a large effect (Hedges g 1.10, Holm p = 0.012)`. */
  protected amount(test: DifferenceTest, prefix: string, unit: string): void {
    const sign = test.estimate! >= 0 ? 1 : -1
    const interval = this.chosenInterval(test)
    const half = interval ? (interval[1] - interval[0]) / 2 : 0
    this.take('by ')
    this.says(this.take(NUMBER)[0], Math.abs(test.estimate!), 'amount', 0.06 * half)
    this.take(unit)
    if (interval) {
      this.take(' \\(')
      this.intervalWords(test)
      const [low, high] = sign > 0 ? interval : [-interval[1], -interval[0]]
      this.limits(low!, high!)
      this.ownInterval(test)
      this.take('\\)')
    }
    if (test.effect) {
      const size = this.take(', a (very small|small|medium|large) effect \\(')[1]!
      const g = Math.round(100 * Math.abs(test.effect.value)) / 100
      const right = g >= 0.8 ? 'large' : g >= 0.5 ? 'medium' : g >= 0.2 ? 'small' : 'very small'
      this.claim(size === right, `an effect of ${test.effect.value} is ${size}`)
      this.take('Hedges g ')
      this.says(this.take(NUMBER)[0], Math.abs(test.effect.value), 'g')
      this.take(', ')
    } else this.take(', ')
    this.take(prefix)
    const whole = prefix === ''
    this.saysP(this.take(P)[0], whole ? test.p : test.pHolm, 'p', whole ? test.logP : undefined)
    if (test.effect) this.take('\\)')
  }

  /** A significant region whose simultaneous interval holds 0 has its own interval beside it, and no other has. */
  private ownInterval({ simultaneous, interval, pHolm, estimate }: DifferenceTest): void {
    if (!simultaneous || !interval || pHolm >= 1 - this.input.config.confidence) return
    if (simultaneous.interval[0] > 0 || simultaneous.interval[1] < 0) return
    this.take(', of it alone ')
    const [low, high] = estimate! >= 0 ? interval : [-interval[1], -interval[0]]
    this.limits(low!, high!)
  }

  /** The interval a sentence about a chosen region must quote. */
  protected chosenInterval(test: DifferenceTest): readonly [number, number] | undefined {
    return test.simultaneous?.interval ?? test.interval
  }

  protected intervalWords(test: DifferenceTest): void {
    const [level] = this.take('[\\d.]+%')
    this.saysLevel(level, this.input.config.confidence)
    const kind = this.take(' (simultaneous interval|interval of it alone|interval) ')[1]
    const right =
      test.region === 'strength'
        ? 'interval'
        : test.simultaneous
          ? 'simultaneous interval'
          : 'interval of it alone'
    this.claim(kind === right, `the interval is a ${kind}`)
  }

  protected limits(low: number, high: number): void {
    const slack = 0.06 * ((high - low) / 2)
    this.says(this.take(NUMBER)[0], low, 'lower limit', slack)
    this.take(' to ')
    this.says(this.take(NUMBER)[0], high, 'upper limit', slack)
  }

  protected besides(differing: readonly DifferenceTest[], leading: DifferenceTest): void {
    const ties = tied(differing).filter((test) => test.region !== leading.region)
    const others = differing.filter((test) => test.region !== leading.region && !ties.includes(test))
    if (ties.length > 0) {
      this.take('; by as large an effect in ')
      this.namesAll(ties)
    }
    if (others.length > 0) {
      this.take('; also in ')
      this.namesAll(others)
    }
  }

  /** A list with directions names, and counts, exactly these. */
  protected namesAll(tests: readonly DifferenceTest[]): void {
    const { named, others } = this.list(() => {
      const place = this.place(tests)
      this.take(' \\(more for ')
      this.claim(this.class() === this.higher(place), `which class ${place.region} counts more for`)
      this.take('\\)')
      return place
    })
    this.claim(
      named.every((test) => tests.some(({ region }) => region === test.region)),
      'the regions named',
    )
    this.claim(new Set(named).size + others === tests.length, 'how many regions there are')
  }

  /** What is said where no region's share differs. */
  protected largest(regions: readonly DifferenceTest[]): void {
    const defined = regions.filter(({ effect }) => effect)
    if (this.attempt('no region could be tested')) {
      this.claim(defined.length === 0, 'no region could be tested')
      return
    }
    const same = this.attempt('the classes have the same mean share in every region( that could be tested)?')
    if (same) {
      this.claim(
        defined.every(({ effect }) => effect!.value === 0),
        'the same mean share in every region',
      )
      this.claim(
        (same[1] === undefined) === (defined.length === regions.length),
        'whether every region could be tested',
      )
      return
    }
    if (this.attempt('the largest effects, in ')) {
      this.namesAll(tied(regions))
      this.take(', are equal, Hedges g ')
      this.says(this.take(NUMBER)[0], Math.abs(tied(regions)[0]!.effect!.value), 'g')
      this.claim(tied(regions).length > 1, 'several effects are largest')
      return
    }
    this.take('the largest effect, in ')
    const place = this.place(regions)
    this.claim(
      tied(regions).length === 1 && tied(regions)[0] === place,
      `the effect is largest in ${place.region}`,
    )
    this.take(', is ')
    this.difference(place, ' in its share')
  }

  /** `Hedges g −0.10, a difference of −0.02 in its share, 6 minus 8 (95% interval −0.05 to 0.01)`. */
  protected difference(test: DifferenceTest, unit: string): void {
    if (test.effect) {
      this.take('Hedges g ')
      this.says(this.take(NUMBER)[0], test.effect.value, 'g')
      this.take(', ')
    }
    this.take('a difference of ')
    const interval = this.chosenInterval(test)!
    this.says(this.take(NUMBER)[0], test.estimate!, 'difference', (0.06 * (interval[1] - interval[0])) / 2)
    this.take(`${unit}, `)
    this.bothClasses(' minus ')
    this.take(' \\(')
    this.intervalWords(test)
    this.limits(...interval)
    if (test.region === 'strength') {
      this.take('; ')
      this.saysP(this.take(P)[0], test.p, 'p', test.logP)
    }
    this.take('\\)')
  }
}
