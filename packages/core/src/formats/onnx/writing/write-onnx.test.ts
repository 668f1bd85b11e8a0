import { createNetwork, type Network, referenceLogits } from '@umbra/occlusion-wasm'
import * as runtime from 'onnxruntime-web'
import { describe, expect, it } from 'vitest'
import { Dice } from '../../../../../occlusion-wasm/test/dice.js'
import { drawnActivations } from '../../../../../occlusion-wasm/test/random-network/drawn-activations.js'
import { randomNetwork } from '../../../../../occlusion-wasm/test/random-network/random-network.js'
import { writtenKinds } from '../../../../test/network-file-writer.js'
import { readOnnx } from '../read-onnx.js'
import { onnxModel } from './write-onnx.js'

/** A protocol buffer's fields, by the wire format alone: numbers, and bytes that may be messages again. */
type Fields = (readonly [number: number, value: number | Uint8Array])[]

function fieldsOf(bytes: Uint8Array): Fields {
  const fields: Fields = []
  let at = 0
  const varint = () => {
    let [value, factor] = [0, 1]
    for (; bytes[at]! > 127; factor *= 128) value += (bytes[at++]! - 128) * factor
    return value + bytes[at++]! * factor
  }
  while (at < bytes.length) {
    const tag = varint()
    const length = varint()
    if (tag % 8 !== 2) fields.push([tag >> 3, length])
    else fields.push([tag >> 3, bytes.subarray(at, at + length)])
    if (tag % 8 === 2) at += length
  }
  return fields
}

const messages = (fields: Fields, number: number) =>
  fields.filter(([n]) => n === number).map(([, value]) => fieldsOf(value as Uint8Array))
const texts = (fields: Fields, number: number) =>
  fields.filter(([n]) => n === number).map(([, value]) => new TextDecoder().decode(value as Uint8Array))
const numbers = (fields: Fields, number: number) =>
  fields.filter(([n]) => n === number).map(([, value]) => value)

it('writes nodes, attributes and weights as onnx.proto numbers them', () => {
  const kernel = Float32Array.from({ length: 3 * 2 * 2 * 5 }, (_, i) => i)
  const network = createNetwork(
    [6, 4, 2],
    [
      {
        ...{ kind: 'conv2d', inputs: [-1], kernel, bias: new Float32Array(5), kernelSize: [3, 2] },
        ...{ strides: [2, 1], dilation: [1, 1], padding: [1, 0, 2, 3] },
      },
      { kind: 'activation', inputs: [0], activation: { name: 'relu' } },
      { kind: 'maxPool', inputs: [1], windowSize: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] },
      { kind: 'flatten', inputs: [2] },
      { kind: 'dense', inputs: [3], kernel: new Float32Array(20 * 3), bias: Float32Array.of(1, 2, 3) },
    ],
  )
  const model = fieldsOf(onnxModel(network))
  expect(numbers(messages(model, 8)[0]!, 2)).toEqual([19])
  const [graph] = messages(model, 7) as [Fields]
  const nodes = messages(graph, 1)
  expect(nodes.map((node) => texts(node, 4)[0])).toEqual([
    'Transpose',
    'Conv',
    'Relu',
    'MaxPool',
    'Transpose',
    'Flatten',
    'Gemm',
  ])
  // Each reads what an earlier one, the input or an initialiser gives.
  const given = new Set(['images', ...messages(graph, 5).flatMap((tensor) => texts(tensor, 8))])
  for (const node of nodes) {
    for (const input of texts(node, 1)) expect(given).toContain(input)
    for (const output of texts(node, 2)) given.add(output)
  }
  expect(given).toContain('logits')
  const attributes = Object.fromEntries(messages(nodes[1]!, 5).map((a) => [texts(a, 1)[0], numbers(a, 8)]))
  expect(attributes).toEqual({ kernel_shape: [3, 2], strides: [2, 1], dilations: [1, 1], pads: [1, 2, 0, 3] })
  const [weights] = messages(graph, 5) as [Fields]
  expect(numbers(weights, 1)).toEqual([5, 2, 3, 2])
  const raw = numbers(weights, 9)[0] as Uint8Array
  const values = new Float32Array(raw.slice().buffer)
  // Filter 4, channel 1, tap (2, 0) is [2, 0, 1, 4] of [3, 2, 2, 5].
  expect(values[((4 * 2 + 1) * 3 + 2) * 2 + 0]).toBe(kernel[((2 * 2 + 0) * 2 + 1) * 5 + 4])
})

/** Behind one more layer that changes something, so that a last softmax or sigmoid is not read as the head. */
function headless({ inputShape, layers, classes }: Network): Network {
  const indices = [classes - 1, ...Array.from({ length: classes }, (_, i) => i)]
  const last = { kind: 'select', axis: 0, indices, inputs: [layers.length - 1] } as const
  return createNetwork(inputShape, [...layers, last])
}

/** A network by its seed, and two images for it. */
function drawn(seed: number) {
  const dice = new Dice(seed)
  const network = headless(randomNetwork(dice))
  const size = network.inputShape.reduce((product, side) => product * side, 1)
  const images = dice.floats(2 * size, 1)
  const expected = [0, 1].flatMap((i) => [
    ...referenceLogits(network, images.subarray(i * size, (i + 1) * size)),
  ])
  return { network, images, expected }
}

/** The scores of images by the float64 reference, of the network that is read of the file. */
async function scoresOfFile(network: Network, images: Float32Array): Promise<number[]> {
  const { network: back, unsupported } = await readOnnx(onnxModel(network), {
    readBeside: async () => undefined,
  })
  expect(unsupported).toBeUndefined()
  expect(back!.inputShape).toEqual(network.inputShape)
  const size = back!.inputShape.reduce((product, side) => product * side, 1)
  return Array.from({ length: images.length / size }, (_, i) => [
    ...referenceLogits(back!, images.subarray(i * size, (i + 1) * size)),
  ]).flat()
}

/** The largest difference as a share of the largest value. */
function errorOf(got: ArrayLike<number>, expected: readonly number[]): number {
  expect(got).toHaveLength(expected.length)
  const largest = Math.max(1e-3, ...expected.map(Math.abs))
  return Math.max(...expected.map((score, k) => Math.abs(got[k]! - score))) / largest
}

describe('what is written', () => {
  it('is read as the same network, to a millionth of its largest score', async () => {
    const kinds = new Set<string>()
    for (let seed = 1; seed <= 200; seed++) {
      const { network, images, expected } = drawn(seed)
      for (const { kind } of network.layers) kinds.add(kind)
      expect(errorOf(await scoresOfFile(network, images), expected), `seed ${seed}`).toBeLessThan(1e-6)
    }
    // All that there is to write.
    expect(writtenKinds.filter((kind) => !kinds.has(kind))).toEqual([])
  })

  it('gives the same scores on ONNX Runtime, two images at once', async () => {
    runtime.env.wasm.numThreads = 1
    for (let seed = 1; seed <= 60; seed++) {
      const { network, images, expected } = drawn(seed)
      const options = { executionProviders: ['wasm'], logSeverityLevel: 3 } as const
      const session = await runtime.InferenceSession.create(onnxModel(network), options)
      const input = new runtime.Tensor('float32', images, [2, ...network.inputShape])
      const { logits } = await session.run({ images: input })
      await session.release()
      expect(errorOf(logits!.data as Float32Array, expected), `seed ${seed}`).toBeLessThan(2e-5)
    }
  })

  const least = Number.NEGATIVE_INFINITY
  it.each(
    [
      ...drawnActivations,
      { name: 'hardShrink', threshold: 0.5 } as const,
      { name: 'thresholdRelu', negativeSlope: 0.3, threshold: 0.4, limit: 0.9 } as const,
      { name: 'clip', least, most: 0.5 } as const,
    ].map((activation) => [JSON.stringify(activation), activation] as const),
  )('activation %s', async (_, activation) => {
    const layers = [
      { kind: 'activation', activation, inputs: [-1] },
      { kind: 'flatten', inputs: [0] },
    ] as const
    const network = headless(createNetwork([1, 1, 5], layers))
    const image = Float32Array.of(0.2, 0.4375, 0.75, 1, 1.5)
    const signed = ['log', 'sqrt', 'power', 'reciprocal'].includes(activation.name)
      ? image
      : image.map((x, i) => (i % 2 === 0 ? -x : x))
    const expected = [...referenceLogits(network, signed)]
    expect(errorOf(await scoresOfFile(network, signed), expected)).toBeLessThan(1e-6)
  })
})

it('names the layer it cannot write', () => {
  const activation = { name: 'thresholdRelu', negativeSlope: 0, threshold: 1, limit: -1 } as const
  const network = createNetwork(
    [1, 1, 4],
    [
      { kind: 'flatten', inputs: [-1] },
      { kind: 'activation', name: 'odd', activation, inputs: [0] },
    ],
  )
  expect(() => onnxModel(network)).toThrow(
    'ONNX_LAYER: layer 1, activation "odd", has a limit of -1, which is not written as ONNX',
  )
})
