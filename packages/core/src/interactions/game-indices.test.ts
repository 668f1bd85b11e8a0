import { describe, expect, it } from 'vitest'
import { Random } from '../random.js'
import { banzhafIndices, shapleyIndices } from './game-indices.js'

const random = new Random(12)

/** A random game, with its Möbius transform m: v(S) is the sum of m(T) over T within S. */
function randomGame(n: number): { v: Float64Array; m: Float64Array } {
  const m = Float64Array.from({ length: 2 ** n }, () => random.normal())
  const v = m.map((_, s) => m.reduce((sum, value, t) => ((s & t) === t ? sum + value : sum), 0))
  return { v, m }
}

function sizeOf(s: number): number {
  return s === 0 ? 0 : (s & 1) + sizeOf(s >> 1)
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((first) =>
    permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  )
}

/** The mean over all orders of the players of what is added by those of `together`, who come as one, to those before them. */
function byOrders(n: number, together: readonly number[], added: (before: number) => number): number {
  const others = Array.from({ length: n }, (_, i) => i).filter((i) => !together.includes(i))
  const orders = permutations([-1, ...others])
  const sum = orders.reduce((total, order) => {
    const before = order.slice(0, order.indexOf(-1)).reduce((s, i) => s | (1 << i), 0)
    return total + added(before)
  }, 0)
  return sum / orders.length
}

const pairs = (n: number) =>
  Array.from({ length: n * n }, (_, at) => [Math.floor(at / n), at % n] as const).filter(([i, j]) => i < j)

describe('Shapley values and interaction indices', () => {
  it('are means over all orders in which the players come', () => {
    const n = 5
    const { v } = randomGame(n)
    const { values, interactions } = shapleyIndices(v)
    for (let i = 0; i < n; i++) {
      expect(values[i]).toBeCloseTo(
        byOrders(n, [i], (s) => v[s | (1 << i)]! - v[s]!),
        10,
      )
    }
    for (const [i, j] of pairs(n)) {
      const [a, b] = [1 << i, 1 << j]
      const expected = byOrders(n, [i, j], (s) => v[s | a | b]! - v[s | a]! - v[s | b]! + v[s]!)
      expect(interactions[i * n + j]).toBeCloseTo(expected, 10)
      expect(interactions[j * n + i]).toBe(interactions[i * n + j])
    }
  })

  it('share what coalitions of a multilinear game add, and sum to the whole', () => {
    for (const n of [1, 2, 3, 6, 9]) {
      const { v, m } = randomGame(n)
      const { values, interactions } = shapleyIndices(v)
      const share = (members: number, weigh: (size: number) => number) =>
        m.reduce((sum, value, t) => ((t & members) === members ? sum + value * weigh(sizeOf(t)) : sum), 0)
      for (let i = 0; i < n; i++)
        expect(values[i]).toBeCloseTo(
          share(1 << i, (size) => 1 / size),
          9,
        )
      for (const [i, j] of pairs(n)) {
        const expected = share((1 << i) | (1 << j), (size) => 1 / (size - 1))
        expect(interactions[i * n + j]).toBeCloseTo(expected, 9)
      }
      const sum = values.reduce((total, value) => total + value, 0)
      expect(sum).toBeCloseTo(v.at(-1)! - v[0]!, 9)
    }
  })

  it('of no players are none', () => {
    expect(shapleyIndices(Float64Array.of(3))).toEqual({
      values: new Float64Array(0),
      interactions: new Float64Array(0),
    })
  })
})

it('Banzhaf’s are half of what a coalition adds for every further member', () => {
  const n = 7
  const { v, m } = randomGame(n)
  const { values, interactions } = banzhafIndices(v)
  const share = (members: number, own: number) =>
    m.reduce((sum, value, t) => ((t & members) === members ? sum + value * 2 ** (own - sizeOf(t)) : sum), 0)
  for (let i = 0; i < n; i++) expect(values[i]).toBeCloseTo(share(1 << i, 1), 9)
  for (const [i, j] of pairs(n)) {
    expect(interactions[i * n + j]).toBeCloseTo(share((1 << i) | (1 << j), 2), 9)
  }
})
