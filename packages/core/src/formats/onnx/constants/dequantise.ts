import { countOf } from '../../graph/value.js'
import type { NodeContext } from '../node-context.js'
import { newNumbers } from './broadcast.js'
import { type Constant, constant } from './constant.js'

/** DequantizeLinear: (x − zero point)·scale, these for all values or for each along an axis. */
export function dequantised(node: NodeContext, [input, scale, zero]: readonly Constant[]): Constant {
  const { dims, data } = input!
  const [scales, zeros] = [scale!.data, zero?.data]
  if (node.attributes.integer('block_size', 0) !== 0) throw node.unsupported('in blocks')
  const single = scales.length === 1
  const axis = single ? 0 : node.axis(node.attributes.integer('axis', 1), dims.length)
  if ((!single && scales.length !== dims[axis]) || (zeros && zeros.length !== scales.length)) {
    throw node.malformed(`expected a scale and a zero point for each of ${dims[axis]}, got ${scales.length}`)
  }
  const inner = countOf(dims.slice(axis + 1))
  const made = newNumbers(node, 'float', data.length)
  for (let i = 0; i < data.length; i++) {
    const at = single ? 0 : Math.floor(i / inner) % scales.length
    made[i] = (data[i]! - (zeros?.[at] ?? 0)) * scales[at]!
  }
  return constant(dims, 'float', made)
}
