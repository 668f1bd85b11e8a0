/** The sentence over all pairs of classes, of results of every kind, is held to the numbers of the result. */
import { holm } from '@umbra/stats'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pairsConfigSchema } from '../src/mapping/config.js'
import type { PairsResult } from '../src/pairs/result.js'
import { pairsVerdict } from '../src/pairs/verdict.js'

type Input = Pick<PairsResult, 'config' | 'classes' | 'pairs'>

const names = ['0', '8', 'labrador', 'golden retriever', 'dog (small), wet', 'naïve', '11']

const anyPairs: fc.Arbitrary<Input> = fc
  .record({
    count: fc.integer({ min: 2, max: 7 }),
    confidence: fc.constantFrom(0.9, 0.95, 0.975, 0.999, 0.9999),
    tests: fc.array(
      fc.record({
        eta: fc.constantFrom(0, 1e-9, 0.02, 0.14, 0.3, 0.3, 0.9999),
        p: fc.constantFrom(0, 4e-200, 1e-9, 0.001, 0.012, 0.3, 1),
        computed: fc.integer({ min: 0, max: 5 }),
      }),
      { minLength: 21, maxLength: 21 },
    ),
  })
  .map(({ count, confidence, tests }) => {
    const classes = names.slice(0, count).map((name, k) => ({ class: k, name, n: 200, excluded: 0 }))
    const places = classes.flatMap((_, a) => classes.slice(a + 1).map((__, k) => [a, a + 1 + k] as const))
    const drawn = places.map((_, i) => tests[i]!)
    const adjusted = holm(drawn.map(({ p, computed }) => (computed === 0 ? 1 : p)))
    const pairs = places.map((pair, i) => {
      const { eta, p, computed } = drawn[i]!
      const profile =
        computed === 0
          ? { p: Number.NaN, pHolm: Number.NaN, notComputed: 'the values of a class do not vary' }
          : { p, pHolm: adjusted[i]!, effect: { name: 'generalised eta squared', value: eta } }
      return { classes: pair, profile }
    })
    return { config: pairsConfigSchema.parse({ confidence }), classes, pairs } as unknown as Input
  })

function check({ text, differing }: PairsResult['verdict'], { classes, pairs, config }: Input): void {
  const alpha = 1 - config.confidence
  const named = (pair: Input['pairs'][number]) =>
    pair.classes.map((label) => classes[label]!.name).join(' and ')
  const tested = pairs.filter(({ profile }) => profile!.effect)
  const eta = ({ profile }: Input['pairs'][number]) => profile!.effect!.value
  const found =
    /^The network looks at the two classes in different places in (\d+) of (\d+) pairs? \(n = 200 images of each class, Holm-adjusted over the pairs, level ([\d.]+)\)(.*?)\. This holds for one trained network, window 4×4, stride 1×1, baseline 0 and the logit; other choices can change it\.$/.exec(
      text,
    )
  expect(found, text).not.toBeNull()
  const [, count, of, level, rest = ''] = found!
  expect(Number(count)).toBe(tested.filter(({ profile }) => profile!.pHolm < alpha).length)
  expect(Number(count)).toBe(differing)
  expect(Number(of)).toBe(pairs.length)
  expect(/\d of 1 pairs|\d of [2-9]\d* pair /.test(text)).toBe(false)
  expect(Number(level)).toBeCloseTo(alpha, 9)
  const extreme = (word: 'most' | 'least', value: number) => {
    const ends = tested.filter((pair) => eta(pair) === value)
    const said = new RegExp(`, ${word} between (.+?) \\(generalised eta squared ([^,]+), (p [^)]+)\\)`).exec(
      rest,
    )
    const single = ends.length === 1 && tested.some((pair) => eta(pair) !== value)
    expect(said !== null, `${word}: ${text}`).toBe(single)
    if (said) expect(said[1]).toBe(named(ends[0]!))
  }
  if (tested.length > 0) {
    extreme('most', Math.max(...tested.map(eta)))
    extreme('least', Math.min(...tested.map(eta)))
  }
  const untested = pairs.filter(({ profile }) => !profile!.effect)
  const missing = /; it could not be computed for (.*)$/.exec(rest)
  expect(missing !== null).toBe(untested.length > 0)
  if (missing) {
    const others = /(\d+) other pairs?$/.exec(missing[1]!)
    const listed = untested.filter((pair) => missing[1]!.split(', for ').includes(named(pair)))
    expect(listed.length + Number(others?.[1] ?? 0)).toBe(untested.length)
  }
}

it('says nothing of pairs that the result does not bear out', () => {
  fc.assert(
    fc.property(anyPairs, (input) => check(pairsVerdict(input), input)),
    { numRuns: 2000, seed: 7 },
  )
})
