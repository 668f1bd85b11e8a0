import type { AdjustedTest, ControlledEffect, DifferenceTest } from '../../src/study/result.js'
import { EffectClaims } from './effect-claims.js'
import { escaped, NUMBER, P } from './written.js'

const NETWORKS = 'untrained networks?'

/** What a verdict says of untrained networks, and of ink. */
export class LearnedClaims extends EffectClaims {
  /** Whether it was learned, and what is left at equal ink. @param leading - of shares that differ, those with the largest effect */
  protected learned(leading: readonly DifferenceTest[]): void {
    const { controls } = this.input
    if (!controls) return
    this.take(' ')
    this.learnedSentence(leading)
    this.take('\\.')
    const [most] = leading
    const adjusted = controls.ink.adjusted.shares.find(({ region }) => region === most?.region)
    if (!most || !adjusted || adjusted.notComputed !== undefined) return
    this.take(' At equal ink there ')
    this.atEqualInk(most, adjusted)
    this.take('\\.')
  }

  private learnedSentence(leading: readonly DifferenceTest[]): void {
    const { untrained } = this.input.controls!
    if (this.attempt('Whether that was learned was not examined: no untrained networks were mapped')) {
      this.claim('notComputed' in untrained && untrained.draws === 0, 'controls were turned off')
      return
    }
    if (this.attempt('Whether that was learned could not be examined: ')) {
      if ('notComputed' in untrained) this.take(escaped(untrained.notComputed))
      else {
        this.take('no untrained network has profiles to compare')
        this.claim(untrained.profile!.controls.length === 0, 'no network can be compared')
      }
      return
    }
    if ('notComputed' in untrained) this.fail('untrained networks that there are not')
    const profile = untrained.profile!
    if (this.attempt('It was learned: they differ ')) {
      this.claim(profile.p < this.alpha, 'it was learned')
      this.moreThan(profile)
      this.inBrackets(profile)
      const own = untrained.shares.find(({ region }) => region === leading[0]?.region)
      if (own && own.controls.length > 0) this.shareByItself(own, leading)
      return
    }
    this.claim(!(profile.p < this.alpha), 'it was not learned')
    if (this.attempt('They differ ')) {
      this.moreThan(profile)
      this.claim(profile.rank === 1, 'more than in any')
      this.take(', too few to say that it was learned \\(')
      this.saysP(this.take(P)[0], profile.p, 'p among untrained networks')
      const needed = Number(this.take('; it takes (\\d+)\\)')[1])
      this.claim(1 / (needed + 1) <= this.alpha * (1 + 1e-9), 'how many it takes')
      this.claim(1 / needed > this.alpha * (1 - 1e-9), 'that fewer do not do')
      return
    }
    this.take('But ')
    this.asMuch(profile)
    this.inBrackets(profile)
    this.take(
      ': the shape of the ink makes such a difference too, and nothing shows that this one was learned',
    )
    this.claim(profile.rank > 1, 'some differ as much')
  }

  private shareByItself(own: ControlledEffect, leading: readonly DifferenceTest[]): void {
    const learned = this.attempt('; so does the share of ') !== undefined
    if (!learned) this.take('; the share of ')
    const few = own.rank === 1 && !(own.p < this.alpha)
    this.claim(learned === (own.p < this.alpha || few), 'whether the share by itself was learned')
    this.claim(leading.includes(this.place(leading)), 'the share of the largest effect')
    this.take(' by itself')
    if (!learned) {
      this.take(' does not, ')
      this.asMuch(own)
    }
    if (few) {
      const count = this.take(', of too few to tell \\((\\d+), ')[1]
      this.claim(Number(count) === own.controls.length, 'how many are too few')
      this.saysP(this.take(P)[0], own.p, 'p among untrained networks')
      this.take('\\)')
    } else this.inBrackets(own)
  }

  /** `more than in any of 20 untrained networks`. */
  private moreThan({ rank, controls }: ControlledEffect): void {
    const m = controls.length
    if (this.attempt('more than in one untrained network')) {
      this.claim(m === 1 && rank === 1, 'the one untrained network')
      return
    }
    const found = this.take(`more than in (any|\\d+) of (\\d+) ${NETWORKS}`)
    this.claim(Number(found[2]) === m, 'how many untrained networks there are')
    this.claim(
      found[1] === 'any' ? rank === 1 : Number(found[1]) === m - (rank - 1) && rank > 1,
      'how many it exceeds',
    )
  }

  /** `7 of 20 untrained networks differ as much`. */
  private asMuch({ rank, controls }: ControlledEffect): void {
    const m = controls.length
    if (this.attempt('the one untrained network differs as much')) {
      this.claim(m === 1 && rank === 2, 'the one untrained network')
      return
    }
    const found = this.take(`(\\d+) of (\\d+) ${NETWORKS} differs? as much`)
    this.claim(Number(found[1]) === rank - 1 && rank > 1, 'how many differ as much')
    this.claim(Number(found[2]) === m, 'how many untrained networks there are')
  }

  private inBrackets({ p }: ControlledEffect): void {
    this.take(' \\(')
    this.saysP(this.take(P)[0], p, 'p among untrained networks')
    this.take('\\)')
  }

  /** Where strength stands among untrained networks. */
  protected strengthAmong(): void {
    const { controls } = this.input
    if (!controls || 'notComputed' in controls.untrained) return
    const { strength } = controls.untrained
    if (strength.controls.length === 0) return
    if (this.attempt(', (?=more than)')) this.moreThan(strength)
    else {
      this.take('; ')
      this.claim(!(strength.p < this.alpha), 'strength stands out')
      this.asMuch(strength)
    }
    this.inBrackets(strength)
  }

  private atEqualInk(leading: DifferenceTest, adjusted: AdjustedTest): void {
    const significant = adjusted.p < this.alpha
    const [low, high] = adjusted.interval!
    const slack = 0.06 * ((high - low) / 2)
    if (this.attempt('no difference in that share is left: ')) {
      this.claim(!significant, 'nothing is left')
      this.says(this.take(NUMBER)[0], adjusted.estimate!, 'adjusted difference', slack)
      this.take(', ')
      this.bothClasses(' minus ')
      this.adjustedCertainty(adjusted, low, high)
      return
    }
    this.claim(significant, 'something is left')
    const same = this.take('that share is (still )?larger for ')[1] !== undefined
    const [higher, sign] = adjusted.estimate! >= 0 ? [0, 1] : [1, -1]
    this.claim(same === (this.higher(leading) === higher), 'whether it is still so')
    this.claim(this.class() === higher, 'for which class it is larger')
    this.take(same ? ', by ' : ' instead, by ')
    this.says(this.take(NUMBER)[0], Math.abs(adjusted.estimate!), 'adjusted difference', slack)
    this.adjustedCertainty(adjusted, ...(sign > 0 ? ([low, high] as const) : ([-high, -low] as const)))
  }

  private adjustedCertainty({ p, logP, overlap }: AdjustedTest, low: number, high: number): void {
    this.take(' \\(')
    this.saysLevel(this.take('[\\d.]+%')[0], this.input.config.confidence)
    this.take(' interval ')
    this.limits(low, high)
    this.take(', ')
    this.saysP(this.take(P)[0], p, 'p of the adjusted difference', logP)
    const extrapolates = this.attempt('; an extrapolation, few images having as much ink') !== undefined
    this.claim(extrapolates === Math.min(...overlap) < 0.5, 'whether it extrapolates')
    this.take('\\)')
  }
}
