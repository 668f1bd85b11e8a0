import {
  checkedShapeOf,
  type LayerDescription,
  NetworkSize,
  type Operation,
  outputShapeOf,
  type Shape,
} from '@umbra/occlusion-wasm'

/** A value inside the network: the image, or what a layer gives. */
export interface NetworkValue {
  /** Of the layer that gives it; −1 is the image. */
  readonly index: number
  readonly shape: Shape
}

/** Collects layers in the order they are computed, with the shapes that reading the next ones takes. */
export class NetworkBuilder {
  readonly layers: LayerDescription[] = []
  /** Of what was read so far: a file may claim any size, and call a layer often. */
  readonly size = new NetworkSize()
  readonly #values: NetworkValue[] = []

  /**
   * Adds a layer that reads the values given.
   *
   * @param label - how messages call it, where its settings and weights are to be checked at once
   * @throws NetworkError
   */
  add(inputs: readonly NetworkValue[], operation: Operation, name: string, label?: string): NetworkValue {
    const layer = { ...operation, inputs: inputs.map(({ index }) => index), name }
    const shapes = inputs.map(({ shape }) => shape)
    const called = label ?? `layer "${name}"`
    const shape = (label === undefined ? outputShapeOf : checkedShapeOf)(layer, shapes, called)
    const weights = 'kernel' in operation ? operation.kernel.length : 0
    this.size.add(shape, weights, called)
    this.layers.push(layer)
    const value = { index: this.layers.length - 1, shape }
    this.#values.push(value)
    return value
  }

  /** What a layer gives; undefined for the image. */
  valueAt(index: number): NetworkValue | undefined {
    return this.#values[index]
  }
}
