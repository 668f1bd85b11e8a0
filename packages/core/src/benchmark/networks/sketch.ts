import type { Activation, Operation, Padding, Pair } from '@umbra/occlusion-wasm'
import { NetworkBuilder, type NetworkValue } from '../../network/network-builder.js'

/** The settings of a convolution or pooling. Sizes and paddings that are numbers are those of both axes. */
export interface Sliding {
  readonly stride?: number
  /** Rows and columns added on each side; half of the window unless told, so that the map keeps its size. */
  readonly padding?: number | Pair
}

/**
 * A network as it is drawn layer by layer, its weights zeros until `drawWeights` fills them. Convolutions have the norm that follows
 * them in them, as networks are exported: what trained nets have as a norm of its own is `norm`.
 */
export class Sketch {
  readonly #builder = new NetworkBuilder()
  readonly image: NetworkValue

  /** @param size - rows and columns of the image, of three channels */
  constructor(size: number) {
    this.image = { index: -1, shape: [size, size, 3] }
  }

  get layers() {
    return this.#builder.layers
  }

  /** Convolution, norm, activation: by name, or none. @param window - rows and columns, or both */
  conv(
    x: NetworkValue,
    filters: number,
    window: number | Pair,
    activation?: Activation['name'],
    sliding: Sliding = {},
  ): NetworkValue {
    const [rows, columns] = bothAxes(window)
    const kernel = new Float32Array(rows * columns * x.shape[2]! * filters)
    const settings = { dilation: [1, 1], ...slidingOf([rows, columns], sliding) } as const
    const operation = { kind: 'conv2d', kernel, kernelSize: [rows, columns], ...settings } as const
    return this.activated(this.#add([x], { ...operation, bias: new Float32Array(filters) }), activation)
  }

  /** A convolution of every channel by itself, norm, activation. */
  depthwise(x: NetworkValue, window: number, activation: Activation['name'], stride: number): NetworkValue {
    const channels = x.shape[2]!
    const settings = { dilation: [1, 1], ...slidingOf([window, window], { stride }) } as const
    const weights = { kernel: new Float32Array(window * window * channels), bias: new Float32Array(channels) }
    const operation = { kind: 'depthwiseConv2d', kernelSize: [window, window], ...weights } as const
    return this.activated(this.#add([x], { ...operation, ...settings }), activation)
  }

  /** A norm that no convolution can take in. */
  norm(x: NetworkValue): NetworkValue {
    const channels = x.shape.at(-1)!
    const weights = { scale: new Float32Array(channels), shift: new Float32Array(channels) }
    return this.#add([x], { kind: 'scaleShift', ...weights })
  }

  dense(x: NetworkValue, units: number, activation?: Activation['name']): NetworkValue {
    const weights = { kernel: new Float32Array(x.shape[0]! * units), bias: new Float32Array(units) }
    return this.activated(this.#add([x], { kind: 'dense', ...weights }), activation)
  }

  activated(x: NetworkValue, name?: Activation['name']): NetworkValue {
    if (name === undefined) return x
    return this.#add([x], { kind: 'activation', activation: { name } as Activation })
  }

  /** @param padding - never the largest; counted as zeros by a mean, as torch does unless told */
  pool(
    kind: 'maxPool' | 'averagePool',
    x: NetworkValue,
    window: number,
    sliding: Sliding = {},
  ): NetworkValue {
    const { padding, strides } = slidingOf([window, window], sliding)
    const counted = kind === 'averagePool' && padding.some((cells) => cells > 0) ? { counted: padding } : {}
    return this.#add([x], { kind, windowSize: [window, window], strides, padding, ...counted })
  }

  globalAverage(x: NetworkValue): NetworkValue {
    return this.#add([x], { kind: 'globalAveragePool' })
  }

  flatten(x: NetworkValue): NetworkValue {
    return this.#add([x], { kind: 'flatten' })
  }

  add(...inputs: readonly NetworkValue[]): NetworkValue {
    return this.#add(inputs, { kind: 'add' })
  }

  /** A map times a factor for each channel. */
  gate(map: NetworkValue, factors: NetworkValue): NetworkValue {
    return this.#add([map, factors], { kind: 'multiply' })
  }

  /** Channels of maps of one size side by side. */
  concat(...inputs: readonly NetworkValue[]): NetworkValue {
    return this.#add(inputs, { kind: 'concat', axis: 2 })
  }

  #add(inputs: readonly NetworkValue[], operation: Operation): NetworkValue {
    return this.#builder.add(inputs, operation, `${operation.kind} ${this.layers.length}`)
  }
}

function slidingOf([rows, columns]: Pair, { stride = 1, padding }: Sliding) {
  const [vertical, horizontal] = bothAxes(padding ?? [rows >> 1, columns >> 1])
  return {
    strides: [stride, stride] satisfies Pair,
    padding: [vertical, vertical, horizontal, horizontal] satisfies Padding,
  }
}

function bothAxes(size: number | Pair): Pair {
  return typeof size === 'number' ? [size, size] : size
}
