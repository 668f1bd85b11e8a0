import { expect, it } from 'vitest'
import { matchClasses } from './match-classes.ts'

it('matches classes by name, in any order, case and with _ for a space', () => {
  const match = matchClasses(
    { classes: 3, names: ['golden_retriever', 'Cat', 'fox'] },
    { classes: 4, names: ['cat', 'wolf', 'dog', 'golden retriever'] },
  )
  expect([match.by, [0, 1, 2].map(match.of)]).toEqual(['name', [3, 0, undefined]])
  expect(match.text).toMatch(/has 2 of the first’s 3\. Of a class that is not there/)
})

it('prefers the very name, and takes none of several that are alike', () => {
  const names = ['a b', 'a_b', 'A b']
  const match = matchClasses({ classes: 2, names: ['A_B', 'a_b'] }, { classes: 3, names })
  expect([0, 1].map(match.of)).toEqual([undefined, 1])
})

it('matches by place where names are missing and there are as many, and says so', () => {
  const plain = matchClasses({ classes: 10 }, { classes: 10 })
  expect([plain.by, plain.of(7)]).toEqual(['place', 7])
  expect(plain.text).toMatch(/^Neither network names its classes, and both have 10/)
  const half = matchClasses({ classes: 2, names: ['a', 'b'] }, { classes: 2 })
  expect(half.text).toMatch(/Only the first network .* Whether the order is the same, nothing tells/)
})

it('matches nothing where classes are neither named on both sides nor as many', () => {
  const match = matchClasses({ classes: 10 }, { classes: 8, names: ['disc'] })
  expect([match.by, match.of(3)]).toEqual(['nothing', undefined])
  expect(match.text).toContain('has 10 classes, the second 8')
})
