import type { Activation, Layer } from './layer.js'
import type { Network } from './network.js'

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

  constructor({ layers }: Network) {
    this.#layers = layers.map((layer, index) => ({
      inputs: layer.inputs,
      factor: factorOf(layer),
      offset: offsetOf(layer),
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
    for (const { inputs, factor, offset, last } of this.#layers) {
      const own = inputs.map((input) => (input < 0 ? pixel : bounds[input]!))
      const largest = inputs.length > 1 ? own.reduce((sum, bound) => sum + bound, 0) : own[0]!
      const bound = factor * largest + offset
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
    return this.#layers.every(
      ({ inputs, factor, offset, last }) =>
        last || MARGIN * (factor * inputs.length * value + offset) < LARGEST,
    )
  }
}

interface GuardedLayer {
  readonly inputs: readonly number[]
  /** The layer's output is at most factor · input + offset in magnitude. */
  readonly factor: number
  readonly offset: number
  readonly last: boolean
}

/** Of a layer with weights: the largest Σ|w| of an output. */
function factorOf(layer: Layer): number {
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense': {
      const sums = new Float64Array(layer.bias.length)
      layer.kernel.forEach((weight, i) => {
        sums[i % sums.length]! += Math.abs(weight)
      })
      return sums.reduce((most, sum) => Math.max(most, sum), 0)
    }
    case 'scaleShift':
      return largestMagnitude(layer.scale)
    case 'activation':
      return steepness(layer.activation)
    default:
      return 1
  }
}

function offsetOf(layer: Layer): number {
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense':
      return largestMagnitude(layer.bias)
    case 'scaleShift':
      return largestMagnitude(layer.shift)
    case 'activation':
      return 2 * slopeOf(layer.activation)
    default:
      return 0
  }
}

/** An activation is at most this many times as large as what it is given, plus a little. */
function steepness(activation: Activation): number {
  return activation.name === 'selu' ? 1.06 : slopeOf(activation)
}

function slopeOf(activation: Activation): number {
  return 'alpha' in activation ? Math.max(1, Math.abs(activation.alpha)) : 1
}

/** The largest magnitude of some values; NaN where one is NaN. */
export function largestMagnitude(values: Float32Array): number {
  let largest = 0
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]!)
    if (!(magnitude <= largest)) largest = magnitude
  }
  return largest
}
