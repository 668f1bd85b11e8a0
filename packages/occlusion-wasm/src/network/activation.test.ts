import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

import { type Activation, activationFunction } from './activation.js'
import { activations } from './activation-table.js'

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
    [{ name: 'thresholdRelu', negativeSlope: 0.1, threshold: 2, limit: 5 }, 2, 0],
    [{ name: 'thresholdRelu', negativeSlope: 0.1, threshold: 2, limit: 5 }, -1, -0.3],
    [{ name: 'thresholdRelu', negativeSlope: 0.1, threshold: 2, limit: 5 }, 3, 3],
    [{ name: 'thresholdRelu', negativeSlope: 0.1, threshold: 2, limit: 5 }, 7, 5],
    [{ name: 'hardSigmoid', slope: 0.2 }, 1, 0.7],
    [{ name: 'hardSigmoid', slope: 0.2 }, -3, 0],
    [{ name: 'hardSwish' }, 1, 2 / 3],
    [{ name: 'hardSwish' }, -4, 0],
    [{ name: 'hardSwish' }, 4, 4],
    [{ name: 'clip', least: -1, most: 2 }, -3, -1],
    [{ name: 'clip', least: -1, most: 2 }, 3, 2],
    [{ name: 'mish' }, 1, 0.8650983882673103],
    [{ name: 'mish' }, -1, -0.3034014613741089],
    [{ name: 'softsign' }, -3, -0.75],
    [{ name: 'exponential' }, 1, Math.E],
    [{ name: 'logSigmoid' }, 1, -0.3132616875182228],
    [{ name: 'logSigmoid' }, -1000, -1000],
    [{ name: 'celu', alpha: 2 }, -1, -0.7869386805747332],
    [{ name: 'softShrink', threshold: 0.5 }, -2, -1.5],
    [{ name: 'softShrink', threshold: 0.5 }, 0.25, 0],
    [{ name: 'hardShrink', threshold: 0.5 }, -2, -2],
    [{ name: 'hardShrink', threshold: 0.5 }, 0.5, 0],
    [{ name: 'tanhShrink' }, 1, 0.23840584404423515],
    [{ name: 'log' }, Math.E, 1],
    [{ name: 'sqrt' }, 2, Math.SQRT2],
    [{ name: 'reciprocal' }, -4, -0.25],
    [{ name: 'square' }, -3, 9],
    [{ name: 'abs' }, -3, 3],
    [{ name: 'negate' }, 3, -3],
    [{ name: 'power', exponent: -0.5 }, 4, 0.5],
    [{ name: 'power', exponent: 3 }, -2, -8],
    [{ name: 'erf' }, 1, 0.8427007929497149],
  ]
  it.each(table)('%j of %d is %d', (activation, x, y) => {
    expect(activationFunction(activation)(x)).toBeCloseTo(y, 14)
  })
})

it('numbers activations as the kernels do', () => {
  const folder = new URL('../../assembly/', import.meta.url)
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith('nonlinearity.ts'),
  )!
  const source = readFileSync(new URL(file, folder), 'utf8')
  const inKernels = [...source.matchAll(/const ([A-Z0-9_]+): i32 = (\d+)/g)].map(([, name, number]) => [
    name!.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    Number(number),
  ])
  const here = Object.entries(activations).map(([name, { kernel }]) => [name, kernel])
  expect(Object.fromEntries(here)).toEqual(Object.fromEntries(inKernels))
})
