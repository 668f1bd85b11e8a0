import type { Operation } from '@umbra/occlusion-wasm'
import type { Constant } from '../constants/constant.js'
import type { NodeContext } from '../node-context.js'
import { mapView } from '../view.js'
import { kernelOf } from './kernel.js'
import type { Operator } from './operator.js'
import { slidingOf } from './sliding.js'

/** Conv: weights [O, I/groups, kh, kw], bias [O]. */
export const convolution: Operator = (node) => {
  const input = node.feature()
  const [, channels, height, width] = node.mapDims(input)
  const weights = weightsOf(node, channels)
  const [filters, , ...window] = weights.dims as [number, number, number, number]
  const sliding = slidingOf(node, [height, width], window)
  const bias = biasOf(node, filters)
  const value = node.reading.map(input, node.name)
  const operation = operationOf(node, weights, channels, { ...sliding, bias })
  const output = node.reading.add([value], operation, node.name)
  return node.gives(output, mapView(output.shape))
}

function weightsOf(node: NodeContext, channels: number): Constant {
  const weights = node.constant(1)
  const groups = node.attributes.integer('group', 1)
  const [filters, inputs, ...window] = weights.dims
  if (weights.dims.length !== 4) throw node.unsupported(`with weights [${weights.dims.join(', ')}]`)
  const fits = groups >= 1 && inputs! * groups === channels && filters! % groups === 0 && filters! > 0
  if (fits && window.every((size) => size > 0)) return weights
  throw node.malformed(
    `weights [${weights.dims.join(', ')}] in ${groups} groups do not fit its input of ${channels} channels`,
  )
}

export function biasOf(node: NodeContext, filters: number): Float32Array {
  const bias = node.optional(2)
  if (!bias) return new Float32Array(filters)
  const { data } = bias
  if (data.length === filters) return Float32Array.from(data)
  throw node.malformed(`expected a bias of ${filters} values, got ${data.length}`)
}

function operationOf(
  node: NodeContext,
  weights: Constant,
  channels: number,
  settings: ReturnType<typeof slidingOf> & { readonly bias: Float32Array },
): Operation {
  const groups = channels / weights.dims[1]!
  const kernel = channelsLastKernel(weights)
  if (groups === 1) return { kind: 'conv2d', kernel, ...settings }
  if (weights.dims[1] !== 1) throw node.unsupported(`in ${groups} groups`)
  return { kind: 'depthwiseConv2d', kernel, ...settings }
}

/** [O, I, kh, kw] to [kh, kw, I, O]; of a depthwise kernel, where I is 1 and O is C·M, that is [kh, kw, C, M]. */
function channelsLastKernel({ dims, data }: Constant): Float32Array {
  const [filters, inputs, height, width] = dims as [number, number, number, number]
  const taps = height * width
  const rows = inputs * taps
  const places = Int32Array.from({ length: rows }, (_, i) => (i % taps) * inputs + Math.floor(i / taps))
  return kernelOf({ data, rows, units: filters, rowStep: 1, columnStep: rows }, places)
}
