import type { RegionTest } from '../../src/study/result.js'
import { largestOf, tied } from './claim-reader.js'
import { EffectClaims } from './effect-claims.js'
import { escaped, P } from './written.js'

/** The first sentence of a verdict. */
export class AnswerClaims extends EffectClaims {
  protected answer(): RegionTest | undefined {
    const subject = this.opening()
    const untested = this.regions().filter(({ notComputed }) => notComputed !== undefined)
    if (untested.length > 0 && untested.length < this.regions().length) {
      this.take('; not tested: ')
      const { named, others } = this.list(() => this.place())
      this.claim(
        named.every((test) => test.notComputed !== undefined),
        'regions without a test',
      )
      this.claim(new Set(named).size + others === untested.length, 'how many regions have no test')
      this.take(` \\(${escaped(untested[0]!.notComputed!)}\\)`)
    }
    this.take('\\.')
    return subject
  }

  protected opening(): RegionTest | undefined {
    const { interaction } = this.input.tests
    const supported = interaction.notComputed === undefined && interaction.p < this.alpha
    if (this.attempt('The network looks at ')) {
      this.bothClasses(' and ')
      this.take(' differently \\(')
      this.claim(supported, 'patterns differ')
      this.pAndN(interaction)
      this.take('\\)')
      return this.whereTheyDiffer()
    }
    if (this.attempt('Whether the network looks at ')) {
      this.bothClasses(' and ')
      this.take(
        ' differently could not be tested: the class × region interaction could not be computed, since ',
      )
      this.claim(interaction.notComputed !== undefined, 'the interaction could not be computed')
      this.take(escaped(interaction.notComputed!))
      if (interaction.n) {
        this.take(` \\(`)
        this.saysN(interaction)
        this.take('\\)')
      }
      if (this.attempt('; yet ')) return this.besidesPattern()
      return this.nothingElse()
    }
    this.take('No difference in ')
    this.claim(interaction.notComputed === undefined && !supported, 'no difference in pattern was found')
    const [what] = this.take('the pattern over regions|where the network looks')
    this.take(' was found between ')
    this.bothClasses(' and ')
    this.take(' \\(')
    this.pAndN(interaction)
    this.take('\\)')
    if (what === 'the pattern over regions') {
      this.take(', but ')
      const strength = this.attempt('one in strength was: ') !== undefined
      this.claim(strength === this.wholeDiffers(), 'whether a difference in strength was found')
      return this.besidesPattern()
    }
    this.take(': ')
    const named = this.largest()
    this.nothingElse()
    return named
  }

  protected nothingElse(): RegionTest | undefined {
    this.claim(!this.wholeDiffers(), 'the whole map does not differ')
    this.claim(this.differing().length === 0, 'no region differs')
    this.claim(this.clustersFound().length === 0, 'no area of pixels differs')
    return largestOf(this.regions())
  }

  protected whereTheyDiffer(): RegionTest | undefined {
    const differing = this.differing()
    if (this.attempt(', though in no single region beyond doubt: ')) {
      this.claim(differing.length === 0, 'no single region differs')
      return this.largest()
    }
    this.claim(differing.length > 0, 'some region differs')
    if (this.attempt(', in ')) {
      this.namesAll(differing)
      this.claim(largestOf(differing) === undefined && tied(differing).length === 0, 'no region differs most')
      return undefined
    }
    this.take(', ')
    const little = this.attempt('though by very little, ') !== undefined
    this.take('most in ')
    const most = this.place()
    this.claim(this.differs(most), `${most.region} differs`)
    this.claim(tied(differing).includes(most), `the effect is largest in ${most.region}`)
    this.claim(little === Math.round(100 * Math.abs(most.effect!.value)) < 20, 'whether it is little')
    this.take(', which ')
    this.countsMore(most, ': ')
    this.amount(most, 'Holm ')
    this.besides(differing, most)
    return most
  }

  /** What differs though the pattern does not. */
  protected besidesPattern(): RegionTest | undefined {
    const differing = this.differing()
    const clusters = this.clustersFound()
    let subject = largestOf(differing.length > 0 ? differing : this.regions())
    let clauses = 0
    if (this.wholeDiffers()) {
      const whole = this.place()
      this.claim(whole.region === 'overall', 'it is the whole map that differs')
      this.take(' ')
      this.countsMore(whole, ', ')
      this.amount(whole, '')
      if (differing.length > 0) {
        this.take('; taken singly, ')
        this.namesAll(differing)
        this.take(differing.length === 1 ? ' differs' : ' differ')
      }
      subject = whole
      clauses++
    } else if (differing.length > 0) {
      const leaders = tied(differing)
      if (leaders.length === 0) {
        this.namesAll(differing)
        this.take(differing.length === 1 ? ' differs' : ' differ')
        subject = undefined
      } else {
        const place = this.place()
        this.claim(
          leaders.some(({ region }) => region === place.region),
          `the effect is largest in ${place.region}`,
        )
        this.take(' ')
        this.countsMore(place, ', ')
        this.amount(place, 'Holm ')
        this.besides(differing, place)
        if (this.input.tests.overall.notComputed === undefined) {
          this.take('; the whole map does not differ beyond doubt \\(')
          this.saysP(this.take(P)[0], this.input.tests.overall.p, 'p', this.input.tests.overall.logP)
          this.take('\\)')
        }
        subject = place
      }
      clauses++
    }
    if (clusters.length > 0) {
      if (clauses > 0) this.take('; ')
      this.take('over pixels the maps differ in ')
      const count = this.count('(one|\\d+) areas? \\(cluster-mass permutation test, ')
      this.claim(count === clusters.length, 'how many areas differ')
      if (count > 1) this.take('least ')
      this.saysP(this.take(P)[0], Math.min(...clusters), 'p of a cluster')
      this.take('\\)')
      clauses++
    }
    this.claim(clauses > 0, 'something differs besides')
    return subject
  }
}
