import { expect, it } from 'vitest'
import { assertWellFormed } from '../../test/well-formed.js'
import { interactionsFigure } from './interactions.js'

/** Four parts of an image of 2×2, and what every two do: pairs (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3). */
function drawn(values: readonly number[], kind: 'pairs' | 'shapley' = 'pairs') {
  const interactions = [0, 1, 2, 3].map(() => new Array<number>(4).fill(0))
  let at = 0
  for (let i = 0; i < 4; i++)
    for (let j = i + 1; j < 4; j++) interactions[i]![j] = interactions[j]![i] = values[at++]!
  const alone = [1, 2, 3, 4]
  const found =
    kind === 'pairs'
      ? { pairs: { drops: alone, interactions } }
      : {
          shapley: {
            ...{ allCovered: 0, values: alone, interactions },
            banzhaf: { values: alone, interactions },
          },
        }
  return interactionsFigure({
    image: { data: Float32Array.of(0, 0.3, 0.6, 1), shape: [2, 2, 1] },
    interactions: {
      ...{ name: 'a', shape: [2, 2], target: 0, score: 1, copies: 10, changing: [0, 1, 2, 3] },
      players: ['a', 'b', 'c', 'd'].map((name, p) => ({ name, pixels: [p] })),
      ...found,
    },
    ...{ title: 'What parts do together', subtitle: '', className: '0' },
  })
}

it.each([
  [
    'both kinds',
    [1, -2, 0, 0, 0, 0],
    'most redundant: a and b, 1.00; most synergistic: a and c, −2.00',
    'the 2 strongest pairs',
  ],
  [
    'one kind',
    [-1, -2, -3, 0, 0, 0],
    'most redundant: none; most synergistic: a and d, −3.00',
    'the 3 strongest pairs',
  ],
  [
    'one pair',
    [0, 0, 0, 0, 0, 0.5],
    'most redundant: c and d, 0.500; most synergistic: none',
    'the only pair',
  ],
  [
    'nothing',
    [0, 0, 0, 0, 0, 0],
    'most redundant: none; most synergistic: none',
    'no two do anything together',
  ],
])('of %s names no pair of a kind that there is none of', (_, values, description, heading) => {
  const svg = drawn(values)
  assertWellFormed(svg)
  expect(svg).toContain(description)
  expect(svg).toContain(`>${heading}<`)
})

it('has the signs of Shapley interaction indices the other way round', () => {
  expect(drawn([1, 2, 0, 0, 0, 0], 'shapley')).toContain(
    'most redundant: none; most synergistic: a and c, 2.00',
  )
})
