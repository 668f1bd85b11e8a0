import type { DifferenceTest, ProfileTest, RegionTest } from '../../src/study/result.js'
import { largestOf, tied } from './claim-reader.js'
import { LearnedClaims } from './learned-claims.js'
import { escaped, P } from './written.js'

/** What a verdict says of where and of how much. */
export class AnswerClaims extends LearnedClaims {
  protected profile(): ProfileTest {
    return this.input.tests.profile!
  }

  protected shareTests(): readonly DifferenceTest[] {
    return this.profile().regions
  }

  protected supported(): boolean {
    return this.profile().notComputed === undefined && this.profile().permutationP < this.alpha
  }

  /** The first sentence: where. */
  protected answer(): void {
    this.opening()
    const untested = this.shareTests().filter(({ notComputed }) => notComputed !== undefined)
    if (untested.length > 0 && untested.length < this.shareTests().length) {
      this.take('; not tested: ')
      const { named, others } = this.list(() => this.place(this.shareTests()))
      this.claim(
        named.every((test) => test.notComputed !== undefined),
        'regions without a test',
      )
      this.claim(new Set(named).size + others === untested.length, 'how many regions have no test')
      this.take(` \\(${escaped(untested[0]!.notComputed!)}\\)`)
    }
    this.take('\\.')
  }

  private opening(): void {
    if (this.attempt('The network looks at ')) {
      this.bothClasses(' and ')
      this.take(' in different places \\(')
      this.claim(this.supported(), 'profiles differ')
      this.certainty()
      this.take('\\)')
      this.whereTheyDiffer()
      return
    }
    if (this.attempt('Whether the network looks at ')) {
      this.bothClasses(' and ')
      this.take(' in different places could not be tested, since ')
      this.claim(this.profile().notComputed !== undefined, 'the primary test could not be computed')
      this.take(escaped(this.profile().notComputed!))
      this.imagesOf(' \\(', '\\)')
      return
    }
    this.take('No difference in where the network looks was found between ')
    this.claim(
      this.profile().notComputed === undefined && !this.supported(),
      'no difference in place was found',
    )
    this.bothClasses(' and ')
    this.take(' \\(')
    this.certainty()
    this.take('\\): ')
    this.largest(this.shareTests())
  }

  /** `p = 2.0 × 10⁻⁴ by relabelling, n = 198 and 200; without a profile 2 of 6 and 0 of 8`. */
  private certainty(): void {
    this.saysP(this.take(P)[0], this.profile().permutationP, 'p of relabelling')
    this.take(' by relabelling')
    this.imagesOf(', ', '')
  }

  private imagesOf(before: string, after: string): void {
    const { n, without } = this.profile()
    const some = without.some((images) => images > 0)
    if (!n && !some) return
    this.take(before)
    if (n) this.saysN(this.profile())
    if (n && some) this.take('; ')
    if (some) {
      this.take('without a profile ')
      for (const c of [0, 1] as const) {
        const count = this.take(`${c === 1 ? ' and ' : ''}(\\d+) of `)[1]
        this.claim(Number(count) === without[c], 'how many images have no profile')
        this.claim(this.class() === c, 'the class of images without a profile')
      }
    }
    this.take(after)
  }

  private whereTheyDiffer(): void {
    const differing = this.differing(this.shareTests())
    if (this.attempt(', though in no single region beyond doubt: ')) {
      this.claim(differing.length === 0, 'no single region differs')
      this.largest(this.shareTests())
      return
    }
    this.claim(differing.length > 0, 'some region differs')
    if (this.attempt(', in ')) {
      this.namesAll(differing)
      this.claim(largestOf(differing) === undefined && tied(differing).length === 0, 'no region differs most')
      return
    }
    this.take(', ')
    const little = this.attempt('though by very little, ') !== undefined
    this.take('most in ')
    const most = this.place(differing)
    this.claim(tied(differing).includes(most), `the effect is largest in ${most.region}`)
    this.claim(little === Math.round(100 * Math.abs(most.effect!.value)) < 20, 'whether it is little')
    this.take(', whose share is larger for ')
    this.forWhich(most)
    this.take(', ')
    this.amount(most, 'Holm ', '')
    this.besides(differing, most)
  }

  /** Whether it was learned; how much; and what differs besides. */
  protected howMuch(): void {
    if (this.supported()) this.learned(tied(this.differing(this.shareTests())))
    const { strength } = this.input.tests
    if (strength) {
      this.take(' ')
      this.strengthOf({ ...strength, region: 'strength' })
      this.take('\\.')
    }
    if (this.supported()) return
    const differing = this.differing(this.input.tests.regions)
    const clusters = this.clustersFound()
    if (differing.length > 0) {
      this.take(' Unscaled, ')
      this.namesAll(differing)
      this.take(differing.length === 1 ? ' differs' : ' differ')
    }
    if (clusters.length > 0) {
      this.take(differing.length > 0 ? '; over' : ' Over')
      this.take(' pixels the maps differ in ')
      const count = this.count('(one|\\d+) areas? \\(cluster-mass permutation test, ')
      this.claim(count === clusters.length, 'how many areas differ')
      if (count > 1) this.take('least ')
      this.saysP(this.take(P)[0], Math.min(...clusters), 'p of a cluster')
      this.take('\\)')
    }
    if (differing.length + clusters.length > 0) this.take('\\.')
  }

  private strengthOf(strength: DifferenceTest): void {
    const unit = ` in the ${escaped(this.scoreWords())}`
    if (this.attempt('Whether the maps differ in strength could not be tested, since ')) {
      this.claim(strength.notComputed !== undefined, 'strength was not tested')
      this.take(escaped(strength.notComputed!))
      return
    }
    const found = strength.notComputed === undefined && strength.p < this.alpha
    if (this.attempt('The maps are stronger for ')) {
      this.claim(found, 'strength differs')
      this.forWhich(strength)
      this.take(', ')
      this.amount(strength, '', unit)
      this.strengthAmong()
      return
    }
    this.take('In strength no difference was found: ')
    this.claim(strength.notComputed === undefined && !found, 'strength does not differ')
    this.difference(strength, unit)
  }

  /** What the study's repetitions are asked about. */
  protected subject(): RegionTest | undefined {
    const { regions, overall, strength } = this.input.tests
    if (this.supported()) {
      const [leading] = tied(this.differing(this.shareTests()))
      return regions.find(
        (test) => leading && test.region === leading.region && this.higher(test) === this.higher(leading),
      )
    }
    if (strength && strength.notComputed === undefined && strength.p < this.alpha) {
      return overall.estimate === undefined ? undefined : { ...overall, region: 'overall' }
    }
    const differing = this.differing(regions)
    return differing.length > 0 ? tied(differing)[0] : largestOf(regions)
  }

  /** Regions whose sensitivities differ as the answer says, and which the repetitions are asked about too. */
  protected followed(): RegionTest[] {
    const { regions } = this.input.tests
    if (!this.supported()) return this.differing(regions)
    return this.differing(this.shareTests()).flatMap((share) =>
      regions.filter((test) => test.region === share.region && this.higher(test) === this.higher(share)),
    )
  }

  /** A region, or the whole map. */
  protected anyPlace(): RegionTest {
    const { regions, overall } = this.input.tests
    return this.attempt('the whole map') ? { ...overall, region: 'overall' } : this.place(regions)
  }
}
