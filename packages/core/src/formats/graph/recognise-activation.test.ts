import { type Activation, activationFunction } from '@umbra/occlusion-wasm'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activated, affine, type Expression, X } from './expression.js'
import { recogniseActivation } from './recognise-activation.js'

const product = (left: Expression, right: Expression): Expression => ({ op: 'product', left, right })
const sum = (left: Expression, right: Expression): Expression => ({ op: 'sum', left, right })
const f32 = Math.fround

const relu6OfXPlus3 = activated(affine(X, 1, 3), { name: 'relu6' })
const spelled: [string, Expression, Activation][] = [
  ['x·σ(x)', product(X, activated(X, { name: 'sigmoid' })), { name: 'swish' }],
  ['x·relu6(x + 3)/6', affine(product(X, relu6OfXPlus3), f32(1 / 6), 0), { name: 'hardSwish' }],
  [
    'x·clip(x + 3, 0, 6)/6, the quotient first',
    product(affine(activated(affine(X, 1, 3), { name: 'clip', least: 0, most: 6 }), f32(1 / 6), 0), X),
    { name: 'hardSwish' },
  ],
  [
    'x·tanh(softplus(x))',
    product(X, activated(activated(X, { name: 'softplus' }), { name: 'tanh' })),
    { name: 'mish' },
  ],
  [
    'x·(1 + erf(x/√2))/2',
    affine(product(X, affine(activated(affine(X, f32(Math.SQRT1_2), 0), { name: 'erf' }), 1, 1)), 0.5, 0),
    { name: 'gelu' },
  ],
  [
    'x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2',
    product(
      affine(X, 0.5, 0),
      affine(
        activated(
          affine(
            sum(X, affine(activated(X, { name: 'power', exponent: 3 }), f32(0.044715), 0)),
            f32(Math.sqrt(2 / Math.PI)),
            0,
          ),
          { name: 'tanh' },
        ),
        1,
        1,
      ),
    ),
    { name: 'geluTanh' },
  ],
  [
    'log(1 + exp(x))',
    activated(affine(activated(X, { name: 'exponential' }), 1, 1), { name: 'log' }),
    { name: 'softplus' },
  ],
  [
    'x/(1 + |x|)',
    { op: 'quotient', left: X, right: affine(activated(X, { name: 'abs' }), 1, 1) },
    { name: 'softsign' },
  ],
  [
    '1/(1 + exp(−x))',
    activated(affine(activated(affine(X, -1, 0), { name: 'exponential' }), 1, 1), { name: 'reciprocal' }),
    { name: 'sigmoid' },
  ],
]

describe('an activation spelled out', () => {
  it.each(spelled)('%s is one', (_, expression, activation) => {
    expect(recogniseActivation(expression)).toEqual(activation)
  })

  it('is not taken for one that is near', () => {
    const quick = product(X, activated(affine(X, 1.702, 0), { name: 'sigmoid' }))
    expect(recogniseActivation(quick)).toBeUndefined()
    const rounded = affine(product(X, relu6OfXPlus3), 0.1667, 0)
    expect(recogniseActivation(rounded)).toBeUndefined()
    expect(recogniseActivation(sum(X, activated(X, { name: 'relu' })))).toBeUndefined()
  })

  it.each([
    ['sigmoid', 1e-7],
    ['tanh', 1e-6],
    ['relu6', 1e-8],
  ] as const)('of small numbers is measured by their size: %s · %d', (name, factor) => {
    const found = recogniseActivation(affine(activated(X, { name }), factor, 0))
    const [f, g] = [activationFunction({ name }), found && activationFunction(found)]
    for (const x of [-3, -0.5, 0.25, 1, 4]) expect(g ? g(x) / factor : f(x)).toBeCloseTo(f(x), 4)
  })

  it('is the function recognised, whatever its settings', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -8, max: 8, noNaN: true }),
        fc.double({ min: 0.01, max: 9, noNaN: true }),
        (least, width) => {
          const held = affine(
            activated(affine(X, 1, -least), { name: 'clip', least: 0, most: width }),
            1,
            least,
          )
          const found = recogniseActivation(held)!
          const f = activationFunction(found)
          for (const x of [-1e9, -7.5, -1, 0, 0.3, least, least + width, 20]) {
            expect(f(x)).toBeCloseTo(Math.min(least + width, Math.max(least, x)), 4)
          }
        },
      ),
    )
  })
})
