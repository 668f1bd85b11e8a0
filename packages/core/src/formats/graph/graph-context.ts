import type { Operation } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import type { NetworkBuilder, NetworkValue } from '../../network/network-builder.js'
import { UnsupportedLayerError } from '../unsupported-layer-error.js'
import { countOf, type Live, shapeText } from './value.js'

/** A node about to be read: what it is called, and where its operations go. */
export interface GraphContext {
  readonly op: string
  readonly name: string
  readonly builder: NetworkBuilder
}

/** What of a node a `Network` cannot say: `Einsum "attention" has …`. */
export function unsupported({ op, name }: GraphContext, what = 'is not supported'): UnsupportedLayerError {
  return new UnsupportedLayerError(`node "${name}", of operation ${op}, ${what}`)
}

/** A node that no graph can hold. */
export function malformed({ op, name }: GraphContext, what: string): InputError {
  return new InputError('MODEL_TOPOLOGY', `node "${name}", of operation ${op}: ${what}`)
}

/** Adds an operation, and gives its values the shape that the file has for them. */
export function added(
  { builder, name }: GraphContext,
  inputs: readonly NetworkValue[],
  operation: Operation,
  shape: (value: NetworkValue) => readonly number[],
): Live {
  const value = builder.add(inputs, operation, name)
  return { kind: 'live', value, shape: shape(value) }
}

/** Values in a shape of the network's: [H, W, C] or [n]. */
export function inShape(
  { builder, name }: GraphContext,
  value: NetworkValue,
  shape: readonly number[],
): NetworkValue {
  if (value.shape.length === shape.length && value.shape.every((size, axis) => size === shape[axis]))
    return value
  return builder.add([value], shape.length === 1 ? { kind: 'flatten' } : { kind: 'reshape', shape }, name)
}

/** The feature maps [H, W, C] of a tensor [1, H, W, C]. @throws UnsupportedLayerError for any other */
export function mapOf(context: GraphContext, input: Live): NetworkValue {
  const { shape, value } = settled(context, input)
  if (shape.length === 4 && shape[0] === 1) return inShape(context, value, shape.slice(1))
  throw unsupported(context, `reads a tensor of shape ${shapeText(shape)}, not feature maps of one image`)
}

/** As `mapOf`, or as a vector where only the last axis is long; whatever lies before two axes and more becomes rows. */
export function byChannel(context: GraphContext, input: Live): NetworkValue {
  const { shape, value } = settled(context, input)
  if (shape.length === 4 && shape[0] === 1) return inShape(context, value, shape.slice(1))
  const channels = shape.at(-1) ?? 1
  const rows = countOf(shape) / channels
  return inShape(context, value, rows === 1 ? [channels] : [rows, 1, channels])
}

/** What is applied to a value alone, in whatever shape it is, leaving the tensor's shape. */
export function elementwise(context: GraphContext, input: Live, operation: Operation): Live {
  return added(context, [settled(context, input).value], operation, () => input.shape)
}

/** A value with the softmax or sigmoid it waits for applied: something other than the end of the graph reads it. */
export function settled(context: GraphContext, input: Live): Live {
  const { pending, ...rest } = input
  if (!pending) return input
  const before = applied.get(input)
  if (before) return before
  const name = pending.node
  const at = { ...context, name }
  const value =
    pending.kind === 'softmax'
      ? context.builder.add(
          [byChannel(at, { ...rest, shape: pending.shape })],
          { kind: pending.logarithm ? 'logSoftmax' : 'softmax' },
          name,
        )
      : context.builder.add(
          [input.value],
          { kind: 'activation', activation: { name: pending.logarithm ? 'logSigmoid' : 'sigmoid' } },
          name,
        )
  const result = { ...rest, value, ending: `${MADE_OF_PROBABILITIES} "${name}"` }
  applied.set(input, result)
  return result
}

/** How the ending of what probabilities went into begins. */
export const MADE_OF_PROBABILITIES = 'they are made of the probabilities of node'

/** Several nodes may read one sigmoid. */
const applied = new WeakMap<Live, Live>()
