import type { Pair } from '@umbra/occlusion-wasm'
import { activated } from '../graph/activations.js'
import { listOf } from '../graph/constants.js'
import { malformed, type NodeContext, unsupported } from '../graph/graph-context.js'
import type { Constant, Live, Value } from '../graph/value.js'
import type { Windows } from '../graph/weighted.js'
import type { FlatTable } from './flat-table.js'

/** An operator about to be read, with what it reads. */
export interface OperatorNode extends NodeContext {
  /** Undefined for one left out. */
  readonly inputs: readonly (Value | undefined)[]
  readonly options: FlatTable | undefined
}

/** Adds to the network what an operator does, and gives its outputs; a list where it has several. */
export type OperatorReader = (node: OperatorNode) => Value | readonly Value[]

export function inputAt(node: OperatorNode, index: number): Value {
  const input = node.inputs[index]
  if (input) return input
  throw malformed(node, `expected an input ${index}, got ${node.inputs.length} inputs`)
}

/** An input that depends on the image. */
export function liveInput(node: OperatorNode, index: number): Live {
  const input = inputAt(node, index)
  if (input.kind === 'live') return input
  throw unsupported(node, `reads a constant as its input ${index}`)
}

/** An input that is known before any image. */
export function constantInput(node: OperatorNode, index: number): Constant {
  const input = inputAt(node, index)
  if (input.kind === 'constant') return input
  throw unsupported(node, `reads as its input ${index} what depends on the image`)
}

/** A bias, which may be left out. */
export function biasInput(node: OperatorNode, index: number): Constant | undefined {
  return node.inputs[index] ? constantInput(node, index) : undefined
}

/** A short list of whole numbers that is an operator's input, such as axes or a shape. */
export function listInput(node: OperatorNode, index: number): number[] {
  return listOf(node, constantInput(node, index))
}

/** The one number that an operator's input is. */
export function numberInput(node: OperatorNode, index: number): number {
  const { values } = constantInput(node, index)
  if (values.length === 1) return values[0]!
  throw unsupported(node, `has ${values.length} numbers as its input ${index}`)
}

/** The part of an operator's settings about windows: padding, then strides [width, height] from field 1 on. */
export function windowsOf({ options }: OperatorNode, dilation: Pair = [1, 1]): Windows {
  return {
    padding: options?.byte(0) === 1 ? 'valid' : 'same',
    strides: [options?.int(2) ?? 0, options?.int(1) ?? 0],
    dilation,
  }
}

/** The activation that an operator applies after its own work. @param field - of its settings that names it */
export function fused(node: OperatorNode, field: number, value: Live): Live {
  switch (node.options?.byte(field) ?? 0) {
    case 0:
      return value
    case 1:
      return activated(node, value, { name: 'relu' })
    case 2:
      return activated(node, value, { name: 'clip', least: -1, most: 1 })
    case 3:
      return activated(node, value, { name: 'relu6' })
    case 4:
      return activated(node, value, { name: 'tanh' })
  }
  throw unsupported(node, `ends in activation ${node.options?.byte(field)}`)
}
