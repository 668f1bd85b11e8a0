import { NetworkError } from './network-error.js'
import type { Shape } from './shape.js'

/** Most values of the image or of a layer: 1 GiB of floats. */
export const MOST_VALUES = 2 ** 28
/** Most bytes of all weights and all layers' values together: what a kernel's memory holds. */
const MOST_BYTES = 2 ** 31
/** Kernels keep the corners of a window in 16 bits each. */
const LONGEST_SIDE = 65_535
const MOST_LAYERS = 10_000

/** Adds up what a network takes, so that one that claims any size is refused before any of it is reserved. */
export class NetworkSize {
  #bytes = 0
  #layers = 0

  /**
   * Counts what a layer gives and its weights.
   *
   * @param shape - of what it gives
   * @param weights - how many it has
   * @throws NetworkError `MODEL_TOO_LARGE`
   */
  add(shape: Shape, weights: number, label: string): void {
    const values = shape.reduce((product, size) => product * size, 1)
    if (!(values <= MOST_VALUES)) {
      throw tooLarge(label, `${shape.join('×')} values are more than ${MOST_VALUES}`)
    }
    // Kernels keep channels in whole vectors of four.
    const channels = shape.at(-1) ?? 1
    this.#bytes +=
      4 * ((shape.length === 3 ? (values / channels) * Math.ceil(channels / 4) * 4 : values) + weights)
    if (!(this.#bytes <= MOST_BYTES)) {
      throw tooLarge(label, 'up to here the weights and the values of all layers take more than 2 GiB')
    }
  }

  /** Counts an image. @param shape - [H, W, C] @throws NetworkError `MODEL_TOO_LARGE` */
  addImage(shape: Shape, label: string): void {
    this.add(shape, 0, label)
    const side = Math.max(shape[0]!, shape[1]!)
    if (side > LONGEST_SIDE) throw tooLarge(label, `a side of ${side} pixels is longer than ${LONGEST_SIDE}`)
  }

  /** Counts one more layer that is read, whether or not anything comes of it. @throws NetworkError `MODEL_TOO_LARGE` */
  addLayer(label: string): void {
    this.#layers++
    if (this.#layers > MOST_LAYERS) throw tooLarge(label, `a model has at most ${MOST_LAYERS} layers`)
  }
}

function tooLarge(label: string, what: string): NetworkError {
  return new NetworkError('MODEL_TOO_LARGE', `${label}: ${what}`)
}
