import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mixedAnova, studentT } from '../index.js'

const design = fc
  .tuple(fc.integer({ min: 3, max: 8 }), fc.integer({ min: 3, max: 8 }), fc.integer({ min: 2, max: 5 }))
  .chain(([nA, nB, levels]) =>
    fc.record({
      levels: fc.constant(levels),
      groups: fc.constant([...new Array(nA).fill(0), ...new Array(nB).fill(1)]),
      values: fc.array(fc.integer({ min: -1000, max: 1000 }), {
        minLength: (nA + nB) * levels,
        maxLength: (nA + nB) * levels,
      }),
    }),
  )
  .filter(({ values }) => new Set(values).size > 8)

describe('mixedAnova', () => {
  it('between two groups is Student’s t test of subjects’ means, squared', () => {
    fc.assert(
      fc.property(design, ({ values, groups, levels }) => {
        const means = groups.map((_, i) => mean(values.slice(i * levels, (i + 1) * levels)))
        const t = studentT(
          means.filter((_, i) => groups[i] === 0),
          means.filter((_, i) => groups[i] === 1),
        )
        const { between } = mixedAnova(values, groups)
        expect(between.statistic).toBeCloseTo(t.statistic ** 2, 8)
        expect(between.p).toBeCloseTo(t.p, 8)
      }),
    )
  })

  it('with two levels has the interaction of Student’s t test of differences, squared, and epsilon 1', () => {
    fc.assert(
      fc.property(design, ({ values, groups, levels }) => {
        const two = values.filter((_, i) => i % levels < 2)
        const differences = groups.map((_, i) => two[2 * i]! - two[2 * i + 1]!)
        const t = studentT(
          differences.filter((_, i) => groups[i] === 0),
          differences.filter((_, i) => groups[i] === 1),
        )
        const { interaction } = mixedAnova(two, groups)
        expect(interaction.statistic).toBeCloseTo(t.statistic ** 2, 6)
        expect(interaction.epsilon).toBeCloseTo(1, 12)
      }),
    )
  })

  it('leaves the interaction as it is when subjects are shifted or all levels are', () => {
    fc.assert(
      fc.property(design, ({ values, groups, levels }) => {
        const shifted = values.map((value, i) => value + 3 * Math.floor(i / levels) + 5 * (i % levels))
        const [one, other] = [mixedAnova(values, groups), mixedAnova(shifted, groups)]
        expect(other.interaction.statistic).toBeCloseTo(one.interaction.statistic, 6)
        expect(other.interaction.epsilon).toBeCloseTo(one.interaction.epsilon, 8)
      }),
    )
  })

  it('names its effects', () => {
    const { between, within, interaction } = mixedAnova([1, 2, 3, 5, 4, 4, 7, 1], [6, 6, 8, 8], {
      names: { between: 'class', within: 'region' },
    })
    expect([between.name, within.name, interaction.name]).toEqual([
      'class',
      'region',
      'class × region interaction',
    ])
  })

  it('finds nothing in data that do not vary, and refuses an effect without error variance', () => {
    const flat = mixedAnova(new Array(12).fill(0.1), [0, 0, 1, 1])
    for (const effect of [flat.between, flat.within, flat.interaction]) {
      expect(effect).toMatchObject({ statistic: 0, p: 1, logP: 0, effect: { value: 0 } })
    }
    const parallel = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]
    expect(() => mixedAnova(parallel, [0, 0, 1, 1])).toThrow('ZERO_VARIANCE: group')
  })

  it('names wrong input', () => {
    expect(() => mixedAnova([1, 2, 3], [0, 1])).toThrow('LENGTH_MISMATCH: values holds 3 numbers')
    expect(() => mixedAnova([1, 2, 3, 4], [0, 0, 1, 1])).toThrow('TOO_FEW_VALUES: values holds 1 levels')
    expect(() => mixedAnova([1, 2, 3, 4, 5, 6], [0, 0, 1])).toThrow('groups of 2, 1')
    expect(() => mixedAnova([1, 2, Number.NaN, 4, 5, 6, 7, 8], [0, 0, 1, 1])).toThrow('NOT_FINITE: values[2]')
  })
})

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
