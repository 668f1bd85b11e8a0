import type { Pair } from '@umbra/occlusion-wasm'
import { activated } from '../graph/activations.js'
import { unsupported } from '../graph/graph-context.js'
import { constantInput, type NodeInputs } from '../graph/node-inputs.js'
import type { Constant, Live, Value } from '../graph/value.js'
import type { Windows } from '../graph/weighted.js'
import type { FlatTable } from './flat-table.js'

/** An operator about to be read, with what it reads. */
export interface OperatorNode extends NodeInputs {
  readonly options: FlatTable | undefined
}

/** Adds to the network what an operator does, and gives its outputs; a list where it has several. */
export type OperatorReader = (node: OperatorNode) => Value | readonly Value[]

/** A bias, which may be left out. */
export function biasInput(node: OperatorNode, index: number): Constant | undefined {
  return node.inputs[index] ? constantInput(node, index) : undefined
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
