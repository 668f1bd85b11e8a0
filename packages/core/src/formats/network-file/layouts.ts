import type { Pair } from '@umbra/occlusion-wasm'
import { channelsLastKernel, transposedMatrix } from '../../network/kernel-of.js'

/** How a framework lays out and names its weights. Kernels come out as a network has them. */
export interface Layout {
  /** Shape of a convolution's kernel over so many channels in so many groups; −1 is any size. */
  readonly kernelShape: (channels: number, groups: number) => readonly number[]
  /** Its [kh, kw] and number of filters. */
  readonly kernelSizes: (shape: readonly number[], depthwise: boolean) => KernelSizes
  /** To [kh, kw, Cin / groups, Cout], or for a depthwise one [kh, kw, C, multiplier]. */
  readonly kernel: (values: Float32Array, shape: readonly number[], depthwise: boolean) => Float32Array
  /** Of a transposed convolution, likewise. */
  readonly transposedShape: (channels: number, groups: number) => readonly number[]
  readonly transposedSizes: (shape: readonly number[], groups: number) => KernelSizes
  /** To [kh, kw, Cin / groups, Cout]. */
  readonly transposed: (values: Float32Array, shape: readonly number[], groups: number) => Float32Array
  readonly denseShape: (inputs: number) => readonly number[]
  readonly units: (shape: readonly number[]) => number
  /** To [n, units]. */
  readonly dense: (values: Float32Array, shape: readonly number[]) => Float32Array
  /** Whether a feature map is flattened channel by channel. */
  readonly flattensChannelsFirst: boolean
  /** Names of a layer's tensors after its own name. */
  readonly names: Readonly<
    Record<'weight' | 'bias' | 'normWeight' | 'rmsWeight' | 'normBias' | 'mean' | 'variance', string>
  >
  readonly epsilon: number
  /** Of root-mean-square normalisation. */
  readonly rmsEpsilon: number
  readonly leakyAlpha: number
  /** Whether the mean of a pooling window counts the zeros around the map. */
  readonly averageCountsPadding: boolean
}

interface KernelSizes {
  readonly size: Pair
  readonly filters: number
}

/** torch.nn: kernels [Cout, Cin/groups, kh, kw] and [units, n], channels first. */
const pytorch: Layout = {
  kernelShape: (channels, groups) => [-1, channels / groups, -1, -1],
  kernelSizes: ([filters, , height, width]) => ({ size: [height!, width!], filters: filters! }),
  // A depthwise kernel is [C·multiplier, 1, kh, kw], where channel c owns filters c·multiplier and on: as in Keras.
  kernel: (values, [filters, channels, height, width]) =>
    channelsLastKernel({ data: values }, filters!, channels!, height! * width!),
  transposedShape: (channels) => [channels, -1, -1, -1],
  transposedSizes: ([, filters, height, width], groups) => ({
    size: [height!, width!],
    filters: filters! * groups,
  }),
  transposed: (values, [channels, filters, height, width], groups) =>
    permuted(values, channels! * filters!, height! * width!, (outer, position) => {
      const [channel, filter] = [Math.floor(outer / filters!), outer % filters!]
      const own = channels! / groups
      const group = Math.floor(channel / own)
      return (position * own + (channel % own)) * filters! * groups + group * filters! + filter
    }),
  denseShape: (inputs) => [-1, inputs],
  units: ([units]) => units!,
  dense: (values, [units, inputs]) => transposedMatrix({ data: values }, units!, inputs!),
  flattensChannelsFirst: true,
  names: {
    weight: '.weight',
    bias: '.bias',
    normWeight: '.weight',
    rmsWeight: '.weight',
    normBias: '.bias',
    mean: '.running_mean',
    variance: '.running_var',
  },
  epsilon: 1e-5,
  // What torch.finfo has for float32.
  rmsEpsilon: 2 ** -23,
  leakyAlpha: 0.01,
  averageCountsPadding: true,
}

/** Keras: kernels [kh, kw, Cin / groups, Cout], depthwise [kh, kw, C, multiplier], dense [n, units]. */
const keras: Layout = {
  kernelShape: (channels, groups) => [-1, -1, groups === channels ? channels : channels / groups, -1],
  kernelSizes: ([height, width, channels, last], depthwise) => ({
    size: [height!, width!],
    filters: depthwise ? channels! * last! : last!,
  }),
  kernel: (values) => values,
  transposedShape: (channels, groups) => [-1, -1, -1, channels / groups],
  transposedSizes: ([height, width, filters]) => ({ size: [height!, width!], filters: filters! }),
  transposed: (values, [height, width, filters, own]) =>
    permuted(values, height! * width! * filters!, own!, (outer, channel) => {
      const [position, filter] = [Math.floor(outer / filters!), outer % filters!]
      return (position * own! + channel) * filters! + filter
    }),
  denseShape: (inputs) => [inputs, -1],
  units: ([, units]) => units!,
  dense: (values) => values,
  flattensChannelsFirst: false,
  names: {
    weight: '/kernel',
    bias: '/bias',
    normWeight: '/gamma',
    rmsWeight: '/scale',
    normBias: '/beta',
    mean: '/moving_mean',
    variance: '/moving_variance',
  },
  epsilon: 1e-3,
  rmsEpsilon: 1e-6,
  leakyAlpha: 0.3,
  averageCountsPadding: false,
}

export const layouts = { pytorch, keras }

/** A matrix of rows × columns whose value at (row, column) moves to the place given. */
function permuted(
  values: Float32Array,
  rows: number,
  columns: number,
  place: (row: number, column: number) => number,
): Float32Array {
  const moved = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      moved[place(row, column)] = values[row * columns + column]!
    }
  }
  return moved
}
