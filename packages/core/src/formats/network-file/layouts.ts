/** How a framework lays out and names its weights. Kernels come out as Keras has them. */
export interface Layout {
  /** Shape of a convolution's kernel over so many channels in so many groups; −1 is any size. */
  readonly kernelShape: (channels: number, groups: number) => readonly number[]
  /** Its [kh, kw] and number of filters. */
  readonly kernelSizes: (shape: readonly number[], depthwise: boolean) => KernelSizes
  /** To [kh, kw, Cin, Cout], or for a depthwise one [kh, kw, C, multiplier]. */
  readonly kernel: (values: Float32Array, shape: readonly number[], depthwise: boolean) => Float32Array
  /** Shape of a transposed convolution's kernel over so many channels; −1 is any size. */
  readonly transposedShape: (channels: number) => readonly number[]
  /** To [kh, kw, Cout, Cin], and that shape. */
  readonly transposed: (
    values: Float32Array,
    shape: readonly number[],
  ) => { readonly shape: readonly [number, number, number, number]; readonly values: Float32Array }
  readonly denseShape: (inputs: number) => readonly number[]
  readonly units: (shape: readonly number[]) => number
  /** To [n, units]. */
  readonly dense: (values: Float32Array, shape: readonly number[]) => Float32Array
  /** Whether a feature map is flattened channel by channel. */
  readonly flattensChannelsFirst: boolean
  /** Names of a layer's tensors after its own name. */
  readonly names: Readonly<
    Record<'weight' | 'bias' | 'normWeight' | 'normBias' | 'mean' | 'variance', string>
  >
  readonly epsilon: number
  readonly leakyAlpha: number
  /** Whether the mean of a pooling window counts the zeros around the map. */
  readonly averageCountsPadding: boolean
}

interface KernelSizes {
  readonly size: readonly [number, number]
  readonly filters: number
}

/** torch.nn: kernels [Cout, Cin/groups, kh, kw] and [units, n], channels first. */
const pytorch: Layout = {
  kernelShape: (channels, groups) => [-1, channels / groups, -1, -1],
  kernelSizes: ([filters, , height, width]) => ({ size: [height!, width!], filters: filters! }),
  // A depthwise kernel is [C·multiplier, 1, kh, kw], where channel c owns filters c·multiplier and on: as in Keras.
  kernel: (values, [filters, channels, height, width]) =>
    permuted(values, filters! * channels!, height! * width!, (outer, position) => {
      const [filter, channel] = [Math.floor(outer / channels!), outer % channels!]
      return (position * channels! + channel) * filters! + filter
    }),
  transposedShape: (channels) => [channels, -1, -1, -1],
  transposed: (values, [channels, filters, height, width]) => ({
    shape: [height!, width!, filters!, channels!],
    values: permuted(values, channels! * filters!, height! * width!, (outer, position) => {
      const [channel, filter] = [Math.floor(outer / filters!), outer % filters!]
      return (position * filters! + filter) * channels! + channel
    }),
  }),
  denseShape: (inputs) => [-1, inputs],
  units: ([units]) => units!,
  dense: (values, [units, inputs]) =>
    permuted(values, units!, inputs!, (unit, input) => input * units! + unit),
  flattensChannelsFirst: true,
  names: {
    weight: '.weight',
    bias: '.bias',
    normWeight: '.weight',
    normBias: '.bias',
    mean: '.running_mean',
    variance: '.running_var',
  },
  epsilon: 1e-5,
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
  transposedShape: (channels) => [-1, -1, -1, channels],
  transposed: (values, shape) => ({ shape: shape as readonly [number, number, number, number], values }),
  denseShape: (inputs) => [inputs, -1],
  units: ([, units]) => units!,
  dense: (values) => values,
  flattensChannelsFirst: false,
  names: {
    weight: '/kernel',
    bias: '/bias',
    normWeight: '/gamma',
    normBias: '/beta',
    mean: '/moving_mean',
    variance: '/moving_variance',
  },
  epsilon: 1e-3,
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
