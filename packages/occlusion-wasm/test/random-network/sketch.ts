import type { LayerDescription, Operation } from '../../src/network/layer.js'
import { outputShapeOf } from '../../src/network/output-shape.js'
import type { Shape } from '../../src/network/shape.js'
import type { Dice } from '../dice.js'

export type MapShape = readonly [height: number, width: number, channels: number]

/** Layers so far, each reading the one before unless said otherwise, and the shape they have come to. */
export class Sketch {
  readonly inputShape: MapShape
  readonly layers: LayerDescription[] = []
  readonly dice: Dice
  readonly #shapes: Shape[] = []

  constructor(dice: Dice, inputShape: MapShape) {
    this.dice = dice
    this.inputShape = inputShape
  }

  get shape(): Shape {
    return this.#shapes.at(-1) ?? this.inputShape
  }

  /** @param layer - its index; −1 is the image */
  shapeOf(layer: number): Shape {
    return layer < 0 ? this.inputShape : this.#shapes[layer]!
  }

  add(layer: Operation, inputs: readonly number[] = [this.layers.length - 1]): void {
    const shapes = inputs.map((input) => this.shapeOf(input))
    this.layers.push({ ...layer, inputs })
    this.#shapes.push(outputShapeOf({ ...layer, inputs }, shapes, layer.kind))
  }
}
