/** Sizes of one value, without the batch axis: [H, W, C] of feature maps, [n] of a vector. */
export type Shape = readonly number[]

/** Rows or columns, then: [vertical, horizontal]. */
export type Pair = readonly [vertical: number, horizontal: number]

/** Zeros (or, in pooling, nothing) added around a feature map. */
export type Padding = readonly [top: number, bottom: number, left: number, right: number]

/** A nonlinearity, applied to each value alone. Formulae are in `reference/activation-function.ts`. */
export type Activation =
  | {
      readonly name:
        | 'linear'
        | 'relu'
        | 'relu6'
        | 'selu'
        | 'sigmoid'
        | 'tanh'
        | 'softplus'
        | 'swish'
        /** Hendrycks and Gimpel (2016), through the error function. */
        | 'gelu'
        /** The same, through their approximation by tanh. */
        | 'geluTanh'
        /** x·min(max(x/6 + 1/2, 0), 1), of MobileNetV3 (Howard et al., 2019). */
        | 'hardSwish'
        /** Misra (2019). */
        | 'mish'
        | 'softsign'
        | 'exponential'
        | 'logSigmoid'
        | 'tanhShrink'
    }
  | {
      readonly name: 'leakyRelu' | 'elu' | 'celu'
      /** The slope below zero (leakyRelu), or the limit −alpha far below it (elu; celu, which is smooth, above 0). */
      readonly alpha: number
    }
  | {
      /** x, but no more than the limit, above the threshold; (x − threshold)·slope up to it. */
      readonly name: 'thresholdRelu'
      readonly negativeSlope: number
      /** 0 or more. */
      readonly threshold: number
      /** Infinity for none. */
      readonly limit: number
    }
  | {
      /** slope·x + 1/2, held within 0 … 1. */
      readonly name: 'hardSigmoid'
      readonly slope: number
    }
  | {
      /** x, held within least … most. */
      readonly name: 'clip'
      readonly least: number
      readonly most: number
    }
  | {
      /** 0 within −threshold … threshold; beyond it x (hardShrink), or x drawn in by the threshold (softShrink). */
      readonly name: 'softShrink' | 'hardShrink'
      /** 0 or more. */
      readonly threshold: number
    }

/** Sum over a window of kernel values times inputs, and over input channels; plus a bias. */
export interface Conv2d {
  readonly kind: 'conv2d'
  /** float32 [kh, kw, Cin, Cout]. */
  readonly kernel: Float32Array
  readonly kernelSize: Pair
  /** float32 [Cout]; zeros where there is none. */
  readonly bias: Float32Array
  readonly strides: Pair
  readonly dilation: Pair
  readonly padding: Padding
}

/** As `conv2d`, but each input channel has filters of its own: output channel c·M + m reads input channel c. */
export interface DepthwiseConv2d {
  readonly kind: 'depthwiseConv2d'
  /** float32 [kh, kw, Cin, M]. */
  readonly kernel: Float32Array
  readonly kernelSize: Pair
  /** float32 [Cin·M]. */
  readonly bias: Float32Array
  readonly strides: Pair
  readonly dilation: Pair
  readonly padding: Padding
}

/** A vector times a matrix, plus a bias. */
export interface Dense {
  readonly kind: 'dense'
  /** float32 [n, units]. */
  readonly kernel: Float32Array
  /** float32 [units]. */
  readonly bias: Float32Array
}

/** A factor and an offset for each channel (the last axis): what batch normalisation is once trained. */
export interface ScaleShift {
  readonly kind: 'scaleShift'
  /** float32 [C]. */
  readonly scale: Float32Array
  /** float32 [C]. */
  readonly shift: Float32Array
}

export interface ActivationLayer {
  readonly kind: 'activation'
  readonly activation: Activation
}

/** The largest value, or the mean, of each window and channel. Padding counts for neither: the mean divides by real values. */
export interface Pool {
  readonly kind: 'maxPool' | 'averagePool'
  readonly windowSize: Pair
  readonly strides: Pair
  /** Smaller than the window on every side, so that no window lies in padding alone. */
  readonly padding: Padding
}

/** The largest value, or the mean, of each channel: [H, W, C] to [C]. */
export interface GlobalPool {
  readonly kind: 'globalMaxPool' | 'globalAveragePool'
}

export interface ZeroPad {
  readonly kind: 'zeroPad'
  readonly padding: Padding
}

/** A map without its outer rows and columns. */
export interface Crop {
  readonly kind: 'crop'
  /** Rows and columns left out on each side. */
  readonly cropping: Padding
}

/**
 * A map of another height and width, by half-pixel centres: row y of the output lies at (y + 1/2)·H/H' − 1/2 of the input. There
 * the nearest row is taken, or the two around it are blended; columns alike. Not antialiased.
 */
export interface Resize {
  readonly kind: 'resize'
  readonly size: Pair
  readonly interpolation: 'nearest' | 'bilinear'
}

/** The same values in the same order as one vector. */
export interface Flatten {
  readonly kind: 'flatten'
}

/** The same values in the same order under another shape. */
export interface Reshape {
  readonly kind: 'reshape'
  readonly shape: Shape
}

/** The sum of two or more values of one shape: where branches meet again. */
export interface Add {
  readonly kind: 'add'
}

/** What a layer does to its inputs. */
export type Operation =
  | Conv2d
  | DepthwiseConv2d
  | Dense
  | ScaleShift
  | ActivationLayer
  | Pool
  | GlobalPool
  | ZeroPad
  | Crop
  | Resize
  | Flatten
  | Reshape
  | Add

/** Where a layer stands in its network. */
export interface Wiring {
  /** Indices of the layers whose outputs it reads, all before its own; −1 is the image. Two or more for `add`, else one. */
  readonly inputs: readonly number[]
  readonly outputShape: Shape
  /** The name in the model it was read from, for messages. */
  readonly name?: string | undefined
}

export type Layer = Operation & Wiring

/** A layer as one writes it down, its output shape still to be computed. */
export type LayerDescription = Operation & Omit<Wiring, 'outputShape'>
