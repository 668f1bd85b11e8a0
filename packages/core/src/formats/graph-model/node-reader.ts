import type { Activation, Padding, Pair } from '@umbra/occlusion-wasm'
import { unsupported } from '../graph/graph-context.js'
import type { NodeInputs } from '../graph/node-inputs.js'
import { shapeText, type Value } from '../graph/value.js'
import type { Windows } from '../graph/weighted.js'
import type { Attributes } from './attributes.js'

/** A node about to be read, with what it reads. */
export interface GraphNode extends NodeInputs {
  readonly inputs: readonly Value[]
  readonly attributes: Attributes
}

/** Adds to the network what a node does, and gives its outputs; a list where it has several. */
export type NodeReader = (node: GraphNode) => Value | readonly Value[]

/** How a convolution or pooling lies over a map of [N, H, W, C]. @throws UnsupportedLayerError for other orders of axes */
export function windowsOf(node: GraphNode): Windows {
  const { attributes } = node
  requireChannelsLast(node)
  return {
    strides: spatial(node, 'strides'),
    dilation: spatial(node, 'dilations'),
    padding: paddingOf(node, attributes.text('padding', 'VALID')),
  }
}

export function requireChannelsLast(node: GraphNode): void {
  const format = node.attributes.text('data_format', 'NHWC')
  if (format !== 'NHWC') throw unsupported(node, `has data format ${format}, expected NHWC`)
}

/** Axes of one place that a Squeeze leaves out; none for all of them. */
export function squeezedAxes({ attributes }: GraphNode): number[] {
  const axes = attributes.numbers('squeeze_dims')
  return axes.length > 0 ? axes : attributes.numbers('axis')
}

/** Whether a type, by its name or number, is one of floating-point numbers of 16, 32 or 64 bits. */
export function isFloat(type: string | number | undefined): boolean {
  return ['DT_FLOAT', 'DT_HALF', 'DT_DOUBLE', 1, 19, 2].includes(type ?? '')
}

/** The middle two of a list of four sizes; 1 and 1 where it is absent. */
export function spatial(node: GraphNode, name: string): Pair {
  const sizes = node.attributes.numbers(name)
  if (sizes.length === 0) return [1, 1]
  const [batch, rows, columns, channels] = sizes
  if (sizes.length !== 4 || batch !== 1 || channels !== 1)
    throw unsupported(node, `has ${name} ${shapeText(sizes)}`)
  return [rows!, columns!]
}

function paddingOf(node: GraphNode, padding: string): 'same' | 'valid' | Padding {
  const lower = padding.toLowerCase()
  if (lower === 'same' || lower === 'valid') return lower
  if (lower !== 'explicit') throw unsupported(node, `has padding ${padding}`)
  const sides = node.attributes.numbers('explicit_paddings')
  const outer = [...sides.slice(0, 2), ...sides.slice(6)]
  if (sides.length !== 8 || outer.some((zeros) => zeros !== 0))
    throw unsupported(node, `pads by ${shapeText(sides)}`)
  return sides.slice(2, 6) as unknown as Padding
}

/** Activations by the names of TensorFlow's operations; those with settings are made from a node's. */
export const activations: Readonly<Record<string, (node: GraphNode) => Activation>> = {
  Relu: () => ({ name: 'relu' }),
  Relu6: () => ({ name: 'relu6' }),
  Elu: () => ({ name: 'elu', alpha: 1 }),
  Selu: () => ({ name: 'selu' }),
  Tanh: () => ({ name: 'tanh' }),
  Softplus: () => ({ name: 'softplus' }),
  Softsign: () => ({ name: 'softsign' }),
  Exp: () => ({ name: 'exponential' }),
  Log: () => ({ name: 'log' }),
  Sqrt: () => ({ name: 'sqrt' }),
  Rsqrt: () => ({ name: 'power', exponent: -0.5 }),
  Square: () => ({ name: 'square' }),
  Abs: () => ({ name: 'abs' }),
  Reciprocal: () => ({ name: 'reciprocal' }),
  Erf: () => ({ name: 'erf' }),
}
