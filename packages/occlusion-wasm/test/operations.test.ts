import { expect, it } from 'vitest'
import { stageMakers } from '../src/engine/plan/stage-table.js'
import { activations } from '../src/network/activation-table.js'
import { operations } from '../src/network/operations/table.js'
import { Dice } from './dice.js'
import { randomNetwork } from './random-network/random-network.js'

const layers = Array.from({ length: 600 }, (_, seed) => randomNetwork(new Dice(seed)).layers).flat()

it('every operation has a stage in the engine, and no stage is without its operation', () => {
  expect(Object.keys(stageMakers).sort()).toEqual(Object.keys(operations).sort())
})

it('every operation turns up in random networks, so that every oracle meets it', () => {
  expect(Object.keys(operations)).toEqual(
    Object.keys(operations).filter((kind) => layers.some((layer) => layer.kind === kind)),
  )
})

it('so does every activation, but for the one that jumps', () => {
  const met = new Set(layers.flatMap((layer) => (layer.kind === 'activation' ? [layer.activation.name] : [])))
  expect([...met, 'hardShrink'].sort()).toEqual(Object.keys(activations).sort())
})
