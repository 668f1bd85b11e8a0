import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LayerDescription } from './layer.js'
import { createNetwork, type Network, validateNetwork } from './network.js'
import { samePadding } from './same-padding.js'

const zeros = (length: number) => new Float32Array(length)
const sliding = { strides: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0] } as const
const conv: LayerDescription = {
  kind: 'conv2d',
  inputs: [-1],
  kernel: zeros(3 * 2 * 1 * 4),
  kernelSize: [3, 2],
  bias: zeros(4),
  ...sliding,
  name: 'first',
}
const pool: LayerDescription = {
  kind: 'maxPool',
  inputs: [0],
  windowSize: [2, 2],
  ...sliding,
  strides: [2, 2],
}
const flatten: LayerDescription = { kind: 'flatten', inputs: [1] }
const dense: LayerDescription = { kind: 'dense', inputs: [2], kernel: zeros(48 * 3), bias: zeros(3) }
const chain = [conv, pool, flatten, dense]

describe('createNetwork', () => {
  it('computes the shape of every layer', () => {
    const network = createNetwork([8, 9, 1], chain)
    expect(network.layers.map(({ outputShape }) => outputShape)).toEqual([[6, 8, 4], [3, 4, 4], [48], [3]])
    expect(network.classes).toBe(3)
    validateNetwork(network)
  })

  it('takes branches that meet in a sum', () => {
    const depthwise: LayerDescription = {
      kind: 'depthwiseConv2d',
      inputs: [-1],
      kernel: zeros(4),
      kernelSize: [1, 1],
      bias: zeros(4),
      ...sliding,
    }
    const layers: LayerDescription[] = [
      depthwise,
      { ...depthwise, kernel: zeros(3 * 3 * 4), kernelSize: [3, 3], padding: [2, 2, 2, 2], dilation: [2, 2] },
      { kind: 'add', inputs: [0, 1] },
      { kind: 'zeroPad', inputs: [2], padding: [0, 1, 2, 3] },
      { kind: 'globalAveragePool', inputs: [3] },
      { kind: 'reshape', inputs: [4], shape: [2, 2] },
      { kind: 'flatten', inputs: [5] },
    ]
    const shapes = createNetwork([5, 6, 1], layers).layers.map(({ outputShape }) => outputShape)
    expect(shapes).toEqual([[5, 6, 4], [5, 6, 4], [5, 6, 4], [6, 11, 4], [4], [2, 2], [4]])
  })

  const broken: [string, number, object][] = [
    ['LAYER_UNKNOWN: layer 1, mystery: no layer is of kind mystery', 1, { kind: 'mystery' }],
    ['LAYER_INPUTS: layer 1, maxPool: expected one input, got 2', 1, { inputs: [0, -1] }],
    ['LAYER_INPUTS: layer 1, maxPool: expected inputs from −1 to 0, got 1', 1, { inputs: [1] }],
    ['LAYER_INPUTS: layer 1, add: expected two inputs or more, got 1', 1, { kind: 'add' }],
    ['LAYER_INPUTS: layer 1, divide: expected two inputs, got 3', 1, { kind: 'divide', inputs: [0, 0, 0] }],
    [
      'SHAPE_MISMATCH: layer 2, multiply: expected [3, 4, 4] from every input, or sizes of 1, got [6, 8, 4]',
      2,
      { kind: 'multiply', inputs: [1, 0] },
    ],
    [
      'LAYER_SETTING: layer 0, conv2d "first", strides: expected 2 whole numbers from 1 to 65535, got [1, 0]',
      0,
      { strides: [1, 0] },
    ],
    ['LAYER_SETTING: layer 0, conv2d "first", padding: expected 4 whole', 0, { padding: [1, 1] }],
    ['LAYER_SETTING: layer 0, conv2d "first", kernelSize: expected 2', 0, { kernelSize: [1.5, 4] }],
    [
      'LAYER_SETTING: layer 1, maxPool, padding: expected less than the window, 2×2, got [2, 0, 0, 0]',
      1,
      { padding: [2, 0, 0, 0] },
    ],
    [
      'LAYER_SETTING: layer 1, activation, alpha: expected a finite number, got NaN',
      1,
      { kind: 'activation', activation: { name: 'elu', alpha: Number.NaN } },
    ],
    [
      'LAYER_UNKNOWN: layer 1, activation: no activation is named step',
      1,
      { kind: 'activation', activation: { name: 'step' } },
    ],
    [
      'LAYER_SETTING: layer 1, activation, threshold: expected a number of at least 0, got -1',
      1,
      {
        kind: 'activation',
        activation: { name: 'thresholdRelu', negativeSlope: 0, threshold: -1, limit: Infinity },
      },
    ],
    [
      'LAYER_SETTING: layer 1, activation, alpha: expected a number above 0, got 0',
      1,
      { kind: 'activation', activation: { name: 'celu', alpha: 0 } },
    ],
    [
      'LAYER_SETTING: layer 1, layerNorm, epsilon: expected a number above 0, got 0',
      1,
      { kind: 'layerNorm', scale: zeros(4), shift: zeros(4), epsilon: 0 },
    ],
    [
      'LAYER_SETTING: layer 1, groupNorm, groups: expected a number that 4 channels can be shared out among, got 3',
      1,
      { kind: 'groupNorm', groups: 3, scale: zeros(4), shift: zeros(4), epsilon: 1 },
    ],
    [
      'LAYER_SETTING: layer 1, localResponseNorm, alpha: expected a number of at least 0, got -1',
      1,
      { kind: 'localResponseNorm', radius: [2, 2], alpha: -1, beta: 0.75, bias: 1 },
    ],
    [
      'LAYER_SETTING: layer 1, activation, most: expected a number, got undefined',
      1,
      { kind: 'activation', activation: { name: 'clip', least: 0 } },
    ],
    [
      'LAYER_SETTING: layer 1, resize, size: expected 2 whole numbers from 1 to 65535, got [0, 4]',
      1,
      { kind: 'resize', size: [0, 4], interpolation: 'nearest' },
    ],
    [
      'LAYER_SETTING: layer 1, resize, interpolation: expected nearest or bilinear, got bicubic',
      1,
      { kind: 'resize', size: [3, 4], interpolation: 'bicubic' },
    ],
    [
      'SHAPE_MISMATCH: layer 1, crop: cropping [3, 3, 0, 0] leaves nothing of 6×8',
      1,
      { kind: 'crop', cropping: [3, 3, 0, 0] },
    ],
    [
      'SHAPE_MISMATCH: layer 0, conv2d "first": a window of 9 rows does not fit into 8',
      0,
      { dilation: [4, 1] },
    ],
    [
      'SHAPE_MISMATCH: layer 3, dense: expected a vector, got [3, 4, 4]',
      3,
      { inputs: [1], kernel: zeros(12) },
    ],
    [
      'SHAPE_MISMATCH: layer 2, reshape: expected 47 values for [47], got [3, 4, 4]',
      2,
      { kind: 'reshape', shape: [47] },
    ],
    [
      'SHAPE_MISMATCH: layer 1, add: expected [6, 8, 4] from every input, or sizes of 1, got [8, 9, 1]',
      1,
      { kind: 'add', inputs: [0, -1] },
    ],
    [
      'SHAPE_MISMATCH: layer 1, concat: expected [6, 8, any] from every input, got [8, 9, 1]',
      1,
      { kind: 'concat', inputs: [0, -1], axis: 2 },
    ],
    [
      'LAYER_SETTING: layer 1, concat, axis: expected one of the 3 axes of [6, 8, 4], from 0, got -1',
      1,
      { kind: 'concat', inputs: [0, 0], axis: -1 },
    ],
    [
      'LAYER_SETTING: layer 1, select, indices: expected whole numbers from 0 to 3, got 4 at 1',
      1,
      { kind: 'select', axis: 2, indices: [0, 4] },
    ],
    [
      'LAYER_SETTING: layer 1, select, indices: expected whole numbers from 0 to 5, got none',
      1,
      { kind: 'select', axis: 0, indices: [] },
    ],
    [
      'LAYER_SETTING: layer 1, pad, padding: expected at most 5 rows and 7 columns to reflect, got [6, 0, 0, 0]',
      1,
      { kind: 'pad', padding: [6, 0, 0, 0], mode: 'reflect' },
    ],
    [
      'LAYER_SETTING: layer 1, pad, mode: expected constant, reflect, symmetric or edge, got wrap',
      1,
      { kind: 'pad', padding: [1, 0, 0, 0], mode: 'wrap' },
    ],
    [
      'LAYER_SETTING: layer 1, pad, value: expected a finite number, got 1e+39',
      1,
      { kind: 'pad', padding: [1, 0, 0, 0], mode: 'constant', value: 1e39 },
    ],
    [
      'LAYER_SETTING: layer 1, pad, value: expected none where the mode is edge, got 1',
      1,
      { kind: 'pad', padding: [1, 0, 0, 0], mode: 'edge', value: 1 },
    ],
    [
      'LAYER_SETTING: layer 0, conv2d "first", groups: expected a divisor of 1 channels and 4 filters, got 2',
      0,
      { groups: 2 },
    ],
    [
      'SHAPE_MISMATCH: layer 1, maxPool: expected a real value under every window, got [6, 8, 4]',
      1,
      { windowSize: [2, 1], dilation: [9, 1], padding: [3, 1, 0, 0] },
    ],
    [
      'LAYER_SETTING: layer 1, maxPool, counted: expected nothing, for a mean alone counts, got [0, 0, 0, 0]',
      1,
      { counted: [0, 0, 0, 0] },
    ],
    [
      'LAYER_SETTING: layer 1, averagePool, counted: expected no more than the padding, got [1, 1, 0, 0]',
      1,
      { kind: 'averagePool', padding: [1, 0, 0, 0], counted: [1, 1, 0, 0] },
    ],
    [
      'LAYER_SETTING: layer 1, conv2dTranspose, outputPadding: expected at most [1, 0], got [1, 1]',
      1,
      {
        ...conv,
        kind: 'conv2dTranspose',
        inputs: [0],
        name: undefined,
        strides: [2, 1],
        outputPadding: [1, 1],
      },
    ],
    [
      'SHAPE_MISMATCH: layer 0, conv2dTranspose "first": padding [9, 9, 0, 0] leaves no rows of 10',
      0,
      { kind: 'conv2dTranspose', padding: [9, 9, 0, 0] },
    ],
    [
      'LAYER_SETTING: layer 1, transpose, axes: expected each of the 3 axes of [6, 8, 4] once, from 0, got [0, 1, 1]',
      1,
      { kind: 'transpose', axes: [0, 1, 1] },
    ],
    [
      'LAYER_SETTING: layer 1, reduce, axes: expected one or more, each once, got [1, 1]',
      1,
      { kind: 'reduce', by: 'max', axes: [1, 1], keepAxes: true },
    ],
    [
      'LAYER_SETTING: layer 1, reduce, by: expected mean, sum or max, got min',
      1,
      { kind: 'reduce', by: 'min', axes: [1], keepAxes: true },
    ],
    [
      'LAYER_SETTING: layer 1, reduce, keepAxes: expected true or false, got undefined',
      1,
      { kind: 'reduce', by: 'max', axes: [1] },
    ],
    [
      'SHAPE_MISMATCH: layer 3, zeroPad: expected feature maps, [H, W, C], got [48]',
      3,
      { kind: 'zeroPad', padding: [1, 1, 1, 1] },
    ],
    ['WEIGHTS_LENGTH: layer 0, conv2d "first", kernel: expected 24 values, got 23', 0, { kernel: zeros(23) }],
    [
      'WEIGHTS_LENGTH: layer 3, dense, bias: expected 1 values, got 0',
      3,
      { kernel: zeros(0), bias: zeros(0) },
    ],
    [
      'WEIGHTS_LENGTH: layer 1, scaleShift, shift: expected 4 values, got 3',
      1,
      { kind: 'scaleShift', scale: zeros(4), shift: zeros(3) },
    ],
    [
      'WEIGHTS_LENGTH: layer 1, depthwiseConv2d, bias: expected a multiple of 4, got 5',
      1,
      { kind: 'depthwiseConv2d', kernelSize: [1, 1], kernel: zeros(5), bias: zeros(5), dilation: [1, 1] },
    ],
    [
      'WEIGHTS_NOT_FINITE: layer 0, conv2d "first", bias: element 2 is Infinity',
      0,
      { bias: Float32Array.of(0, 0, Infinity, 0) },
    ],
    [
      'WEIGHTS_NOT_FINITE: layer 3, dense, kernel: element 0 is NaN',
      3,
      { kernel: zeros(144).fill(Number.NaN, 0, 1) },
    ],
  ]
  it.each(broken)('throws %s', (message, index, changes) => {
    const layers = chain.map(
      (layer, i) => (i === index ? { ...layer, ...changes } : layer) as LayerDescription,
    )
    expect(() => createNetwork([8, 9, 1], layers)).toThrow(message)
  })

  it('needs an image of [H, W, C] and a vector of scores', () => {
    expect(() => createNetwork([8, 0, 1], chain)).toThrow(
      'NETWORK_SHAPE: inputShape: expected [H, W, C], got [8, 0, 1]',
    )
    expect(() => createNetwork([8, 9, 1], [])).toThrow(
      'NETWORK_SHAPE: layers: the last one must give a vector of class scores, got no layers',
    )
    expect(() => createNetwork([8, 9, 1], [conv])).toThrow('got [6, 8, 4]')
  })
})

describe('validateNetwork', () => {
  it('catches shapes and classes that are stated wrongly', () => {
    const network = createNetwork([8, 9, 1], chain)
    expect(() => validateNetwork({ ...network, classes: 4 })).toThrow(
      'SHAPE_MISMATCH: classes: expected 3, got 4',
    )
    const restated = (outputShape: unknown) => () =>
      validateNetwork({
        ...network,
        layers: network.layers.map((layer, i) => (i === 1 ? { ...layer, outputShape } : layer)),
      } as Network)
    expect(restated([3, 4, 5])).toThrow(
      'SHAPE_MISMATCH: layer 1, maxPool: expected outputShape [3, 4, 4], got [3, 4, 5]',
    )
    expect(restated(undefined)).toThrow('expected outputShape [3, 4, 4], got []')
  })
})

describe('samePadding', () => {
  it('gives ceil(size / stride) outputs with the least padding, the odd zero at the end', () => {
    const count = fc.integer({ min: 1, max: 12 })
    fc.assert(
      fc.property(count, count, count, count, (size, window, stride, dilation) => {
        const [before, after] = samePadding(size, window, stride, dilation)
        const extent = (window - 1) * dilation + 1
        const outputs = (padding: number) => Math.floor((size + padding - extent) / stride) + 1
        expect(outputs(before + after)).toBeGreaterThanOrEqual(Math.ceil(size / stride))
        expect([0, 1]).toContain(after - before)
        if (before + after > 0) {
          expect(outputs(before + after)).toBe(Math.ceil(size / stride))
          expect(outputs(before + after - 1)).toBeLessThan(Math.ceil(size / stride))
        }
      }),
    )
  })
})
