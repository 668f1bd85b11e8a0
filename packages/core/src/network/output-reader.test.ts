import { type OutputHead, plainHead } from '@umbra/occlusion-wasm'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outputReader } from './output-reader.js'
import type { Score } from './score.js'

const outputs = (minLength: number, largest = 80) =>
  fc
    .array(fc.float({ min: -largest, max: largest, noNaN: true }), { minLength, maxLength: 8 })
    .map((values) => Float32Array.from(values))

const softmax: OutputHead = { kind: 'softmax', reason: 'test' }
const sigmoid: OutputHead = { kind: 'sigmoid', reason: 'test' }
const bare: OutputHead = { kind: 'scores', reason: 'test' }

/** Relative error, or absolute below 1. */
const near = (got: number, expected: number) =>
  expect(Math.abs(got - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(1e-13)

describe('a softmax head', () => {
  it('gives 1 / Σ exp(z_k − z_t), its logarithm, and the margin', () => {
    fc.assert(
      fc.property(outputs(2), fc.nat(), (z, n) => {
        const t = n % z.length
        const reader = outputReader(softmax, z.length)
        const read = (score: Score) => reader.score(score)(z, 0, t)
        const odds = z.reduce((sum, other) => sum + Math.exp(other - z[t]!), 0)
        near(read('probability'), 1 / odds)
        near(read('log-probability'), -Math.log(odds))
        expect(reader.probabilities(z, 0)![t]).toBe(read('probability'))
        near(Math.log(reader.probabilities(z, 0)![t]!), read('log-probability'))
        near(
          reader.probabilities(z, 0)!.reduce((sum, p) => sum + p, 0),
          1,
        )
        const others = [...z].filter((_, k) => k !== t)
        expect(read('margin')).toBe(z[t]! - Math.max(...others))
        expect(read({ kind: 'margin', against: t === 0 ? 1 : 0 })).toBe(z[t]! - z[t === 0 ? 1 : 0]!)
        expect(reader.predicted(z, 0)).toBe(z.indexOf(Math.max(...z)))
      }),
    )
  })

  it('neither overflows nor underflows in the logarithm', () => {
    const z = Float32Array.of(3e38, -3e38)
    const reader = outputReader(softmax, 2)
    expect(reader.score('log-probability')(z, 0, 1)).toBe(2 * z[1]!)
    expect([...reader.probabilities(z, 0)!]).toEqual([1, 0])
  })

  it('refuses a rival that is no class, or the class itself', () => {
    const reader = outputReader(softmax, 3)
    const code = expect.objectContaining({ code: 'MARGIN_CLASS' })
    expect(() => reader.score({ kind: 'margin', against: 3 })).toThrow(code)
    expect(() => reader.score({ kind: 'margin', against: 1 })(new Float32Array(3), 0, 1)).toThrow(code)
  })
})

describe('a sigmoid head', () => {
  it('of one output is a binary classifier, whose two classes are each other’s complement', () => {
    fc.assert(
      fc.property(outputs(1), (values) => {
        const reader = outputReader(sigmoid, 1)
        const read = (score: Score, t: number) => reader.score(score)(values, 0, t)
        const z = values[0]!
        expect(reader.classes).toBe(2)
        expect([read('logit', 1), read('logit', 0)]).toEqual([z, -z])
        near(read('probability', 1), (1 + Math.tanh(z / 2)) / 2)
        near(read('probability', 0) + read('probability', 1), 1)
        near(read('log-probability', 1) - read('log-probability', 0), z)
        near(read('log-probability', 0), Math.log(read('probability', 0)))
        expect(reader.predicted(values, 0)).toBe(z > 0 ? 1 : 0)
        expect([...reader.probabilities(values, 0)!]).toEqual([
          read('probability', 0),
          read('probability', 1),
        ])
      }),
    )
  })

  it('of one output is the softmax of (0, z)', () => {
    fc.assert(
      fc.property(outputs(1), (values) => {
        const two = Float32Array.of(0, values[0]!)
        const [binary, pair] = [outputReader(sigmoid, 1), outputReader(softmax, 2)]
        for (const score of ['probability', 'log-probability'] as const)
          for (const t of [0, 1]) near(binary.score(score)(values, 0, t), pair.score(score)(two, 0, t))
        expect(binary.predicted(values, 0)).toBe(pair.predicted(two, 0))
      }),
    )
  })

  it('of several outputs holds each for itself, whatever the others', () => {
    fc.assert(
      fc.property(outputs(2), outputs(2), fc.nat(), (z, other, n) => {
        const t = n % Math.min(z.length, other.length)
        const [reader, rival] = [outputReader(sigmoid, z.length), outputReader(sigmoid, other.length)]
        near(reader.score('probability')(z, 0, t), (1 + Math.tanh(z[t]! / 2)) / 2)
        near(reader.score('log-probability')(z, 0, t), Math.log(reader.score('probability')(z, 0, t)))
        expect(reader.classes).toBe(z.length)
        const changed = other.slice()
        changed[t] = z[t]!
        expect(rival.score('probability')(changed, 0, t)).toBe(reader.score('probability')(z, 0, t))
        expect(reader.predicted(z, 0)).toBe(z.indexOf(Math.max(...z)))
      }),
    )
  })

  it('keeps the logarithm of a probability that underflows', () => {
    const read = outputReader(sigmoid, 1).score('log-probability')
    expect(read(Float32Array.of(-1e30), 0, 1)).toBe(Math.fround(-1e30))
    expect(read(Float32Array.of(1e30), 0, 1)).toBe(0)
  })

  it.each([1, 2, 5])('refuses a margin, of %i outputs', (k) => {
    for (const score of ['margin', { kind: 'margin', against: 0 }] as const) {
      expect(() => outputReader(sigmoid, k).score(score)).toThrow(
        expect.objectContaining({ code: 'SCORE_UNDEFINED' }),
      )
    }
  })
})

describe('bare scores', () => {
  it('have values and differences, and no probability', () => {
    const z = Float32Array.of(1, 3, 2)
    const reader = outputReader(bare, 3)
    expect(reader.probabilities(z, 0)).toBeUndefined()
    expect(reader.predicted(z, 0)).toBe(1)
    expect(reader.score('logit')(z, 0, 2)).toBe(2)
    expect(reader.score('margin')(z, 0, 1)).toBe(1)
    for (const score of ['probability', 'log-probability'] as const) {
      expect(() => reader.score(score)).toThrow(expect.objectContaining({ code: 'SCORE_UNDEFINED' }))
    }
    expect(outputReader(bare, 1).classes).toBe(1)
  })
})

it('takes outputs that nothing follows for logits', () => {
  expect([1, 2, 10].map((k) => plainHead(k).kind)).toEqual(['sigmoid', 'softmax', 'softmax'])
})
