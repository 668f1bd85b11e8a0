import type { Activation } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { NetworkBuilder, type NetworkValue } from '../../network/network-builder.js'
import { activated, clipped, pending } from './activations.js'
import { calculated, raised } from './arithmetic.js'
import { finishedNetwork } from './finished-network.js'
import type { GraphContext } from './graph-context.js'
import { reshaped } from './shapes.js'
import { constant, type Live, type Value } from './value.js'

const number = (value: number) => constant([], Float32Array.of(value), 'float')

/** A convolution's values [1, 2, 2, 3] and what can be written of them. */
function graph() {
  const builder = new NetworkBuilder()
  const context: GraphContext = { op: 'Any', name: 'node', builder }
  const image: NetworkValue = { index: -1, shape: [2, 2, 3] }
  const one = [1, 1] as const
  const kernel = Float32Array.from({ length: 9 }, (_, i) => Math.sin(i + 1) * 2)
  const windows = { kernelSize: one, strides: one, dilation: one, padding: [0, 0, 0, 0] } as const
  const value = builder.add(
    [image],
    { kind: 'conv2d', kernel, bias: new Float32Array(3), ...windows },
    'convolution',
  )
  const x: Live = { kind: 'live', shape: [1, 2, 2, 3], value }
  const by = (op: 'add' | 'subtract' | 'multiply' | 'divide') => (a: Value, b: Value) =>
    calculated(context, op, a, b)
  return {
    builder,
    context,
    x,
    plus: by('add'),
    minus: by('subtract'),
    product: by('multiply'),
    quotient: by('divide'),
    of: (activation: Activation, input: Live) => activated(context, input, activation),
  }
}
type Graph = ReturnType<typeof graph>

const spelled: Record<string, readonly [Activation['name'], (graph: Graph) => Live]> = {
  'x·σ(x)': ['swish', ({ context, x, product }) => product(x, pending(context, x, 'sigmoid'))],
  'x·relu6(x + 3)/6': [
    'hardSwish',
    ({ context, x, plus, product }) =>
      product(product(x, clipped(context, plus(x, number(3)), 0, 6)), number(1 / 6)),
  ],
  'x·(relu6(x + 3)/6)': [
    'hardSwish',
    ({ context, x, plus, product, quotient }) =>
      product(quotient(clipped(context, plus(x, number(3)), 0, 6), number(6)), x),
  ],
  'x·(1 + erf(x/√2))/2': [
    'gelu',
    ({ x, plus, product, of }) =>
      product(
        product(number(0.5), x),
        plus(of({ name: 'erf' }, product(x, number(Math.SQRT1_2))), number(1)),
      ),
  ],
  'x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2': [
    'geluTanh',
    ({ context, x, plus, product, of }) => {
      const cube = product(raised(context, x, number(3)), number(0.044715))
      const inner = of({ name: 'tanh' }, product(plus(x, cube), number(Math.sqrt(2 / Math.PI))))
      return product(product(number(0.5), x), plus(inner, number(1)))
    },
  ],
  'x·tanh(log(1 + exp(x)))': [
    'mish',
    ({ x, plus, product, of }) => {
      const softplus = of({ name: 'log' }, plus(of({ name: 'exponential' }, x), number(1)))
      return product(x, of({ name: 'tanh' }, softplus))
    },
  ],
  'x·σ(x) of a vector in two shapes': [
    'swish',
    ({ context, x, product, of }) => {
      const flat = reshaped(context, x, [1, 12])
      return product(flat, reshaped(context, of({ name: 'sigmoid' }, x), [1, 12]))
    },
  ],
}

describe('an activation that a graph spells out', () => {
  it.each(Object.entries(spelled))('%s is one layer', (_, [name, write]) => {
    const made = graph()
    const network = finished(made, write(made))
    expect(network.layers.map(({ kind }) => kind)).toEqual(['conv2d', 'activation', 'flatten'])
    expect(network.layers[1]).toMatchObject({ activation: { name }, inputs: [0] })
  })

  it('is six times a hard swish where the division by 6 lies elsewhere', () => {
    const made = graph()
    const { context, x, plus, product } = made
    const network = finished(made, product(x, clipped(context, plus(x, number(3)), 0, 6)))
    expect(network.layers.map(({ kind }) => kind)).toEqual(['conv2d', 'activation', 'scaleShift', 'flatten'])
  })

  it('is none that is near, of values of two layers, or of values stretched over each other', () => {
    const near = graph()
    const quick = near.of({ name: 'sigmoid' }, near.product(near.x, number(1.702)))
    const two = graph()
    const other = two.product(two.x, constant([3], Float32Array.of(1, 2, 3), 'float'))
    const outer = graph()
    const [row, column] = [
      reshaped(outer.context, outer.x, [1, 1, 12, 1]),
      reshaped(outer.context, outer.x, [1, 12, 1, 1]),
    ]
    for (const [{ builder }, { value }] of [
      [near, near.product(near.x, quick)],
      [two, two.product(two.x, two.of({ name: 'sigmoid' }, other))],
      [outer, outer.product(row, column)],
    ] as const) {
      expect(builder.layers[value.index]!.kind).toBe('multiply')
    }
  })

  it('takes no longer for being read again and again', () => {
    const { x, product, builder } = graph()
    let power: Live = x
    for (let n = 0; n < 200; n++) power = product(power, power)
    expect(builder.layers.length).toBeLessThan(1000)
    expect(power.shape).toEqual([1, 2, 2, 3])
  })
})

function finished({ builder, context }: Graph, value: Live) {
  const output = reshaped(context, value, [1, 12])
  return finishedNetwork(builder, [2, 2, 3], output, 'scores').network
}
