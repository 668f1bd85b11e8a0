import { describe, expect, it } from 'vitest'
import { noteNoise } from './noise-note.js'

describe('a map of rounding', () => {
  const said = (
    largest: number,
    scores: readonly number[],
    score = 'logit',
    probabilities?: readonly number[],
  ) => {
    const lines: string[] = []
    const document = { prediction: { scores, probabilities }, score, target: 0 }
    const explained = {
      name: 'a.png',
      document,
      fullMap: { data: Float32Array.of(0, -largest), shape: [1, 2] },
    }
    noteNoise(explained as never, { warn: (text) => void lines.push(text) })
    return lines.join()
  }

  it('is said to be one', () => {
    expect(said(3e-6, [-34, 2])).toMatch(
      /^a\.png: the map’s largest value, 3\.0+ × 10⁻⁶, is below what floats resolve of scores of 34/,
    )
    expect(said(3e-4, [-34, 2])).toBe('')
    expect(said(0, [1, 2])).toBe('a.png: no window changes the score, and the map is 0 everywhere')
  })

  it('of a small probability may be small', () => {
    expect(said(1e-9, [20, 2], 'probability', [1e-8])).toBe('')
    expect(said(1e-15, [20, 2], 'probability', [1e-8])).toMatch(/means nothing/)
  })
})
