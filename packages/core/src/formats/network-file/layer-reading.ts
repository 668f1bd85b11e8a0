import type { Operation } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import type { NetworkBuilder, NetworkValue } from '../../network/network-builder.js'
import type { LayerFile } from './layer-schemas.js'
import type { Layout } from './layouts.js'
import type { Value } from './value.js'
import type { WeightSource } from './weight-source.js'

/** What reading a layer takes. */
export interface LayerReading<L extends LayerFile = LayerFile> {
  readonly layer: L
  /** How messages call it: `layers.3, conv2d "features.0"`. */
  readonly label: string
  /** Its own name, or one made of its kind. */
  readonly name: string
  readonly inputs: readonly Value[]
  readonly input: Value
  readonly layout: Layout
  readonly weights: WeightSource
  readonly builder: NetworkBuilder
}

/** A layer that makes no sense where it stands. */
export function refuse(label: string, what: string): InputError {
  return new InputError('NETWORK_LAYER', `${label}: ${what}`)
}

/** What adding an operation takes. */
export type Adding = Pick<LayerReading, 'builder' | 'name' | 'label'>

/** Adds an operation to the network. @throws NetworkError for settings, weights or shapes that do not fit */
export function added(
  { builder, name, label }: Adding,
  inputs: readonly NetworkValue[],
  operation: Operation,
): NetworkValue {
  return builder.add(inputs, operation, name, label)
}

/** [H, W, C] of what a layer reads. */
export function mapShapeOf({ input, label }: LayerReading): readonly [number, number, number] {
  const { shape } = input
  if (shape.length === 3) return shape as unknown as readonly [number, number, number]
  const got = shape.length === 1 ? `${shape[0]} values in a row` : `${shape.join('×')} values`
  throw refuse(label, `reads ${got}, expected a feature map`)
}

/** What a layer gives that makes no new values of those it reads, but perhaps another shape: it ends in what they end in. */
export function passing(reading: Adding, input: Value, operation: Operation): Value {
  const value = { ...input, ...added(reading, [input], operation) }
  const { logits } = input
  return logits
    ? { ...value, logits: { ...logits, value: passing(reading, logits.value, operation) } }
    : value
}

/** Several layers may read one vector that lies in another order. */
const ordered = new WeakMap<Value, Value>()

/** A value as the file has it: the vector of a flattened map in the order of its source. */
export function inOrder(reading: Adding, given: Value): Value {
  const { order, logits: _, ...value } = given
  if (!order) return given
  const known = ordered.get(given)
  if (known) return known
  const places = added(reading, [value], { kind: 'reshape', shape: [order.pixels, order.channels] })
  const turned = added(reading, [places], { kind: 'transpose', axes: [1, 0] })
  const result = { ...value, ...added(reading, [turned], { kind: 'flatten' }) }
  ordered.set(given, result)
  return result
}
