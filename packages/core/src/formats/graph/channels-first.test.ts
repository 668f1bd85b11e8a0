import { createIncrementalRunner, type Network, referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { GraphModelWriter, type Written } from '../../../test/graph-model-writer.js'
import { randomFloats } from '../../../test/random-graph.js'
import { TfliteWriter } from '../../../test/tflite-writer.js'
import { createExplainer } from '../../attribution/explainer.js'
import { Random } from '../../random.js'
import { loadModel } from '../load-model.js'
import type { NetworkModel } from '../model.js'

const [HEIGHT, WIDTH, CHANNELS, FILTERS, CLASSES] = [8, 6, 3, 5, 4]

/** Whether a graph works channels first throughout, or about each operation that it then does channels last. */
type Order = 'NHWC' | 'NCHW' | 'to and fro'

/** A network of everything that says how its axes lie, in either order of axes, of the same weights. */
function graph(order: Order, input: 'NHWC' | 'NCHW' = order === 'NHWC' ? 'NHWC' : 'NCHW') {
  const writer = new GraphModelWriter()
  const first = order !== 'NHWC'
  const own = order === 'NCHW' ? 'NCHW' : 'NHWC'
  const random = new Random(3)
  const weights = (...shape: number[]) => writer.floats(shape, randomFloats(random, shape))
  const turned = (x: Written, axes: readonly number[]) => writer.node('Transpose', [x, writer.whole(axes)])
  /** An operation that says its data format, of settings written channels last. */
  const placed = (
    op: string,
    inputs: readonly Written[],
    lists: Record<string, number[]>,
    rest: object = {},
  ) => {
    const [map, ...others] = inputs as [Written, ...Written[]]
    const swapped = ([name, list]: [string, number[]]) => [
      name,
      own === 'NHWC'
        ? list
        : list.length === 8
          ? [0, 3, 1, 2].flatMap((a) => list.slice(2 * a, 2 * a + 2))
          : [0, 3, 1, 2].map((a) => list[a]!),
    ]
    const settings = { ...Object.fromEntries(Object.entries(lists).map(swapped)), ...rest, data_format: own }
    const about = order === 'to and fro'
    const result = writer.node(op, [about ? turned(map, [0, 2, 3, 1]) : map, ...others], settings)
    return about ? turned(result, [0, 3, 1, 2]) : result
  }
  const channel = (values: number) => (first ? weights(values, 1, 1) : weights(values))
  const axes = (a: readonly number[]) => writer.whole(first ? a.map((axis) => [0, 2, 3, 1][axis]!) : a)
  const sides = [0, 0, 1, 0, 0, 2, 0, 0]
  const rows = (list: readonly number[]) =>
    (first ? [0, 3, 1, 2] : [0, 1, 2, 3]).flatMap((a) => list.slice(2 * a, 2 * a + 2))

  /** Twice as wide, by the gradient of a convolution, whose first input is the size of what it gives. */
  const widened = (map: Written) => {
    const sizes = [1, 8, 7, FILTERS]
    const size = writer.whole(own === 'NHWC' ? sizes : [0, 3, 1, 2].map((a) => sizes[a]!))
    const strides = own === 'NHWC' ? [1, 2, 1, 1] : [1, 1, 2, 1]
    const about = order === 'to and fro'
    const given = about ? turned(map, [0, 2, 3, 1]) : map
    const settings = { strides, padding: 'SAME', data_format: own }
    const result = writer.node(
      'Conv2DBackpropInput',
      [size, weights(3, 2, FILTERS, FILTERS), given],
      settings,
    )
    return about ? turned(result, [0, 3, 1, 2]) : result
  }

  let x = writer.input(input === 'NCHW' ? [-1, CHANNELS, HEIGHT, WIDTH] : [-1, HEIGHT, WIDTH, CHANNELS])
  if (first && input === 'NHWC') x = turned(x, [0, 3, 1, 2])
  x = writer.node('Sub', [x, channel(CHANNELS)])
  const one = [1, 1, 1, 1]
  x = placed(
    'Conv2D',
    [x, weights(3, 3, CHANNELS, FILTERS)],
    { strides: one, dilations: one },
    { padding: 'SAME' },
  )
  x = placed('BiasAdd', [x, weights(FILTERS)], {})
  x = writer.node('Relu', [x])
  const variance = writer.floats(
    [FILTERS],
    Float32Array.from({ length: FILTERS }, (_, c) => 0.5 + c / 4),
  )
  const before = placed(
    'FusedBatchNormV3',
    [x, weights(FILTERS), weights(FILTERS), weights(FILTERS), variance],
    {},
    { epsilon: { float: 0.01 } },
  )
  x = placed(
    'DepthwiseConv2dNative',
    [before, weights(3, 2, FILTERS, 1)],
    { strides: one },
    { padding: 'SAME' },
  )
  x = writer.node('AddV2', [x, before])
  x = writer.node('Mul', [x, writer.node('Sigmoid', [x])])
  x = writer.node('Pad', [x, writer.whole(rows(sides))])
  x = placed(
    'Conv2D',
    [x, weights(3, 3, FILTERS, FILTERS)],
    { strides: [1, 2, 1, 1], explicit_paddings: [0, 0, 1, 0, 0, 1, 0, 0] },
    { padding: 'EXPLICIT' },
  )
  x = widened(x)
  x = writer.node('ConcatV2', [x, writer.node('Elu', [x]), axes([3])])
  x = placed('MaxPool', [x], { ksize: [1, 2, 1, 1], strides: [1, 1, 2, 1] }, { padding: 'SAME' })
  x = placed('AvgPool', [x], { ksize: [1, 1, 2, 1], strides: one }, { padding: 'VALID' })
  const mean = writer.node('Mean', [x, axes([1, 2])], { keep_dims: false })
  return writer.model([writer.node('MatMul', [mean, weights(2 * FILTERS, CLASSES)])])
}

async function read(source: Parameters<typeof loadModel>[0]): Promise<NetworkModel & { network: Network }> {
  const model = (await loadModel(source)) as NetworkModel
  expect(model.unsupported).toBeUndefined()
  return model as NetworkModel & { network: Network }
}

const image = randomFloats(new Random(9), [HEIGHT, WIDTH, CHANNELS])

async function scoresOf(network: Network) {
  const runner = await createIncrementalRunner(network)
  const scores = [...runner.begin(image, new Float32Array(image.length))]
  runner.dispose()
  return { scores, reference: [...referenceLogits(network, image)] }
}

describe('a graph model that works channels first', () => {
  it.each([
    ['NCHW', 'NCHW'],
    ['NCHW', 'NHWC'],
    ['to and fro', 'NCHW'],
    ['to and fro', 'NHWC'],
  ] as const)('%s, of images %s, is the network that the same in NHWC is', async (order, input) => {
    const expected = await read(graph('NHWC'))
    const { network, inputShape } = await read(graph(order, input))
    expect(inputShape).toEqual([HEIGHT, WIDTH, CHANNELS])
    const [own, other] = [await scoresOf(network), await scoresOf(expected.network)]
    expect(own.reference.every((score, k) => Math.abs(score - other.reference[k]!) < 1e-12)).toBe(true)
    expect(own.scores).toEqual(other.scores)
    // No permutation is left: it costs what the other costs.
    expect(network.layers.filter(({ kind }) => kind === 'transpose')).toEqual([])
    expect(network.layers.length).toBe(expected.network.layers.length)
  })

  it('is not run on TensorFlow.js as it is, which would take its channels for columns', async () => {
    expect((await read(graph('NCHW'))).original).toBeUndefined()
    const model = await read(graph('to and fro'))
    expect(model.original).toMatchObject({ channelsFirst: true, sizes: [undefined, CHANNELS, HEIGHT, WIDTH] })
    const images = { data: image, shape: [1, HEIGHT, WIDTH, CHANNELS] } as const
    const maps = []
    for (const engine of ['incremental', 'batched'] as const) {
      const explainer = await createExplainer(model, { engine, threads: 1 })
      const explained = await explainer.explain(images, { window: [3, 3], stride: [3, 3], target: 1 })
      maps.push([...explained.maps.data])
      if (engine === 'batched') expect(explained.engine.variant).toMatch(/ masks, tfjs /)
      explainer.dispose()
    }
    const largest = Math.max(...maps[0]!.map(Math.abs))
    for (const [i, value] of maps[0]!.entries())
      expect(Math.abs(value - maps[1]![i]!)).toBeLessThan(1e-4 * largest)
  })

  it('of another operation in that order is refused by its name', async () => {
    const writer = new GraphModelWriter()
    const x = writer.input([-1, 4, 6, 6])
    const spread = writer.node('DepthToSpace', [x], { data_format: 'NCHW', block_size: 2 })
    const model = (await loadModel(
      writer.model([writer.node('Mean', [spread, writer.whole([2, 3])])]),
    )) as NetworkModel
    expect(model).toMatchObject({ unsupported: expect.stringContaining('of operation DepthToSpace') })
    expect(model.original).toBeUndefined()
    await expect(createExplainer(model)).rejects.toThrow(
      /^ENGINE_UNSUPPORTED: nothing here runs this model \(TensorFlow/,
    )
  })
})

it('a TensorFlow Lite file whose images come channels first is the network without permutations', async () => {
  const made = (first: boolean) => {
    const writer = new TfliteWriter()
    const random = new Random(4)
    const floats = (...shape: number[]) => writer.floats(shape, randomFloats(random, shape))
    const turn = (x: number, order: number[], shape: number[]) =>
      writer.operator('TRANSPOSE', [x, writer.whole(order)], shape)
    const shape = (channels: number) => (first ? [1, channels, HEIGHT, WIDTH] : [1, HEIGHT, WIDTH, channels])
    const input = writer.tensor(shape(CHANNELS))
    let x = writer.operator(
      'MUL',
      [input, first ? floats(1, CHANNELS, 1, 1) : floats(CHANNELS)],
      shape(CHANNELS),
    )
    const kernels = [floats(FILTERS, 3, 3, CHANNELS), floats(FILTERS, 3, 3, FILTERS)]
    for (const kernel of kernels) {
      const last = [1, HEIGHT, WIDTH, FILTERS]
      if (first) x = turn(x, [0, 2, 3, 1], [1, HEIGHT, WIDTH, kernel === kernels[0] ? CHANNELS : FILTERS])
      x = writer.operator('CONV_2D', [x, kernel, -1], last, [
        [0, 'byte', 0],
        [1, 'int', 1],
        [2, 'int', 1],
      ])
      if (first) x = turn(x, [0, 3, 1, 2], shape(FILTERS))
      x = writer.operator('RELU', [x], shape(FILTERS))
    }
    const mean = writer.operator('MEAN', [x, writer.whole(first ? [2, 3] : [1, 2])], [1, FILTERS])
    return writer.file(
      [input],
      [writer.operator('FULLY_CONNECTED', [mean, floats(CLASSES, FILTERS), -1], [1, CLASSES])],
    )
  }
  const [own, other] = [await read(made(true)), await read(made(false))]
  expect(own.inputShape).toEqual([HEIGHT, WIDTH, CHANNELS])
  expect(own.network.layers.map(({ kind }) => kind)).toEqual(other.network.layers.map(({ kind }) => kind))
  expect((await scoresOf(own.network)).scores).toEqual((await scoresOf(other.network)).scores)
})
