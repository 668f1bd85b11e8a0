import type { Network } from './network.js'
import type { Gain } from './operations/operation-rules.js'
import { rulesOf } from './operations/table.js'

/** The largest finite float32. */
const LARGEST = 3.4028234663852886e38

/** Where a bound is not known of covered copies but of the uncovered image, these may be so many times as large. */
const MARGIN = 256

/**
 * Tells whether float32 holds the values of a network. Weights and pixels may be finite and their sums not, and what comes of
 * ∞ − ∞ does not always reach the scores: a ReLU or a maximum takes NaN for its other operand. The last layer is left out: what
 * overflows there is seen.
 */
export class OverflowGuard {
  readonly #layers: readonly GuardedLayer[]

  /** @param gains - of each layer */
  constructor({ layers }: Network, gains: readonly Gain[]) {
    this.#layers = layers.map(({ inputs }, index) => ({
      ...gains[index]!,
      inputs,
      last: index === layers.length - 1,
    }))
  }

  /**
   * Whether no image of such pixels can overflow: |Σ wx + b| ≤ Σ|w|·max|x| + |b|, layer after layer, and twice that for changes.
   *
   * @param pixel - largest magnitude of the image's and the baseline's values
   */
  surely(pixel: number): boolean {
    const bounds: number[] = []
    for (const { inputs, factor, offset, growth, last } of this.#layers) {
      const own = inputs.map((input) => (input < 0 ? pixel : bounds[input]!))
      const largest = inputs.length > 1 ? own.reduce((sum, bound) => sum + bound, 0) : own[0]!
      const bound = growth?.(largest, inputs.length) ?? factor * largest + offset
      if (!last && !(2 * bound < LARGEST)) return false
      bounds.push(bound)
    }
    return true
  }

  /**
   * Whether values that come up to `value` in the uncovered image leave room for the sums made of them, and for covered copies.
   *
   * @param value - largest magnitude of the pixels and of what the layers but the last make of them
   */
  withRoom(value: number): boolean {
    return this.#layers.every(({ inputs, factor, offset, room, last }) => {
      const most = room?.(value, inputs.length) ?? factor * inputs.length * value + offset
      return last || MARGIN * most < LARGEST
    })
  }
}

/** How much larger each layer may make values. */
export function gainsOf({ inputShape, layers }: Network): Gain[] {
  return layers.map((layer) => {
    const first = layer.inputs[0]!
    return rulesOf(layer, layer.kind).gain(layer, first < 0 ? inputShape : layers[first]!.outputShape)
  })
}

interface GuardedLayer extends Gain {
  readonly inputs: readonly number[]
  readonly last: boolean
}
