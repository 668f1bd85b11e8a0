import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { networkFromArtifacts } from '../keras/index.js'
import { withoutOpLambdas } from './op-lambdas.js'

type Node = readonly unknown[]

/** A model of image [1, 1, 3] whose middle is operations of TensorFlow, as Keras 2 writes them, and whose scores are its values. */
function model(...operations: readonly [called: string, node: Node][]) {
  const layers: object[] = [
    {
      class_name: 'InputLayer',
      name: 'image',
      config: { name: 'image', batch_input_shape: [null, 1, 1, 3] },
      inbound_nodes: [],
    },
  ]
  let last = 'image'
  for (const [called, node] of operations) {
    last = `tf.${called}_${layers.length}`
    const config = { name: last, trainable: true, dtype: 'float32', function: called }
    layers.push({ class_name: 'TFOpLambda', name: last, config, inbound_nodes: [node] })
  }
  layers.push({
    class_name: 'Flatten',
    name: 'scores',
    config: { name: 'scores' },
    inbound_nodes: [[[last, 0, 0, {}]]],
  })
  const config = { name: 'net', layers, input_layers: [['image', 0, 0]], output_layers: [['scores', 0, 0]] }
  return { class_name: 'Functional', config }
}

const image = [0.25, 1, 0.5]
const scoresOf = (json: object) => {
  const modelTopology = { keras_version: '2.13.1', model_config: withoutOpLambdas(json) }
  const network = networkFromArtifacts({ modelTopology, weightSpecs: [], weightData: new ArrayBuffer(0) })
  return [...referenceLogits(network, image)]
}
const on = (args: object, layer = 'image'): Node => [layer, 0, 0, args]

describe('operations of TensorFlow between layers', () => {
  it.each([
    ['math.truediv', { y: 127.5, name: null }, (x: number) => x / 127.5],
    ['math.divide', { y: 4 }, (x: number) => x / 4],
    ['math.multiply', { y: 255 }, (x: number) => x * 255],
    ['__operators__.add', { y: -0.5 }, (x: number) => x - 0.5],
    ['math.subtract', { y: [1, 2, 3] }, (x: number, c: number) => x - [1, 2, 3][c]!],
    ['nn.bias_add', { bias: [1, 2, 3], data_format: 'NHWC' }, (x: number, c: number) => x + [1, 2, 3][c]!],
    ['cast', { dtype: 'float32' }, (x: number) => x],
    ['nn.relu6', {}, (x: number) => Math.min(6, x)],
    ['math.add', { y: ['image', 0, 0] }, (x: number) => 2 * x],
  ] as const)('%s %j', (called, args, expected) => {
    for (const node of [on(args), [on(args)]]) {
      scoresOf(model([called, node])).forEach((score, c) => {
        expect(score).toBeCloseTo(expected(image[c]!, c), 6)
      })
    }
  })

  const tensor = {
    class_name: '__keras_tensor__',
    config: { shape: [null, 1, 1, 3], keras_history: ['image', 0, 0] },
  }
  const operator = (class_name: string, args: readonly unknown[]) => {
    const json = model(['cast', on({ dtype: 'float32' })])
    Object.assign(json.config.layers[1]!, { class_name, inbound_nodes: [{ args, kwargs: {} }] })
    return () => scoresOf(json)
  }
  it.each([
    ['TrueDivide', 127.5, (x: number) => x / 127.5],
    ['Multiply', 2, (x: number) => x * 2],
    ['Subtract', [1, 2, 3], (x: number, c: number) => x - [1, 2, 3][c]!],
    ['Add', 3, (x: number) => x + 3],
    ['Add', tensor, (x: number) => 2 * x],
  ] as const)('of Keras 3: %s %j', (className, other, expected) => {
    const scores = operator(className, [tensor, other])()
    scores.forEach((score, c) => {
      expect(score).toBeCloseTo(expected(image[c]!, c), 6)
    })
    if (other !== tensor)
      expect(operator(className, [other, tensor])).toThrow(/LAYER_CODE: .* is the operation math/)
    expect(operator('Power', [tensor, other])).toThrow()
  })

  it('one after the other', () => {
    const scaled: [string, Node] = ['math.truediv', on({ y: 0.5 })]
    const scores = scoresOf(model(scaled, ['math.subtract', on({ y: 1 }, 'tf.math.truediv_1')]))
    expect(scores).toEqual([-0.5, 1, 0])
  })

  it.each([
    ['image.resize', on({ size: [3, 3] })],
    ['math.truediv', on({ y: 'other' })],
    ['math.subtract', ['_CONSTANT_VALUE', -1, 1, { y: ['image', 0, 0] }]],
    ['nn.bias_add', on({ bias: [1, 2, 3], data_format: 'NCHW' })],
    ['math.reduce_mean', on({ axis: 3 })],
    ['toString', on({})],
  ] as const)('%s is refused by name: %j', (called, node) => {
    expect(() => scoresOf(model([called, node]))).toThrow(
      `LAYER_CODE: layer "tf.${called}_1" is the operation ${called}, which is not read as a layer`,
    )
  })
})
