import { expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { randomNetwork, randomPlainNetwork } from '../../test/random-network/random-network.js'
import { createNetwork } from '../network/network.js'
import { forwardPass } from './forward-pass.js'
import { referenceLogits } from './reference.js'

it('gives the scores of the definitions, whatever the network', () => {
  for (let seed = 0; seed < 150; seed++) {
    const dice = new Dice(seed)
    const network = seed % 2 === 0 ? randomNetwork(dice) : randomPlainNetwork(dice)
    const image = dice.floats(
      network.inputShape.reduce((size, axis) => size * axis, 1),
      1,
    )
    const [fast, slow] = [forwardPass(network, image), referenceLogits(network, image)]
    const largest = Math.max(1, ...slow.map(Math.abs))
    expect(fast).toHaveLength(slow.length)
    fast.forEach((score, k) => {
      expect(Math.abs(score - slow[k]!) / largest, `seed ${seed}`).toBeLessThan(1e-9)
    })
  }
})

it('shows every layer, whose values may be changed', () => {
  const network = createNetwork(
    [1, 1, 2],
    [
      { kind: 'flatten', inputs: [-1] },
      { kind: 'activation', inputs: [0], activation: { name: 'relu' } },
    ],
  )
  const kinds: string[] = []
  const scores = forwardPass(network, [1, -2], ({ kind }, values) => {
    kinds.push(kind)
    if (kind === 'flatten') values[1] = 5
  })
  expect(kinds).toEqual(['flatten', 'activation'])
  expect([...scores]).toEqual([1, 5])
})
