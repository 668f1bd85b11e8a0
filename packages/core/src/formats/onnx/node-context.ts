import type { NodeProto } from 'onnx-buf'
import type { NetworkValue } from '../../network/network-builder.js'
import { UnsupportedLayerError } from '../unsupported-layer-error.js'
import { Attributes } from './attributes.js'
import type { Constant } from './constants/constant.js'
import { malformed } from './faults.js'
import type { Reading } from './reading.js'
import { type Feature, feature, type Tensor } from './tensor.js'
import { dimsOf, type View } from './view.js'

/** A node, what it reads, and what its layers are added to. */
export class NodeContext {
  /** `Conv`; of another domain than ONNX's with that in front. */
  readonly operator: string
  /** What to call its layers: its own name, or what it gives. */
  readonly name: string
  /** In messages: `Conv "features.0"`. */
  readonly where: string
  readonly attributes: Attributes
  /** How many outputs it has. */
  readonly outputs: number
  readonly inputs: readonly (Tensor | undefined)[]
  /** Version of ONNX's operators that the file is written in. */
  readonly opset: number
  readonly reading: Reading

  constructor(node: NodeProto, inputs: readonly (Tensor | undefined)[], opset: number, reading: Reading) {
    this.operator = operatorOf(node)
    this.name = node.name || node.output[0] || this.operator
    this.where = whereOf(node)
    this.attributes = new Attributes(node.attribute, this.where)
    this.outputs = node.output.length
    this.inputs = inputs
    this.opset = opset
    this.reading = reading
  }

  /** An input that depends on the image, with all done to it. @throws UnsupportedLayerError for one that is constant */
  feature(index = 0): Feature {
    const value = this.any(index)
    if (value.kind === 'constant') throw this.unsupported(`whose input ${index} is constant,`)
    return value.head ? value.head.computed() : value
  }

  /** @throws InputError MODEL_ONNX where there is none */
  any(index = 0): Tensor {
    const value = this.inputs[index]
    if (!value) throw this.malformed(`expected an input ${index}`)
    return value
  }

  /** An input that does not depend on the image; undefined where it is left out. @throws UnsupportedLayerError */
  optional(index: number): Constant | undefined {
    const value = this.inputs[index]
    if (value?.kind === 'feature') throw this.unsupported(`whose input ${index} depends on the image,`)
    return value
  }

  /** @throws InputError MODEL_ONNX where there is none */
  constant(index: number): Constant {
    const value = this.optional(index)
    if (!value) throw this.malformed(`expected an input ${index}`)
    return value
  }

  /** Whole numbers of a constant input; undefined where it is left out. */
  integers(index: number): number[] | undefined {
    const value = this.optional(index)
    return value && Array.from(value.data)
  }

  /** Whole numbers that older versions have as an attribute, newer ones as an input. */
  setting(name: string, index: number): readonly number[] | undefined {
    return this.attributes.integers(name) ?? this.integers(index)
  }

  /** An axis counted from the front. @throws InputError MODEL_ONNX */
  axis(axis: number, rank: number): number {
    const counted = axis < 0 ? axis + rank : axis
    if (Number.isInteger(counted) && counted >= 0 && counted < rank) return counted
    throw this.malformed(`expected an axis from ${-rank} to ${rank - 1}, got ${axis}`)
  }

  /** Sizes of an input [N, C, H, W]. @throws UnsupportedLayerError for maps of other ranks, or more than one image */
  mapDims(input: Feature): readonly [batch: number, channels: number, height: number, width: number] {
    const dims = dimsOf(input.view)
    if (dims.length === 4 && dims[0] === 1) return dims as [number, number, number, number]
    throw this.unsupported(`of [${dims.join(', ')}] where images are [1, C, H, W],`)
  }

  /** What a layer of the network gives, as a tensor of this node. */
  gives(value: NetworkValue, view: View): Feature {
    return feature(value, view)
  }

  malformed(what: string) {
    return malformed(this.where, what)
  }

  /** @param what - of it is not supported; nothing where it is the operator */
  unsupported(what = ''): UnsupportedLayerError {
    return new UnsupportedLayerError(`${this.where}${what ? `, ${what.replace(/,$/, '')}` : ''}`)
  }
}

export function operatorOf({ domain, opType }: NodeProto): string {
  return domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`
}

export function whereOf(node: NodeProto): string {
  return `${operatorOf(node)} "${node.name || node.output[0] || ''}"`
}
