import { describe, expect, it } from 'vitest'
import { MEASURES } from '../faithfulness/measures.js'
import type { ClassAnswers } from './result.js'
import { verdictOf } from './verdict.js'

const classes = [
  { class: 0, name: 'six', n: 9 },
  { class: 1, name: 'eight', n: 9 },
] as const

/** What is said of two classes; of each method p of the pattern, and p and the difference of the only region. */
function saidOf(
  methods: Readonly<Record<string, readonly [pattern: number, p: number, estimate: number]>>,
  permutations = 9999,
) {
  const ids = Object.keys(methods)
  const answers = Object.entries(methods).map(([id, [pattern, p, estimate]]) => ({
    ...{ id, profile: { p: pattern, pHolm: pattern } },
    regions: [{ region: 'top', name: 'Welch t', statistic: 0, logP: 0, n: [9, 9], p, pHolm: p, estimate }],
  }))
  return verdictOf({
    ...{ n: 2, regions: ['top'], faithfulness: [], config: { confidence: 0.95, permutations } },
    methods: ids.map((id) => ({ id, name: id.toUpperCase(), source: '', needs: 'scores' })),
    agreement: { spearman: ids.map(() => ids.map(() => Number.NaN)) },
    answers: { classes, methods: answers } satisfies ClassAnswers,
  } as unknown as Parameters<typeof verdictOf>[0]).slice(ids.length < 2 ? 0 : 1)
}

describe('what methods say of two classes', () => {
  it('is one answer where all tell the same class, and at the level itself none', () => {
    expect(saidOf({ a: [0.01, 0.01, 2], b: [0.04, 0.04, 1] })).toEqual([
      'That six and eight differ in their pattern over regions does not depend on the method: all 2 find it.',
      'Region top: the answer does not depend on the method; more for six by every method.',
    ])
    const level = 1 - 0.95
    expect(saidOf({ a: [level, level, 2], b: [0.01, 0.01, -1] })).toEqual([
      'Whether six and eight differ in their pattern over regions depends on the method: B finds it, A does not.',
      'Region top: the answer depends on the method; more for eight by B, no difference by A.',
    ])
  })

  it('is not called no difference where it could not be tested', () => {
    const none = Number.NaN
    expect(saidOf({ a: [0.01, 0.01, 2], b: [none, none, 0], c: [0.01, none, 1] })).toEqual([
      'That six and eight differ in their pattern over regions does not depend on the method: all 2 find it.',
      'By B the pattern of six and eight could not be tested.',
      'Region top: the answer does not depend on the method; more for six by A; by B and C it could not be tested.',
    ])
    expect(saidOf({ a: [none, none, 0] })).toEqual([
      'By A the pattern of six and eight could not be tested.',
      'Region top could not be tested by any method.',
    ])
  })

  it('is told to be nothing where no relabelling could have told it', () => {
    const none = { a: [0.4, 0.4, 2], b: [0.2, 0.2, 1], c: [0.2, 0.2, 1] } as const
    const [found, untold] = saidOf(none, 58)
    expect(found).toMatch(/^That no difference .* all 3 find none\.$/)
    expect(untold).toBe(
      'Nothing could have been found: adjusted over 3 tests, 58 relabellings leave no p-value below 0.051, whatever the maps are; more relabellings, --permutations, could tell.',
    )
    expect(saidOf(none, 59)[1]).toMatch(/^Region top/)
  })
})

it('what methods say of faithfulness counts the images that a measure leaves out', () => {
  const measuresOf = (irof: number, road: number) =>
    MEASURES.map(({ name }) => ({
      ...{ name, comparisons: [{ verdict: 'better' }] },
      undefined: name === 'irof' ? irof : name === 'road' ? road : 0,
    }))
  const said = verdictOf({
    ...{ n: 60, regions: [], config: { confidence: 0.95, permutations: 9999 } },
    methods: ['A', 'B', 'C'].map((name) => ({ id: name, name, source: '', needs: 'scores' })),
    agreement: { spearman: [0, 1, 2].map(() => [1, 1, 1]) },
    faithfulness: [
      { id: 'A', measures: measuresOf(2, 0) },
      { id: 'B', measures: measuresOf(2, 3) },
      { id: 'C', measures: measuresOf(2, 1) },
    ],
  } as unknown as Parameters<typeof verdictOf>[0])
  expect(said.slice(1, 3)).toEqual([
    'IROF, area over is undefined of 2 of 60 images by every method, which it leaves out.',
    'ROAD, (least − most)/2 is undefined of 1 of 60 images by C, of 3 of 60 images by B, which it leaves out.',
  ])
})
