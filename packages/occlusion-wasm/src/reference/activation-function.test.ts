import { describe, expect, it } from 'vitest'
import type { Activation } from '../network/layer.js'
import { activationFunction, erf } from './activation-function.js'

describe('activationFunction', () => {
  /** Values to 16 digits, from the definitions in high precision. */
  const table: [Activation, number, number][] = [
    [{ name: 'linear' }, -3, -3],
    [{ name: 'relu' }, -2, 0],
    [{ name: 'relu' }, 2, 2],
    [{ name: 'relu6' }, -1, 0],
    [{ name: 'relu6' }, 7, 6],
    [{ name: 'leakyRelu', alpha: 0.25 }, -2, -0.5],
    [{ name: 'leakyRelu', alpha: 0.25 }, 2, 2],
    [{ name: 'elu', alpha: 2 }, -1, -1.264241117657115],
    [{ name: 'selu' }, -1, -1.1113307378125628],
    [{ name: 'selu' }, 1, 1.0507009873554805],
    [{ name: 'sigmoid' }, 1, 0.7310585786300049],
    [{ name: 'sigmoid' }, -1000, 0],
    [{ name: 'tanh' }, 0.5, 0.462117157260009],
    [{ name: 'softplus' }, 0, Math.LN2],
    [{ name: 'softplus' }, 1000, 1000],
    [{ name: 'swish' }, 1, 0.7310585786300049],
    [{ name: 'gelu' }, 1, 0.8413447460685429],
    [{ name: 'geluTanh' }, 1, 0.8411919906082768],
  ]
  it.each(table)('%j of %d is %d', (activation, x, y) => {
    expect(activationFunction(activation)(x)).toBeCloseTo(y, 14)
  })
})

describe('erf', () => {
  it.each([
    [0, 0],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [2.5, 0.999593047982555],
    [3, 0.9999779095030014],
    [7, 1],
  ])('of %d is %d, and odd', (x, y) => {
    expect(Math.abs(erf(x) - y)).toBeLessThan(4e-15)
    expect(erf(-x)).toBeCloseTo(-y, 14)
  })
})
