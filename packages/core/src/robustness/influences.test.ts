import { describe, expect, it } from 'vitest'
import { influences } from './influences.js'
import type { ModelEstimate } from './result.js'

const one = (g: number): ModelEstimate => ({ g, interval: [g, g], p: 1, difference: g })

describe('influences', () => {
  it('share the variance of a crossed, additive grid among its choices', () => {
    // g = 3·[probability] + 1·[7×7] + 0·[network]: sums of squares 18, 2 and 0 of 20 over eight estimates.
    const choices = ['logit', 'probability'].flatMap((score) =>
      ['3×3', '7×7'].map((window) => ({ score, window, stride: '1×1' })),
    )
    const estimates = choices.map(({ score, window }) => {
      const g = (score === 'logit' ? 0 : 3) + (window === '3×3' ? -1 : 0)
      return { models: [one(g), one(g)] }
    })
    const found = influences(estimates, choices, ['a', 'b'])
    expect(found.map(({ choice, share }) => [choice, share])).toEqual([
      ['score', expect.closeTo(0.9, 12)],
      ['window', expect.closeTo(0.1, 12)],
      ['network', 0],
    ])
    expect(found[0]!.values).toEqual([
      { value: 'logit', median: -0.5, positive: 0 },
      { value: 'probability', median: 2.5, positive: 1 },
    ])
  })

  it('is nothing where nothing varies, and skips what is not defined', () => {
    const found = influences(
      [{ models: [one(1)] }, { models: [null] }, { models: [one(1)] }],
      ['a', 'b', 'c'].map((score) => ({ score })),
      ['only'],
    )
    expect(found).toEqual([
      {
        choice: 'score',
        share: 0,
        values: [
          { value: 'a', median: 1, positive: 1 },
          { value: 'c', median: 1, positive: 1 },
        ],
      },
    ])
  })
})
