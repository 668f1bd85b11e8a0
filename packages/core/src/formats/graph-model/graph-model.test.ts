import * as tf from '@tensorflow/tfjs'
import { createIncrementalRunner, type Network, referenceLogits } from '@umbra/occlusion-wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { GraphModelWriter, type Written } from '../../../test/graph-model-writer.js'
import { randomFloats, randomGraph, steps } from '../../../test/random-graph.js'
import { outputReader } from '../../network/output-reader.js'
import { Random } from '../../random.js'
import type { ReadModel } from '../model.js'
import { readGraphModel } from './read-graph-model.js'

beforeAll(() => tf.setBackend('cpu'))

type Files = ReturnType<GraphModelWriter['model']>

function read({ json, shards }: Files, output?: string): Promise<ReadModel> {
  const readBeside = async (path: string) => shards[path as keyof typeof shards]
  return readGraphModel(json, { output, readBeside })
}

/** What TensorFlow.js gives for a graph. */
async function run(
  { json, shards }: Files,
  output: string,
  image: Float32Array,
  shape: readonly number[],
): Promise<Float32Array> {
  const model = await tf.loadGraphModel({
    load: async () => ({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights) as tf.io.WeightsManifestEntry[],
      weightData: shards['group1-shard1of1.bin'].buffer as ArrayBuffer,
      format: 'graph-model',
    }),
  })
  const scores = model.execute(tf.tensor(image, [...shape]), output) as tf.Tensor
  const values = (await scores.data()) as Float32Array
  model.dispose()
  return values
}

/** Where a model ends in a softmax or sigmoid its probabilities are compared, which differ by no more than its scores do. */
function expectNear({ head }: Network, logits: Float32Array, expected: Float32Array): void {
  const before = head.reason.startsWith('read before')
  const reader = outputReader(head, logits.length)
  const got = before ? reader.probabilities(logits, 0)! : logits
  const outputs = reader.classes > logits.length && before ? got.slice(1) : got
  expect(outputs.length).toBe(expected.length)
  const largest = Math.max(...logits.map(Math.abs))
  expect(largest).toBeGreaterThan(0)
  const furthest = Math.max(...expected.map((value, k) => Math.abs(value - outputs[k]!)))
  expect(furthest / largest).toBeLessThan(1e-5)
}

/** Runs a graph here, by the float64 reference and the incremental engine, and in TensorFlow.js. */
async function expectAgreement(files: Files, random: Random, shape: readonly number[]): Promise<Network> {
  const { network, unsupported, inputShape, original } = await read(files)
  expect(unsupported).toBeUndefined()
  const image = randomFloats(random, inputShape)
  const expected = await run(files, (original as { output: string }).output, image, shape)
  expectNear(network!, Float32Array.from(referenceLogits(network!, image)), expected)
  const runner = await createIncrementalRunner(network!)
  expectNear(network!, runner.begin(image, new Float32Array(image.length)), expected)
  runner.dispose()
  return network!
}

describe('graphs give what TensorFlow.js gives', () => {
  it.each(Object.keys(steps))('%s', async (name) => {
    for (let i = 0; i < 12; i++) {
      const random = new Random(i).split(name)
      const { files, shape } = randomGraph(random, [name])
      await expectAgreement(files, random, shape)
    }
  })

  it('chains of them', async () => {
    const names = Object.keys(steps)
    for (let i = 0; i < 60; i++) {
      const random = new Random(i).split('chain')
      const chain = Array.from({ length: 2 + random.integer(6) }, () => names[random.integer(names.length)]!)
      const { files, shape } = randomGraph(random, chain)
      await expectAgreement(files, random, shape)
    }
  })
})

/** A graph of one node about a map [1, 4, 4, 2], then a mean over space. */
function around(
  make: (writer: GraphModelWriter, x: Written) => Written,
  shape: readonly number[] = [-1, 4, 4, 2],
): Files {
  const writer = new GraphModelWriter()
  const x = make(writer, writer.input(shape))
  return writer.model([writer.node('Mean', [x, writer.whole([1, 2])])])
}

describe('what an output means', () => {
  const dense = (writer: GraphModelWriter, x: Written, units = 3) => {
    const flat = writer.node('Reshape', [x, writer.whole([-1, 32])])
    return writer.node('MatMul', [flat, writer.floats([32, units], randomFloats(new Random(1), [32, units]))])
  }
  const headOf = async (make: (writer: GraphModelWriter, x: Written) => Written) => {
    const writer = new GraphModelWriter()
    const { network, unsupported } = await read(writer.model([make(writer, writer.input([-1, 4, 4, 2]))]))
    return network?.head ?? unsupported
  }

  it.each([
    ['Softmax', 'softmax', 'a softmax'],
    ['LogSoftmax', 'softmax', 'a softmax’s logarithm'],
    ['Sigmoid', 'sigmoid', 'a sigmoid'],
  ] as const)('is read before a last %s', async (op, kind, words) => {
    const head = await headOf((writer, x) =>
      writer.node('Reshape', [writer.node(op, [dense(writer, x)]), writer.whole([3])]),
    )
    expect(head).toMatchObject({
      kind,
      reason: expect.stringMatching(new RegExp(`^read before node ".*", ${words}$`)),
    })
  })

  it('is taken for logits behind a dense layer', async () => {
    expect(await headOf(dense)).toEqual({ kind: 'softmax', reason: 'taken for logits' })
  })

  it('is not known behind an activation, and its mean', async () => {
    const head = await headOf((writer, x) =>
      writer.node('Mean', [writer.node('Relu6', [x]), writer.whole([1, 2])]),
    )
    expect(head).toMatchObject({ kind: 'scores', reason: expect.stringContaining('ends in relu6') })
  })

  it('is not read through the mean of sigmoids', async () => {
    const head = await headOf((writer, x) =>
      writer.node('Mean', [writer.node('Sigmoid', [x]), writer.whole([1, 2])]),
    )
    expect(head).toMatchObject({
      kind: 'scores',
      reason: expect.stringContaining('made of the probabilities'),
    })
  })

  it('is not known behind a softmax over a part, or before the end', async () => {
    const scores = { kind: 'scores', reason: expect.stringContaining('made of the probabilities of node') }
    expect(
      await headOf((writer, x) => {
        const rows = writer.node('Reshape', [dense(writer, x, 6), writer.whole([2, 3])])
        return writer.node('Reshape', [writer.node('Softmax', [rows]), writer.whole([1, 6])])
      }),
    ).toEqual(scores)
    expect(
      await headOf((writer, x) =>
        writer.node('AddV2', [dense(writer, x), writer.node('Softmax', [dense(writer, x)])]),
      ),
    ).toMatchObject({ kind: 'softmax', reason: 'taken for logits' })
  })

  it('refuses the softmax of one output', async () => {
    await expect(headOf((writer, x) => writer.node('Softmax', [dense(writer, x, 1)]))).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
    })
  })
})

describe('inputs', () => {
  const mean = (shape: readonly number[]) => read(around((_, x) => x, shape))

  it('of open batch, one image, and flat', async () => {
    expect((await mean([-1, 4, 5, 3])).inputShape).toEqual([4, 5, 3])
    expect((await mean([1, 4, 5, 1])).inputShape).toEqual([4, 5, 1])
    const flat = await read(
      around((writer, x) => writer.node('Reshape', [x, writer.whole([-1, 6, 6, 1])]), [-1, 36]),
    )
    expect(flat.inputShape).toEqual([6, 6, 1])
    expect(flat.notes).toEqual([expect.stringContaining('36 values in a row')])
  })

  it('of no batch, and of none of channels', async () => {
    const alone = await read(
      around((writer, x) => writer.node('ExpandDims', [x, writer.whole(0)]), [4, 4, 2]),
    )
    expect(alone.network!.inputShape).toEqual([4, 4, 2])
    const grey = await read(
      around((writer, x) => writer.node('ExpandDims', [x, writer.whole(-1)]), [-1, 4, 4]),
    )
    expect(grey.network!.inputShape).toEqual([4, 4, 1])
  })

  it.each([
    [[-1, -1, -1, 3], /leaves the size of images open \(any×any\): --input-size/],
    [[-1, 4, 4, -1], /takes images of shape \[any, 4, 4, any\]: expected a fixed number of channels/],
    [[2, 4, 4, 3], /expected one image at a time/],
    [[1, 2, 3, 4, 5], /expected images \[H, W, C\]/],
    [[-1, 35], /35 values in a row/],
  ])('%j is refused', async (shape, words) => {
    await expect(mean(shape)).rejects.toMatchObject({
      code: 'MODEL_INPUT',
      message: expect.stringMatching(words),
    })
  })

  it('of any shape at all are refused', async () => {
    const files = around((_, x) => x)
    const nodes = files.json.modelTopology.node.map((node) =>
      (node as { op: string }).op === 'Placeholder'
        ? { ...node, attr: { shape: { shape: { unknownRank: true } } } }
        : node,
    )
    const json = { ...files.json, modelTopology: { node: nodes } }
    await expect(read({ ...files, json: json as typeof files.json })).rejects.toThrow(
      /takes images of any shape/,
    )
  })
})

describe('outputs', () => {
  const writer = new GraphModelWriter()
  const x = writer.input([-1, 4, 4, 2])
  const two = [
    writer.node('Mean', [x, writer.whole([1, 2])]),
    writer.node('Max', [x, writer.whole([1, 2])]),
  ] as const
  const files = writer.model(two)

  it('of several have to be named', async () => {
    await expect(read(files)).rejects.toMatchObject({
      code: 'MODEL_OUTPUTS',
      message: expect.stringContaining('"out_0", "out_1"'),
    })
    await expect(read(files, 'other')).rejects.toMatchObject({ code: 'MODEL_OUTPUTS' })
    for (const name of ['out_1', `${two[1].name}:0`, two[1].name]) {
      expect((await read(files, name)).network!.layers.map(({ kind }) => kind)).toEqual(['globalMaxPool'])
    }
  })

  it('are the nodes that none reads, where there is no signature', async () => {
    const { signature: _, ...json } = files.json
    await expect(read({ ...files, json: json as typeof files.json })).rejects.toThrow(
      `"${two[0].name}", "${two[1].name}"`,
    )
  })

  it('that do not depend on the image, or are a map, are refused', async () => {
    await expect(read(writer.model([writer.floats([2], [1, 2])]))).rejects.toThrow(
      /does not depend on the image/,
    )
    await expect(read(writer.model([writer.node('Relu', [x])]))).rejects.toThrow(
      /expected a vector of class scores/,
    )
  })
})

it('keeps the model for its own runtime, with the name of the node that gives the scores', async () => {
  const files = around((writer, x) => writer.node('Einsum', [x]))
  const { network, unsupported, original } = await read(files)
  expect(network).toBeUndefined()
  expect(unsupported).toMatch(/^node "node_\d+", of operation Einsum, is not supported$/)
  expect(original).toMatchObject({ kind: 'graph-model', input: 'x', json: files.json })
})

it('reads quantised weights as TensorFlow.js does', async () => {
  const writer = new GraphModelWriter()
  const x = writer.input([-1, 4, 4, 2])
  const kernel = writer.floats([32, 3], new Float32Array(96))
  const files = writer.model([
    writer.node('MatMul', [writer.node('Reshape', [x, writer.whole([-1, 32])]), kernel]),
  ])
  const weights = files.json.weightsManifest[0]!.weights.map((spec) =>
    spec.dtype === 'float32' ? { ...spec, quantization: { dtype: 'uint8', scale: 0.01, min: -1.2 } } : spec,
  )
  const bytes = Uint8Array.from([
    ...Array.from({ length: 96 }, (_, i) => (37 * i) % 256),
    ...files.shards['group1-shard1of1.bin'].slice(4 * 96),
  ])
  const quantised = {
    json: { ...files.json, weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights }] },
    shards: { 'group1-shard1of1.bin': bytes },
  }
  await expectAgreement(quantised as unknown as Files, new Random(3), [1, 4, 4, 2])
})

describe('graphs that cannot be', () => {
  const refusal = async (files: Files) => {
    const error = await read(files).then(
      () => undefined,
      (cause: { code: string; message: string }) => cause,
    )
    return `${error?.code} ${error?.message}`
  }

  it('that read themselves', async () => {
    const files = around((writer, x) => writer.node('AddV2', [x, 'node_2']))
    const nodes = files.json.modelTopology.node as { name: string; input?: string[] }[]
    nodes.find(({ name }) => name === 'node_1')!.input = ['x', 'node_3']
    expect(await refusal(files)).toMatch(/MODEL_TOPOLOGY.*node ".*" reads its own output/)
  })

  it.each<[string, (writer: GraphModelWriter, x: Written) => Written, RegExp]>([
    [
      'read no node',
      (writer, x) => writer.node('AddV2', [x, 'gone']),
      /MODEL_TOPOLOGY.*no node is named "gone"/,
    ],
    ['read an output there is none of', (writer) => writer.node('Relu', ['x:3']), /MODEL_TOPOLOGY.*output 3/],
    [
      'reshape to what does not fit',
      (writer, x) => writer.node('Reshape', [x, writer.whole([1, 5])]),
      /MODEL_TOPOLOGY.*reshapes \[1, 4, 4, 2\] to \[1, 5\]/,
    ],
    [
      'convolve other channels',
      (writer, x) =>
        writer.node('Conv2D', [x, writer.floats([1, 1, 3, 1], [1, 2, 3])], {
          strides: [1, 1, 1, 1],
          padding: 'VALID',
        }),
      /MODEL_TOPOLOGY.*3 input channels and 1 filters reads 2/,
    ],
    [
      'fill what no machine holds',
      (writer, x) =>
        writer.node('AddV2', [
          x,
          writer.node('Fill', [writer.whole([30000, 30000]), writer.floats([], [1])]),
        ]),
      /MODEL_TOO_LARGE.*900000000 values/,
    ],
    [
      'pad beyond all bounds',
      (writer, x) =>
        writer.node('Pad', [
          x,
          writer.node('Reshape', [writer.whole([0, 0, 0, 60000, 0, 60000, 0, 0]), writer.whole([4, 2])]),
        ]),
      /MODEL_TOO_LARGE/,
    ],
  ])('%s', async (_, make, words) => {
    expect(await refusal(around(make))).toMatch(words)
  })

  it('lack weights, or their files', async () => {
    const files = around((writer, x) => writer.node('AddV2', [x, writer.floats([2], [1, 2])]))
    const without = { ...files.json, weightsManifest: [{ paths: [], weights: [] }] }
    expect(await refusal({ ...files, json: without as unknown as typeof files.json })).toMatch(
      /WEIGHT_MISSING/,
    )
    expect(await refusal({ ...files, shards: {} as typeof files.shards })).toMatch(/SHARD_MISSING/)
  })
})
