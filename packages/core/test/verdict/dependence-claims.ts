import type { QuotedCurve, RegionTest } from '../../src/study/result.js'
import { AnswerClaims } from './answer-claims.js'
import { alternatives, escaped, NUMBER, P, PERCENT } from './written.js'

const NAMED = {
  noise: 'noise as baseline',
  'train-mean': 'the training mean as baseline',
  marginal: 'patches of other images as baseline',
  'patch-mean': 'the patch mean as baseline',
  inpaint: 'linear in-painting as baseline',
  soft: '0 under a Gaussian window as baseline',
} as const

/** The second sentence of a verdict: what its answer depends on. */
export class DependenceClaims extends AnswerClaims {
  protected settings(subject: RegionTest | undefined): void {
    const { window, baseline, normalisation } = this.input.config
    const [article, h, w] = this.take(
      'This holds for one trained network, (an?) (\\d+)×(\\d+) window, ',
    ).slice(1)
    const size = window as readonly number[]
    this.claim(Number(h) === size[0] && Number(w) === size[1], 'the window')
    // Eight, eleven, eighteen, eighty and so on are the numbers up to 120 that begin with a vowel.
    const vowel = [8, 11, 18, ...Array.from({ length: 10 }, (_, i) => 80 + i)].includes(Number(h))
    this.claim(article === (vowel ? 'an' : 'a'), 'the article')
    const words =
      typeof baseline === 'number'
        ? `baseline ${baseline}`
        : baseline === 'mean'
          ? 'the dataset mean as baseline'
          : baseline === 'blur'
            ? 'a Gaussian blur as baseline'
            : typeof baseline === 'string'
              ? NAMED[baseline]
              : Array.isArray(baseline)
                ? `values per channel (${baseline.join(', ')}) as baseline`
                : (baseline as { kind: string }).kind === 'blur'
                  ? 'a Gaussian blur (sigma 2) as baseline'
                  : (baseline as { kind: string }).kind === 'noise'
                    ? 'noise (8 draws, SD 0.25) as baseline'
                    : 'the mean (0.13) as baseline'
    this.take(escaped(words))
    this.take(` and the ${escaped(this.scoreWords())}`)
    this.claim(
      (this.attempt(' per unit of ink') !== undefined) === (normalisation === 'ink'),
      'whether it is per ink',
    )
    this.take('; other choices can change it')
    this.claim(
      (this.attempt(', even its sign') !== undefined) === (subject !== undefined),
      'whether anything has a sign',
    )
    this.take('\\.')
  }

  protected curve(test: RegionTest): QuotedCurve | undefined {
    const measure = test.region === 'overall' ? 'whole map' : test.region
    const curve = this.input.robustness!.curves.find((one) => one.measure === measure)
    return curve && Number.isFinite(curve.median) && curve.positive + curve.negative > 0 ? curve : undefined
  }

  protected robustness(subject: RegionTest | undefined): void {
    const quote = this.input.robustness!
    const curve = subject && this.curve(subject)
    if (this.attempt('Robustness was examined, but ')) {
      this.claim(quote.pattern === undefined, 'nothing was examined of patterns')
      this.notExamined(subject, curve)
      return
    }
    const ways = this.count('Of the estimates from (one|\\d+) ways? of running the study on ')
    this.claim(ways === quote.specifications, 'how many ways')
    const networks = this.count('(one|\\d+) (?:independently trained networks|network)')
    this.claim(networks === quote.models, 'how many networks')
    this.claim(
      (this.attempt(', equal answers counted once') !== undefined) ===
        (quote.answers !== undefined && quote.answers < quote.specifications),
      'whether answers are counted once',
    )
    this.take(', ')
    if (quote.pattern) {
      this.saysShare(this.take(PERCENT)[0], quote.pattern.significant, 'patterns that differ')
      const what = this.take(' find different patterns \\(joint test of (that share|the median effect), ')[1]
      const p = what === 'that share' ? quote.pattern.pSignificant : quote.pattern.p
      this.claim(p !== undefined, `a joint test of ${what} is known`)
      this.saysP(this.take(P)[0], p!, `joint p of ${what}`)
      this.take('\\)')
      if (this.attempt('; ')) {
        this.notExamined(subject, curve)
        return
      }
      this.take(' and ')
    }
    this.claim(curve !== undefined, 'its direction was examined')
    this.direction(subject!, curve!)
  }

  protected notExamined(subject: RegionTest | undefined, curve: QuotedCurve | undefined): void {
    this.claim(curve === undefined, 'the direction was not examined')
    if (this.attempt('no direction was to be examined'))
      this.claim(subject === undefined, 'there is no direction')
    else {
      this.take('the direction in ')
      this.claim(this.anyPlace().region === subject?.region, 'which direction was not examined')
      this.take(' was not examined')
    }
    this.take('\\.')
  }

  protected direction(subject: RegionTest, curve: QuotedCurve): void {
    const sign = subject.estimate! >= 0 ? 1 : -1
    const share = sign > 0 ? curve.positive : curve.negative
    this.saysShare(this.take(PERCENT)[0], share, 'estimates with its direction')
    this.take(' give ')
    this.claim(this.anyPlace().region === subject.region, 'the region is the one the answer is about')
    this.take(' more weight for ')
    this.claim(this.class() === this.higher(subject), 'the class it counts more for')
    this.take(' \\(')
    this.significant(subject, curve)
    this.average(curve, sign)
    this.take('\\): the direction ')
    const held = this.take(
      'survives its choices|turns with its choices|is an exception|is not shown over its choices|was not tested over its choices',
    )[0]
    this.claim(held === this.held(subject, curve), `a direction ${held}`)
    const survives = held === 'survives its choices'
    const open = this.attempt(', though for other networks and images it may be none') !== undefined
    const { crossed } = curve
    const holdsZero = crossed !== undefined && crossed.interval[0] <= 0 && crossed.interval[1] >= 0
    this.claim(open === (survives && holdsZero), 'whether other networks may show none')
    this.hinge(curve, sign, survives)
    this.frail(subject)
    this.take('\\.')
  }

  protected significant(subject: RegionTest, curve: QuotedCurve): void {
    const found = this.attempt(`(${PERCENT}) significantly so, joint (${P}), and `)
    this.claim(
      (found !== undefined) === (curve.significantPositive !== undefined),
      'whether shares were tested',
    )
    if (!found) return
    const [along, against] = this.shares(subject, curve)
    this.saysShare(found[1]!, along!.value, 'significant with its direction')
    this.saysP(found[2]!, along!.p, 'joint p of those')
    const other = this.take(`(${PERCENT}) significantly the other way, joint (${P}); `)
    this.saysShare(other[1]!, against!.value, 'significant the other way')
    this.saysP(other[2]!, against!.p, 'joint p of those')
  }

  protected shares({ estimate }: RegionTest, { significantPositive, significantNegative }: QuotedCurve) {
    const both = [significantPositive, significantNegative]
    return estimate! >= 0 ? both : both.reverse()
  }

  protected average(curve: QuotedCurve, sign: number): void {
    const over = curve.crossed ?? curve.across
    if (this.attempt('median g ')) {
      this.claim(over === undefined, 'no average over networks is known')
      this.says(this.take(NUMBER)[0], sign * curve.median, 'median g')
      this.take(', joint ')
      this.saysP(this.take(P)[0], curve.p, 'joint p of the median')
      return
    }
    this.take('g on average over the networks ')
    const { estimate, interval } = over!
    this.says(this.take(NUMBER)[0], sign * estimate, 'g over networks')
    this.take(', ')
    this.saysLevel(this.take('[\\d.]+%')[0], this.input.robustness!.confidence)
    const [kind] = this.take(
      ' interval over networks and images | simultaneous interval over networks and images | interval ',
    )
    const { crossed } = curve
    this.claim(kind.includes('images') === (crossed !== undefined), 'what the interval is over')
    this.claim(
      kind.includes('simultaneous') === (crossed?.simultaneous ?? false),
      'whether it is simultaneous',
    )
    const ends = [sign * interval[0], sign * interval[1]].sort((x, y) => x - y)
    this.says(this.take(NUMBER)[0], ends[0]!, 'lower limit over networks')
    this.take(' to ')
    this.says(this.take(NUMBER)[0], ends[1]!, 'upper limit over networks')
  }

  /** What may be said of a direction: by which signs are significant more often than by chance. */
  protected held(subject: RegionTest, curve: QuotedCurve): string {
    const [along, against] = this.shares(subject, curve)
    if (!along || !against) return 'was not tested over its choices'
    const more = [along, against].map(({ p }) => p <= 1 - this.input.robustness!.confidence)
    if (more[0]) return more[1] ? 'turns with its choices' : 'survives its choices'
    return more[1] ? 'is an exception' : 'is not shown over its choices'
  }

  protected hinge({ dependsOn }: QuotedCurve, sign: number, survives: boolean): void {
    const found = this.attempt(', (but|and) (its size|it) depends on the (\\p{L}+), which explains ')
    this.claim(
      (found !== undefined) === (dependsOn !== undefined && dependsOn.share >= 0.25),
      'whether it hangs on a choice',
    )
    if (!found) return
    const { choice, share, values } = dependsOn!
    this.claim((found[1] === 'but') === survives, `"${found[1]}" where a direction survives: ${survives}`)
    const signs = values.map(({ median }) => median)
    const turning = Math.max(...signs) > 0 && Math.min(...signs) < 0
    this.claim((found[2] === 'it') === turning, 'what depends')
    this.claim(found[3] === choice, 'the choice')
    this.saysShare(this.take(PERCENT)[0], share, 'what the choice explains')
    this.take(' of how g varies \\(median ')
    const medians = values.map(({ median }) => sign * median)
    const [most, least] = [Math.max(...medians), Math.min(...medians)]
    const value = () => {
      const [number] = this.take(NUMBER)
      this.take(' for ')
      const [of] = this.take(alternatives(values.map((one) => one.value)))
      const own = sign * values.find((one) => one.value === of)!.median
      this.says(number, own, `median for ${of}`)
      return own
    }
    this.claim(value() === most, 'the largest median')
    const between = this.take(' (but|and) ')[1]
    this.claim((between === 'but') === (most > 0 && least < 0), 'whether the sign turns')
    this.claim(value() === least, 'the smallest median')
    this.take('\\)')
  }

  protected frail(subject: RegionTest): void {
    const frail = this.followed().filter((test) => {
      const curve = this.curve(test)
      return test.region !== subject.region && curve && this.held(test, curve) !== 'survives its choices'
    })
    if (frail.length === 0) return
    this.take('; what does not survive is the direction found here in ')
    const { named, others } = this.list(() => {
      const place = this.anyPlace()
      this.take(' \\(')
      const curve = this.curve(place)!
      this.saysShare(this.take(PERCENT)[0], place.estimate! >= 0 ? curve.positive : curve.negative, 'share')
      this.take('\\)')
      return place
    })
    this.claim(
      named.every((test) => frail.some(({ region }) => region === test.region)),
      'whose direction is not shared',
    )
    this.claim(new Set(named).size + others === frail.length, 'how many directions are not shared')
  }
}
