import { describe, expect, it } from 'vitest'
import { Random } from './random.js'

const draws = (random: Random, n: number) => Array.from({ length: n }, () => random.uint32())

describe('Random', () => {
  it('repeats for a seed and differs between seeds', () => {
    expect(draws(new Random(7), 20)).toEqual(draws(new Random(7), 20))
    expect(draws(new Random(7), 20)).not.toEqual(draws(new Random(8), 20))
  })

  it('splits into streams that do not depend on what was drawn before', () => {
    const fresh = new Random(3)
    const used = new Random(3)
    draws(used, 5)
    expect(draws(used.split('sampling'), 10)).toEqual(draws(fresh.split('sampling'), 10))
    expect(draws(fresh.split('a'), 10)).not.toEqual(draws(fresh.split('b'), 10))
    expect(draws(fresh.split('a').split('b'), 10)).not.toEqual(draws(fresh.split('b').split('a'), 10))
  })

  it('draws uniforms with the mean and variance of a uniform', () => {
    const random = new Random(1)
    const values = Array.from({ length: 20_000 }, () => random.uniform())
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 20_000))
    expect(variance).toBeCloseTo(1 / 12, 2)
  })

  it('shuffles every order about equally often', () => {
    const random = new Random(2)
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle([0, 1, 2]).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(counts.size).toBe(6)
    expect(chiSquared).toBeLessThan(20.5) // 99.9% point of chi-squared with 5 df
  })

  it('draws normals of mean 0 and variance 1', () => {
    const random = new Random(4)
    const values = Array.from({ length: 20_000 }, () => random.normal())
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(20_000))
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000))
  })
})
