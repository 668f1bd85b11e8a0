import { createNetwork } from '@umbra/occlusion-wasm'
import { expect, it } from 'vitest'
import { onnxModel } from './onnx-model.js'

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
  expect(numbers(messages(model, 8)[0]!, 2)).toEqual([13])
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

it('names the layer it cannot write', () => {
  const network = createNetwork([4, 4, 1], [{ kind: 'globalMaxPool', inputs: [-1] }])
  expect(() => onnxModel(network)).toThrow('ONNX_LAYER: globalMaxPool')
})
