import { listOf } from './constants.js'
import { type GraphContext, malformed, unsupported } from './graph-context.js'
import type { Constant, Live, Value } from './value.js'

/** A node about to be read, with what it reads. */
export interface NodeInputs extends GraphContext {
  /** Undefined for one left out. */
  readonly inputs: readonly (Value | undefined)[]
}

/** @throws InputError `MODEL_TOPOLOGY` where there is none */
export function inputAt(node: NodeInputs, index: number): Value {
  const input = node.inputs[index]
  if (input) return input
  throw malformed(node, `expected an input ${index}, got ${node.inputs.length} inputs`)
}

/** An input that depends on the image. @throws UnsupportedLayerError for a constant */
export function liveInput(node: NodeInputs, index: number): Live {
  const input = inputAt(node, index)
  if (input.kind === 'live') return input
  throw unsupported(node, `reads a constant as its input ${index}`)
}

/** All inputs of a node whose every one depends on the image, or so many of the first. */
export function liveInputs(node: NodeInputs, count = node.inputs.length): Live[] {
  return Array.from({ length: count }, (_, index) => liveInput(node, index))
}

/** An input that is known before any image. @throws UnsupportedLayerError for one that depends on it */
export function constantInput(node: NodeInputs, index: number): Constant {
  const input = inputAt(node, index)
  if (input.kind === 'constant') return input
  throw unsupported(node, `reads as its input ${index} what depends on the image`)
}

/** As `liveInputs`, of constants. */
export function constantInputs(node: NodeInputs, count = node.inputs.length): Constant[] {
  return Array.from({ length: count }, (_, index) => constantInput(node, index))
}

/** A short list of whole numbers that is a node's input, such as axes or a shape. */
export function listInput(node: NodeInputs, index: number): number[] {
  return listOf(node, constantInput(node, index))
}

/** The one number that a node's input is, which may stand there more than once. @throws UnsupportedLayerError for several */
export function numberInput(node: NodeInputs, index: number): number {
  const { values } = constantInput(node, index)
  const [number] = values
  if (number !== undefined && values.every((value) => value === number)) return number
  throw unsupported(node, `has ${values.length} numbers as its input ${index}`)
}
