import type { Padding, Pair } from '@umbra/occlusion-wasm'
import { channelsLastKernel } from '../../../network/kernel-of.js'
import type { Constant } from '../constants/constant.js'
import type { NodeContext } from '../node-context.js'
import { mapView } from '../view.js'
import type { Operator } from './operator.js'
import { slidingOf } from './sliding.js'

/** Conv: weights [O, I/groups, kh, kw], bias [O]. */
export const convolution: Operator = (node) => {
  const input = node.feature()
  const [, channels, height, width] = node.mapDims(input)
  const { weights, groups } = weightsOf(node, channels, 1)
  const [filters, own, ...window] = weights.dims as [number, number, number, number]
  const settings = { ...slidingOf(node, [height, width], window), bias: biasOf(node, filters) }
  const kernel = channelsLastKernel(weights, filters, own, window[0]! * window[1]!)
  const value = node.reading.map(input, node.name)
  const depthwise = own === 1 && groups > 1
  const output = node.reading.add(
    [value],
    depthwise
      ? { kind: 'depthwiseConv2d', kernel, ...settings }
      : { kind: 'conv2d', kernel, ...settings, ...(groups > 1 && { groups }) },
    node.name,
  )
  return node.gives(output, mapView(output.shape))
}

/** ConvTranspose: weights [I, O/groups, kh, kw], bias [O]. */
export const transposedConvolution: Operator = (node) => {
  const input = node.feature()
  const [, channels, height, width] = node.mapDims(input)
  const { weights, groups } = weightsOf(node, channels, 0)
  const [, own, ...window] = weights.dims as [number, number, number, number]
  const { padding: pads, ...sliding } = slidingOf(node, [height, width], window)
  const added = node.attributes.integers('output_padding') ?? [0, 0]
  const { padding, outputPadding } = spreadPadding(
    node,
    [height, width],
    { ...sliding, padding: pads },
    added,
  )
  const output = node.reading.add(
    [node.reading.map(input, node.name)],
    {
      kind: 'conv2dTranspose',
      kernel: transposedKernel(weights, groups),
      bias: biasOf(node, own * groups),
      ...sliding,
      padding,
      outputPadding,
      groups,
    },
    node.name,
  )
  return node.gives(output, mapView(output.shape))
}

/** What is left out of the output, as told or such that it has the size told, or as many times the input as the stride. */
function spreadPadding(
  node: NodeContext,
  size: Pair,
  { kernelSize, strides, dilation, padding }: ReturnType<typeof slidingOf>,
  added: readonly number[],
): { readonly padding: Padding; readonly outputPadding: Pair } {
  if (added.length !== 2)
    throw node.malformed(`output_padding: expected two numbers, got [${added.join(', ')}]`)
  const auto = node.attributes.text('auto_pad', 'NOTSET')
  const told = node.attributes.integers('output_shape')?.slice(-2)
  const same = auto.startsWith('SAME') ? size.map((cells, axis) => cells * strides[axis]!) : undefined
  const wanted = told ?? same
  if (!wanted) return { padding, outputPadding: added as unknown as Pair }
  const sides = wanted.map((cells, axis) => {
    const extent = (kernelSize[axis]! - 1) * dilation[axis]! + 1
    const total = strides[axis]! * (size[axis]! - 1) + added[axis]! + extent - cells
    const half = Math.floor(total / 2)
    // The odd cell is left out at the end for SAME_UPPER, else at the beginning.
    return auto === 'SAME_UPPER' ? ([half, total - half] as const) : ([total - half, half] as const)
  })
  if (sides.flat().some((cells) => cells < 0))
    throw node.unsupported(`to an output of [${wanted.join(', ')}]`)
  return { padding: [...sides[0]!, ...sides[1]!], outputPadding: added as unknown as Pair }
}

/** @param axis - of the weights that goes through all input channels (0) or through those of a group (1) */
function weightsOf(node: NodeContext, channels: number, axis: 0 | 1) {
  const weights = node.constant(1)
  const groups = node.attributes.integer('group', 1)
  const { dims } = weights
  if (dims.length !== 4) throw node.unsupported(`with weights [${dims.join(', ')}]`)
  const inputs = axis === 1 ? dims[1]! * groups : dims[0]!
  const fits = groups >= 1 && inputs === channels && dims[0]! % groups === 0 && dims.every((size) => size > 0)
  if (fits) return { weights, groups }
  const got = `weights [${dims.join(', ')}] in ${groups} groups`
  throw node.malformed(`${got} do not fit its input of ${channels} channels`)
}

function biasOf(node: NodeContext, filters: number): Float32Array {
  const bias = node.optional(2)
  if (!bias) return new Float32Array(filters)
  const { data } = bias
  if (data.length === filters) return Float32Array.from(data)
  throw node.malformed(`expected a bias of ${filters} values, got ${data.length}`)
}

/** [I, O/groups, kh, kw] to [kh, kw, I/groups, O]. */
function transposedKernel({ dims, data }: Constant, groups: number): Float32Array {
  const [inputs, own, height, width] = dims as [number, number, number, number]
  const [taps, each, filters] = [height * width, inputs / groups, own * groups]
  const kernel = new Float32Array(data.length)
  for (let i = 0; i < inputs; i++) {
    const [group, within] = [Math.floor(i / each), i % each]
    for (let o = 0; o < own; o++) {
      for (let tap = 0; tap < taps; tap++) {
        kernel[(tap * each + within) * filters + group * own + o] = data[(i * own + o) * taps + tap]!
      }
    }
  }
  return kernel
}
