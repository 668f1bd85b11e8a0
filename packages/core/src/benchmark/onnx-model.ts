import type { Conv2d, Dense, Layer, Network, Pool } from '@umbra/occlusion-wasm'
import { UmbraError } from '../errors.js'

/**
 * A network as an ONNX model (opset 13), so that ONNX Runtime can run it: input `images` float32 [N, H, W, C], output `logits`
 * [N, K]. ONNX keeps channels first, so the model begins by moving them there, and moves them back before flattening, whose
 * order the weights after it follow.
 *
 * Written field by field as https://github.com/onnx/onnx/blob/main/onnx/onnx.proto numbers them.
 *
 * @throws UmbraError ONNX_LAYER for a layer other than convolution, ReLU, max-pooling, flatten and dense
 */
export function onnxModel(network: Network): Uint8Array<ArrayBuffer> {
  const [height, width, channels] = network.inputShape
  const graph = new Graph()
  graph.add('Transpose', ['images'], valueName(-1), { perm: [0, 3, 1, 2] })
  for (const [index, layer] of network.layers.entries()) {
    const inputs = layer.inputs.map(valueName)
    const output = index === network.layers.length - 1 ? 'logits' : valueName(index)
    const from = layer.inputs[0]!
    const rank = from < 0 ? 3 : network.layers[from]!.outputShape.length
    addLayer(graph, layer, inputs, output, rank)
  }
  const body = message(
    ...graph.parts,
    field(2, text('umbra')),
    field(11, valueInfo('images', ['N', height, width, channels])),
    field(12, valueInfo('logits', ['N', network.classes])),
  )
  return message(field(1, 7), field(2, text('umbra')), field(8, message(field(2, 13))), field(7, body))
}

function valueName(index: number): string {
  return index < 0 ? 'pixels' : `layer${index}`
}

function addLayer(graph: Graph, layer: Layer, inputs: readonly string[], output: string, rank: number): void {
  const input = inputs[0]!
  if (layer.kind === 'conv2d') addConvolution(graph, layer, input, output)
  else if (layer.kind === 'maxPool') addPooling(graph, layer, input, output)
  else if (layer.kind === 'dense') addDense(graph, layer, input, output)
  else if (layer.kind === 'flatten') addFlattening(graph, input, output, rank)
  else if (layer.kind === 'activation' && layer.activation.name === 'relu') graph.add('Relu', [input], output)
  else throw new UmbraError('ONNX_LAYER', `${layer.kind} layers are not written as ONNX here`)
}

function addFlattening(graph: Graph, input: string, output: string, rank: number): void {
  const last = rank === 3 ? `${output}.last` : input
  if (rank === 3) graph.add('Transpose', [input], last, { perm: [0, 2, 3, 1] })
  graph.add('Flatten', [last], output, { axis: 1 })
}

function addConvolution(graph: Graph, layer: Conv2d, input: string, output: string): void {
  const [taps, filters] = [layer.kernelSize[0] * layer.kernelSize[1], layer.bias.length]
  const channels = layer.kernel.length / taps / filters
  // [kh, kw, Cin, Cout] to [Cout, Cin, kh, kw].
  const kernel = new Float32Array(layer.kernel.length)
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < channels; c++) {
      for (let f = 0; f < filters; f++) {
        kernel[(f * channels + c) * taps + tap] = layer.kernel[(tap * channels + c) * filters + f]!
      }
    }
  }
  const weights = graph.constant(`${output}.kernel`, [filters, channels, ...layer.kernelSize], kernel)
  const bias = graph.constant(`${output}.bias`, [filters], layer.bias)
  graph.add('Conv', [input, weights, bias], output, {
    kernel_shape: layer.kernelSize,
    strides: layer.strides,
    dilations: layer.dilation,
    pads: padsOf(layer),
  })
}

function addPooling(graph: Graph, layer: Pool, input: string, output: string): void {
  const { windowSize, strides } = layer
  graph.add('MaxPool', [input], output, { kernel_shape: windowSize, strides, pads: padsOf(layer) })
}

function addDense(graph: Graph, { kernel, bias }: Dense, input: string, output: string): void {
  const units = bias.length
  const weights = graph.constant(`${output}.kernel`, [kernel.length / units, units], kernel)
  graph.add('Gemm', [input, weights, graph.constant(`${output}.bias`, [units], bias)], output)
}

/** ONNX lists all beginnings before all ends. */
function padsOf({ padding: [top, bottom, left, right] }: Pick<Conv2d, 'padding'>): number[] {
  return [top, left, bottom, right]
}

type Bytes = Uint8Array<ArrayBuffer>

/** Nodes and initialisers of a GraphProto. */
class Graph {
  readonly parts: Bytes[] = []

  add(
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, number | readonly number[]>> = {},
  ): void {
    const node = message(
      ...inputs.map((input) => field(1, text(input))),
      field(2, text(output)),
      field(4, text(operator)),
      ...Object.entries(attributes).map(([name, value]) => field(5, attribute(name, value))),
    )
    this.parts.push(field(1, node))
  }

  /** A float32 tensor. @returns its name */
  constant(name: string, dims: readonly number[], values: Float32Array): string {
    const raw = new Uint8Array(values.slice().buffer)
    const tensor = message(...dims.map((d) => field(1, d)), field(2, 1), field(8, text(name)), field(9, raw))
    this.parts.push(field(5, tensor))
    return name
  }
}

function attribute(name: string, value: number | readonly number[]): Bytes {
  // Types of AttributeProto: 2 is INT, 7 INTS.
  if (typeof value === 'number') return message(field(1, text(name)), field(3, value), field(20, 2))
  return message(field(1, text(name)), ...value.map((each) => field(8, each)), field(20, 7))
}

function valueInfo(name: string, shape: readonly (number | string)[]): Bytes {
  const dims = shape.map((d) => field(1, message(typeof d === 'number' ? field(1, d) : field(2, text(d)))))
  const tensorType = message(field(1, 1), field(2, message(...dims)))
  return message(field(1, text(name)), field(2, message(field(1, tensorType))))
}

/** A field of a protocol buffer: a whole number as a varint, bytes with their length. */
function field(number: number, value: number | Bytes): Bytes {
  if (typeof value === 'number') return message(varint(number << 3), varint(value))
  return message(varint((number << 3) | 2), varint(value.length), value)
}

function varint(value: number): Bytes {
  const bytes = []
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128)
  return Uint8Array.from([...bytes, value])
}

function message(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function text(value: string): Bytes {
  return new TextEncoder().encode(value) as Bytes
}
