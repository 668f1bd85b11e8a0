import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { npz } from '../../export/index.js'
import { loadModel } from '../load-model.js'
import { networkOf } from '../network-of.js'

type Arrays = Parameters<typeof npz>[0]
const array = (shape: readonly number[], ...values: number[]) => ({ data: Float32Array.from(values), shape })

interface Case {
  readonly layout?: 'pytorch' | 'keras'
  readonly input: readonly number[]
  readonly layers: readonly object[]
  readonly image: readonly number[]
  readonly weights?: Arrays
}

const networkFor = async ({ layout = 'pytorch', input, layers, weights = {} }: Case) => {
  const json = { schema: 'umbra.network/1', layout, input, weights: 'w.npz', layers }
  return networkOf(await loadModel({ json, shards: { 'w.npz': npz(weights) } }))
}
const scores = async (made: Case) => [
  ...referenceLogits(await networkFor(made), Float32Array.from(made.image)),
]
const row = (...image: number[]) => ({ input: [1, image.length, 1], image })
const flat = { kind: 'flatten' }

describe('pooling', () => {
  it('padding is never the largest value', async () => {
    const layers = [{ kind: 'maxPool', size: [1, 3], stride: [1, 2], padding: [0, 1] }, flat]
    expect(await scores({ ...row(-4, -3, -2, -1), layers })).toEqual([-3, -1])
  })

  // torch.nn.functional.avg_pool2d's own rules: a window divides by its size, but for what ceil mode adds.
  it.each([
    [{ ceil: true }, [1.5, 3.5, 5]],
    [{ ceil: false }, [1.5, 3.5]],
    [{ ceil: true, padding: [0, 1] }, [0.5, 2.5, 4.5]],
    [{ padding: [0, 1], counted: false }, [1, 2.5, 4.5]],
    [{ padding: [0, 0, 1, 0], counted: true }, [0.5, 2.5, 4.5]],
    [{ padding: [0, 0, 1, 1], counted: [0, 0, 1, 0] }, [0.5, 2.5, 4.5]],
  ] as const)('a mean with %j', async (settings, expected) => {
    const layers = [{ kind: 'averagePool', size: [1, 2], ...settings }, flat]
    expect(await scores({ ...row(1, 2, 3, 4, 5), layers })).toEqual(expected)
  })

  it('a last window is left out where it would begin behind the map', async () => {
    const layers = [{ kind: 'maxPool', size: [1, 2], stride: [1, 3], padding: [0, 1], ceil: true }, flat]
    expect(await scores({ ...row(1, 2, 3, 4), layers })).toEqual([1, 4])
  })

  it('of elements two apart', async () => {
    const layers = [{ kind: 'maxPool', size: [1, 2], stride: 1, dilation: [1, 2] }, flat]
    expect(await scores({ ...row(5, 1, 2, 3), layers })).toEqual([5, 3])
  })

  it.each([
    [{ by: 'sum', axes: ['columns'] }, [3, 30, 7, 70]],
    [{ by: 'mean', axes: ['rows', 'columns'] }, [2.5, 25]],
    [{ by: 'max', axes: ['channels'], keepAxes: true }, [10, 20, 30, 40]],
  ] as const)('reduce %j', async (settings, expected) => {
    // A value that is left, [n, C], is flattened channels first.
    const layers = [{ kind: 'reduce', ...settings }, flat]
    const image = [1, 10, 2, 20, 3, 30, 4, 40]
    expect(await scores({ layout: 'keras', input: [2, 2, 2], layers, image })).toEqual(expected)
  })
})

describe('parts, turns and edges', () => {
  const colours = { input: [1, 1, 6], image: [0, 1, 2, 3, 4, 5] }
  it.each([
    [{ from: 1, to: -1 }, [1, 2, 3, 4]],
    [{ step: 2 }, [0, 2, 4]],
    [{ step: -1 }, [5, 4, 3, 2, 1, 0]],
    [{ from: 4, to: 1, step: -2 }, [4, 2]],
    [{ from: -100, to: 100, step: 4 }, [0, 4]],
    [{ indices: [3, 3, 0] }, [3, 3, 0]],
  ])('select %j is what Python takes', async (settings, expected) => {
    expect(await scores({ ...colours, layers: [{ kind: 'select', ...settings }, flat] })).toEqual(expected)
  })

  it('channels shuffled in groups, as torch.nn.ChannelShuffle has it', async () => {
    const shuffled = (groups: number) =>
      scores({ ...colours, layers: [{ kind: 'channelShuffle', groups }, flat] })
    expect(await shuffled(2)).toEqual([0, 3, 1, 4, 2, 5])
    expect(await shuffled(3)).toEqual([0, 2, 4, 1, 3, 5])
  })

  // numpy.pad([1, 2, 3], (2, 1), mode)
  it.each([
    [{ mode: 'reflect' }, [3, 2, 1, 2, 3, 2]],
    [{ mode: 'symmetric' }, [2, 1, 1, 2, 3, 3]],
    [{ mode: 'edge' }, [1, 1, 1, 2, 3, 3]],
    [{ mode: 'constant', value: 7 }, [7, 7, 1, 2, 3, 7]],
  ])('pad %j', async (settings, expected) => {
    const layers = [{ kind: 'pad', padding: [0, 0, 2, 1], ...settings }, flat]
    expect(await scores({ ...row(1, 2, 3), layers })).toEqual(expected)
  })

  it.each([
    ['keras', [1, 2, 3, 4, 5, 6, 7, 8]],
    // channels 1 3 5 7 and 2 4 6 8, in one row of channels first, then two apart
    ['pytorch', [1, 2, 3, 4, 5, 6, 7, 8]],
  ] as const)(
    'a map of another shape holds values in the order in which %s stores them',
    async (layout, expected) => {
      const image = layout === 'keras' ? [1, 2, 3, 4, 5, 6, 7, 8] : [1, 5, 2, 6, 3, 7, 4, 8]
      const layers = [{ kind: 'reshape', shape: [1, 2, 4] }, flat]
      expect(await scores({ layout, input: [2, 2, 2], layers, image })).toEqual(expected)
    },
  )

  it('crops, and resizes to any size', async () => {
    const layers = [{ kind: 'crop', cropping: [0, 0, 1, 2] }, { kind: 'resize', size: [1, 4] }, flat]
    expect(await scores({ ...row(1, 2, 3, 4, 5), layers })).toEqual([2, 2, 3, 3])
  })

  it('turns axes, those of [H, W, C] in either layout', async () => {
    const layers = [{ kind: 'transpose', axes: ['columns', 'rows', 'channels'] }, flat]
    const got = await scores({ input: [2, 2, 1], layers, image: [1, 2, 3, 4] })
    expect(got).toEqual([1, 3, 2, 4])
  })
})

describe('weights', () => {
  it.each([
    ['pytorch', { 't.weight': array([2, 1, 1, 2], 1, 10, 2, 20) }],
    ['keras', { 't/kernel': array([1, 2, 2, 1], 1, 2, 10, 20) }],
  ] as const)('transposed convolutions in groups, in the layout of %s', async (layout, weights) => {
    const layers = [{ kind: 'conv2dTranspose', name: 't', groups: 2 }, { kind: 'globalAveragePool' }]
    // Channel c alone gives filter c: 3·(1 + 10) and 5·(2 + 20), over two places.
    expect(await scores({ layout, input: [1, 1, 2], layers, image: [3, 5], weights })).toEqual([
      33 / 2,
      110 / 2,
    ])
  })

  it('a root-mean-square norm, and values by the root of their squares', async () => {
    const image = [3, 4]
    const layers = [{ kind: 'rmsNorm', name: 'n', epsilon: 0.5 }, flat]
    const weights = { 'n.weight': array([2], 1, 2) }
    const root = Math.sqrt(12.5 + 0.5)
    expect(await scores({ input: [1, 1, 2], layers, image, weights })).toEqual([3 / root, 8 / root])
    expect(await scores({ input: [1, 1, 2], layers: [{ kind: 'l2Normalize' }, flat], image })).toEqual([
      0.6, 0.8,
    ])
  })

  it.each([
    ['pytorch', '.weight', 2 ** -23],
    ['keras', '/scale', 1e-6],
  ] as const)(
    'epsilon of a root-mean-square norm unless told, in the layout of %s',
    async (layout, end, epsilon) => {
      const layers = [{ kind: 'rmsNorm', name: 'n' }, flat]
      const weights = { [`n${end}`]: array([2], 1, 1) }
      const { layers: read } = await networkFor({ layout, input: [1, 1, 2], layers, image: [], weights })
      expect(read[0]).toMatchObject({ kind: 'rmsNorm', epsilon })
    },
  )

  it('a local response norm is its formula', async () => {
    const layers = [{ kind: 'localResponseNorm', radius: [0, 1], alpha: 0.5, beta: 0.75, bias: 2 }, flat]
    const got = await scores({ input: [1, 1, 2], layers, image: [3, 4] })
    expect(got[0]).toBeCloseTo(3 / (2 + 0.5 * 25) ** 0.75, 12)
    expect(got[1]).toBeCloseTo(4 / (2 + 0.5 * 16) ** 0.75, 12)
  })

  it('a factor without an offset, and an offset without a factor', async () => {
    const layers = [{ kind: 'scaleShift', name: 'a' }, { kind: 'scaleShift', name: 'b' }, flat]
    const weights = { 'a.weight': array([2], 2, 3), 'b.bias': array([2], 1, -1) }
    expect(await scores({ input: [1, 1, 2], layers, image: [5, 7], weights })).toEqual([11, 20])
  })
})

describe('what the last layers make of scores', () => {
  const ends = async (layers: readonly object[], input: readonly number[] = [1, 1, 3], head?: string) => {
    const json = {
      schema: 'umbra.network/1',
      layout: 'pytorch',
      input,
      weights: 'w.npz',
      layers,
      ...(head && { head }),
    }
    const network = networkOf(await loadModel({ json, shards: { 'w.npz': npz({}) } }))
    return { head: network.head, kinds: network.layers.map(({ kind }) => kind) }
  }
  const plain = { kind: 'softmax', reason: 'taken for logits' }

  it.each([
    [[flat], plain, ['flatten']],
    [
      [flat, { kind: 'softmax', name: 'p' }],
      { kind: 'softmax', reason: 'read before layer "p", a softmax' },
      ['flatten'],
    ],
    [
      [{ kind: 'logSoftmax' }, flat, { kind: 'dropout' }],
      { kind: 'softmax', reason: 'read before layer "logSoftmax_0", a softmax’s logarithm' },
      ['flatten'],
    ],
    [
      [{ kind: 'sigmoid', name: 's' }, flat],
      { kind: 'sigmoid', reason: 'read before layer "s", a sigmoid' },
      ['flatten'],
    ],
    [
      [flat, { kind: 'logSigmoid' }],
      { kind: 'sigmoid', reason: 'read before layer "logSigmoid_1", a sigmoid’s logarithm' },
      ['flatten'],
    ],
    [
      [flat, { kind: 'tanh' }],
      { kind: 'scores', reason: 'layer "tanh_1" ends in tanh' },
      ['flatten', 'activation'],
    ],
    [
      [
        flat,
        { kind: 'softmax', name: 'a' },
        { kind: 'sigmoid', name: 'b', inputs: ['image'] },
        { kind: 'flatten', name: 'c' },
        { kind: 'add', inputs: ['a', 'c'] },
      ],
      { kind: 'scores', reason: 'layer "add_4" makes them of the probabilities of layer "a"' },
      ['flatten', 'softmax', 'activation', 'flatten', 'add'],
    ],
    [
      [flat, { kind: 'softmax', name: 'a' }, { kind: 'select', from: 1 }],
      { kind: 'scores', reason: 'layer "select_2" makes them of the probabilities of layer "a"' },
      ['flatten', 'softmax', 'select'],
    ],
    [
      [flat, { kind: 'relu', name: 'r' }, { kind: 'add', inputs: ['r', 'r'] }],
      plain,
      ['flatten', 'activation', 'add'],
    ],
  ] as const)('%j', async (layers, head, kinds) => {
    expect(await ends(layers)).toEqual({ head, kinds })
  })

  it('a softmax of each place is no head', async () => {
    expect(await ends([{ kind: 'softmax', name: 'p' }, flat], [2, 1, 2])).toEqual({
      head: { kind: 'scores', reason: 'not read before layer "p", a softmax over some of them' },
      kinds: ['softmax', 'flatten', 'reshape', 'transpose', 'flatten'],
    })
  })

  it('and no person can state another, where they are probabilities', async () => {
    const mixed = [flat, { kind: 'softmax', name: 'a' }, { kind: 'select', from: 1 }]
    await expect(ends(mixed, [1, 1, 3], 'softmax')).rejects.toThrow(
      'MODEL_HEAD: head is softmax, but the model’s own layers say otherwise: layer "select_2" makes them',
    )
    expect((await ends([flat, { kind: 'tanh' }], [1, 1, 3], 'softmax')).head.reason).toBe('as stated')
    await expect(ends([{ kind: 'reduce', by: 'sum', axes: [0, 1, 2] }, { kind: 'softmax' }])).rejects.toThrow(
      'MODEL_OUTPUT: the model has one output, and its softmax is 1 whatever the image',
    )
  })
})
