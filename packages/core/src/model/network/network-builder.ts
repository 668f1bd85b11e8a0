import { type LayerDescription, type Operation, outputShapeOf, type Shape } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import type { LayerJson } from './topology.js'

/** A value inside the network: the image, or what a layer gives. */
export interface Value {
  /** Of the layer that gives it; −1 is the image. */
  readonly index: number
  readonly shape: Shape
  /** The layer that would have taken a softmax of it. Nothing may follow that. */
  readonly softmax?: LayerJson
}

/** Most values an image or a layer may have, 1 GiB of floats: a file may claim any size. */
const MOST_VALUES = 2 ** 28

/** @throws InputError `MODEL_TOO_LARGE` */
export function requireBounded(shape: Shape, label: string): void {
  if (shape.reduce((product, size) => product * size, 1) <= MOST_VALUES) return
  throw new InputError('MODEL_TOO_LARGE', `${label}: ${shape.join('×')} values are more than ${MOST_VALUES}`)
}

/** Collects layers in the order they are computed, with the shapes that reading the next ones takes. */
export class NetworkBuilder {
  readonly layers: LayerDescription[] = []

  /** Adds a layer that reads the values given. */
  add(inputs: readonly Value[], operation: Operation, name: string): Value {
    const layer = { ...operation, inputs: inputs.map(({ index }) => index), name }
    const shapes = inputs.map(({ shape }) => shape)
    const shape = outputShapeOf(layer, shapes, `layer "${name}"`)
    requireBounded(shape, `layer "${name}"`)
    this.layers.push(layer)
    return { index: this.layers.length - 1, shape }
  }
}
