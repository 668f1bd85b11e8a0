import type { Operation, Padding } from '@umbra/occlusion-wasm'
import type { NodeContext } from '../node-context.js'
import { dimsOf } from '../view.js'
import { fromLayout, inLayout, layoutOf } from './layout.js'
import type { Operator } from './operator.js'
import { chosen } from './selection.js'

type PadMode = Extract<Operation, { kind: 'pad' }>['mode']

/** Names of what lies around a map, as numpy.pad has them. */
const modes: Readonly<Record<string, PadMode>> = { constant: 'constant', reflect: 'reflect', edge: 'edge' }

/** Pad along the axes of height and width. */
export const pad: Operator = (node) => {
  const input = node.feature()
  const dims = dimsOf(input.view)
  const order = layoutOf(node, input.view)
  const sides = sidesOf(node, dims.length)
  const taken = sides.map(([before, after]) => [Math.max(0, -before), Math.max(0, -after)] as const)
  const cut = taken.reduce((value, [before, after], axis) => {
    const indices = Array.from({ length: dims[axis]! - before - after }, (_, i) => before + i)
    return chosen(node, value, axis, indices)
  }, input)
  const added = sides.map(([before, after]) => [Math.max(0, before), Math.max(0, after)] as const)
  if (added.every(([before, after]) => before + after === 0)) return cut
  const [rows, columns] = order.length === 3 ? order : [-1, -1]
  if (added.some(([before, after], axis) => before + after > 0 && axis !== rows && axis !== columns)) {
    throw node.unsupported(`of other axes than height and width of [${dims.join(', ')}]`)
  }
  const padding: Padding = [...added[rows!]!, ...added[columns!]!]
  const output = node.reading.add([inLayout(node, cut, order)], paddingOf(node, padding), node.name)
  const sizes = dimsOf(cut.view).map((size, axis) => size + added[axis]![0] + added[axis]![1])
  return fromLayout(node, output, sizes, order)
}

function paddingOf(node: NodeContext, padding: Padding): Operation {
  const given = node.attributes.text('mode', 'constant')
  const mode = Object.hasOwn(modes, given) ? modes[given] : undefined
  if (!mode) throw node.unsupported(`by ${given}`)
  if (mode !== 'constant') return { kind: 'pad', padding, mode }
  const value = node.optional(2)?.data[0] ?? node.attributes.number('value', 0)
  return value === 0 ? { kind: 'zeroPad', padding } : { kind: 'pad', padding, mode, value }
}

/** Cells before and behind each axis. */
function sidesOf(node: NodeContext, rank: number): (readonly [before: number, after: number])[] {
  const pads = node.setting('pads', 1) ?? []
  const axes = (node.integers(3) ?? Array.from({ length: rank }, (_, axis) => axis)).map((axis) =>
    node.axis(axis, rank),
  )
  if (pads.length !== 2 * axes.length) {
    throw node.malformed(`pads: expected ${2 * axes.length} numbers, got [${pads.join(', ')}]`)
  }
  return Array.from({ length: rank }, (_, axis) => {
    const at = axes.indexOf(axis)
    return at < 0 ? ([0, 0] as const) : ([pads[at]!, pads[at + axes.length]!] as const)
  })
}
