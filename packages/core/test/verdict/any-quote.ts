import fc from 'fast-check'
import type { QuotedCurve, RobustnessQuote } from '../../src/study/result.js'

const shares = fc.constantFrom(
  0,
  0.0026,
  0.1,
  0.249,
  0.25,
  0.2549,
  0.5,
  0.7449,
  0.746,
  0.75,
  0.8,
  0.9449,
  0.946,
  0.95,
  0.9974,
  1,
)
const ps = fc.constantFrom(1, 0.3, 0.0500001, 0.0499, 0.012, 2e-4, 1e-9, 4e-200)

const curve: fc.Arbitrary<Omit<QuotedCurve, 'measure'>> = fc
  .record({
    positive: shares,
    none: fc.integer({ min: 0, max: 9 }),
    median: fc.double({ min: -3, max: 3, noNaN: true }),
    p: ps,
    significant: fc.option(fc.tuple(shares, ps, shares, ps), { nil: undefined }),
    kind: fc.constantFrom('across', 'single', 'simultaneous'),
    over: fc.option(
      fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0.001, max: 2, noNaN: true })),
      { nil: undefined },
    ),
    choice: fc.constantFrom('score', 'window', 'normalisation', 'network', 'images'),
    share: fc.constantFrom(0, 0.1, 0.2499, 0.25, 0.4, 0.93, 0.999, 1),
    medians: fc.option(
      fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 2, maxLength: 4 }),
      { nil: undefined },
    ),
  })
  .map(({ positive, none, median, p, significant, kind, over, choice, share, medians }) => ({
    // One curve in ten has no estimate at all.
    ...(none === 0
      ? { positive: 0, negative: 0, median: Number.NaN, p: 1 }
      : { positive, negative: 1 - positive, median, p }),
    ...(significant && {
      significantPositive: { value: significant[0], p: significant[1] },
      significantNegative: { value: significant[2], p: significant[3] },
    }),
    ...(over && averageOf(over, kind)),
    ...(medians && {
      dependsOn: {
        choice,
        share,
        values: medians.map((g, i) => ({ value: ['logit', '4×4', 'seed 1', 'dataset mean'][i]!, median: g })),
      },
    }),
  }))

/** A mean over networks: of older results, or for new networks and images, of a region or of another measure. */
function averageOf([estimate, reach]: readonly [number, number], kind: string) {
  const average = { estimate, interval: [estimate - reach, estimate + reach] as const }
  return kind === 'across'
    ? { across: average }
    : { crossed: { ...average, simultaneous: kind === 'simultaneous' } }
}

/** What a study quotes of its repetitions, for regions of these names. */
export function anyQuote(names: readonly string[]): fc.Arbitrary<RobustnessQuote> {
  return fc
    .record({
      specifications: fc.constantFrom(1, 2, 72, 384),
      models: fc.constantFrom(1, 2, 10),
      answers: fc.option(fc.constantFrom(1, 2, 60), { nil: undefined }),
      confidence: fc.constantFrom(0.9, 0.95, 0.999),
      pattern: fc.option(fc.record({ significant: shares, p: ps, old: fc.boolean(), pSignificant: ps }), {
        nil: undefined,
      }),
      curves: fc.array(curve, { minLength: names.length + 1, maxLength: names.length + 1 }),
      missing: fc.integer({ min: 0, max: 12 }),
    })
    .map(({ pattern, curves, missing, answers, ...rest }) => ({
      ...rest,
      ...(answers !== undefined && { answers: Math.min(answers, rest.specifications) }),
      ...(pattern && {
        pattern: {
          significant: pattern.significant,
          p: pattern.p,
          ...(!pattern.old && { pSignificant: pattern.pSignificant }),
        },
      }),
      curves: curves
        .map((one, i) => ({ measure: names[i] ?? 'whole map', ...one }))
        .filter((_, i) => missing === 12 || i !== missing),
    }))
}
