/**
 * Keras layers as its documentation defines them, one value at a time in float64: an oracle that shares nothing with the
 * engines. https://keras.io/api/layers
 */

/** A feature map, channels last. */
export interface FeatureMap {
  readonly shape: readonly [height: number, width: number, channels: number]
  at(y: number, x: number, c: number): number
}

export interface KerasLayer {
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
  /** By Keras's names of parameters. */
  readonly weights: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
  >
}

export type Keras = 'keras2' | 'keras3'

export function mapOf(shape: readonly [number, number, number], values: ArrayLike<number>): FeatureMap {
  const [, width, channels] = shape
  return { shape, at: (y, x, c) => values[(y * width + x) * channels + c]! }
}

/** Its values in order. */
export function valuesOf({ shape: [height, width, channels], at }: FeatureMap): Float64Array {
  return Float64Array.from({ length: height * width * channels }, (_, i) =>
    at(Math.floor(i / channels / width), Math.floor(i / channels) % width, i % channels),
  )
}

/** A map whose values are computed once. */
function computed(shape: readonly [number, number, number], at: FeatureMap['at']): FeatureMap {
  return mapOf(shape, valuesOf({ shape, at }))
}

/** What a layer makes of its input, and the activation in its settings of that. */
export function kerasLayer(layer: KerasLayer, input: FeatureMap, keras: Keras): FeatureMap {
  const output = withoutActivation(layer, input)
  const { activation } = layer.config
  if (activation === undefined) return output
  const f = kerasActivation(activation as string, keras)
  return computed(output.shape, (y, x, c) => f(output.at(y, x, c)))
}

function withoutActivation({ class_name, config, weights }: KerasLayer, input: FeatureMap): FeatureMap {
  const [height, width, channels] = input.shape
  const pointwise = (f: (value: number, c: number, y: number, x: number) => number) =>
    computed(input.shape, (y, x, c) => f(input.at(y, x, c), c, y, x))
  const weight = (name: string, i: number, otherwise = 0) => weights[name]?.values[i] ?? otherwise
  const setting = (key: string) => config[key] as number
  const rowOf = (y: number, x: number) => Float64Array.from({ length: channels }, (_, i) => input.at(y, x, i))
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length
  type Place = [y: number, x: number, c: number]
  /** Each value by mean and variance of those it belongs to, with the gamma and beta that are its own. */
  const normalised = (groupOf: (...place: Place) => Float64Array, affine: (...place: Place) => number) =>
    pointwise((value, c, y, x) => {
      const group = groupOf(y, x, c)
      const middle = mean(group)
      const variance = mean(group.map((each) => (each - middle) ** 2))
      const own = affine(y, x, c)
      return (
        ((value - middle) / Math.sqrt(variance + setting('epsilon'))) * weight('gamma', own, 1) +
        weight('beta', own)
      )
    })
  switch (class_name) {
    case 'Conv2D':
      return convolve(
        config,
        input,
        setting('filters'),
        (ky, kx, i, o) => {
          const perGroup = channels / (setting('groups') ?? 1)
          const group = Math.floor((o / setting('filters')) * (setting('groups') ?? 1))
          if (i < group * perGroup || i >= (group + 1) * perGroup) return 0
          const [, columns, own, filters] = weights.kernel!.shape as [number, number, number, number]
          return weight('kernel', ((ky * columns + kx) * own + (i - group * perGroup)) * filters + o)
        },
        (o) => weight('bias', o),
      )
    case 'DepthwiseConv2D':
      return depthwise(config, input, weights.kernel ?? weights.depthwise_kernel!, (o) => weight('bias', o))
    case 'Conv2DTranspose': {
      const filters = setting('filters')
      const [kernel, strides] = [config.kernel_size, config.strides] as [number[], number[]]
      const along = (axis: 0 | 1) => {
        const length = input.shape[axis] * strides[axis]!
        const outputs = length + (config.padding === 'same' ? 0 : Math.max(kernel[axis]! - strides[axis]!, 0))
        const cut = (input.shape[axis] - 1) * strides[axis]! + kernel[axis]! - outputs
        return { outputs, before: config.padding === 'same' ? Math.floor(Math.max(cut, 0) / 2) : 0 }
      }
      const [rows, columns] = [along(0), along(1)]
      return computed([rows.outputs, columns.outputs, filters], (y, x, o) => {
        let sum = weight('bias', o)
        for (let iy = 0; iy < height; iy++) {
          for (let ix = 0; ix < width; ix++) {
            const ky = y + rows.before - iy * strides[0]!
            const kx = x + columns.before - ix * strides[1]!
            if (ky < 0 || ky >= kernel[0]! || kx < 0 || kx >= kernel[1]!) continue
            for (let i = 0; i < channels; i++) {
              sum +=
                input.at(iy, ix, i) * weight('kernel', ((ky * kernel[1]! + kx) * filters + o) * channels + i)
            }
          }
        }
        return sum
      })
    }
    case 'Permute': {
      const axes = (config.dims as number[]).map((axis) => axis - 1)
      const shape = axes.map((axis) => input.shape[axis]!) as [number, number, number]
      return computed(shape, (...place) => {
        const from = axes.map((_, axis) => place[axes.indexOf(axis)]!)
        return input.at(from[0]!, from[1]!, from[2]!)
      })
    }
    case 'SeparableConv2D': {
      const first = depthwise(config, input, weights.depthwise_kernel!, () => 0)
      const point = { kernel_size: [1, 1], strides: [1, 1], padding: 'valid' }
      const filters = setting('filters')
      return convolve(
        point,
        first,
        filters,
        (_, __, i, o) => weight('pointwise_kernel', i * filters + o),
        (o) => weight('bias', o),
      )
    }
    case 'Dense': {
      const units = setting('units')
      return computed([height, width, units], (y, x, o) => {
        let sum = weight('bias', o)
        for (let i = 0; i < channels; i++) sum += input.at(y, x, i) * weight('kernel', i * units + o)
        return sum
      })
    }
    case 'BatchNormalization':
      return pointwise(
        (value, c) =>
          (weight('gamma', c, 1) * (value - weight('moving_mean', c))) /
            Math.sqrt(weight('moving_variance', c) + setting('epsilon')) +
          weight('beta', c),
      )
    case 'Rescaling': {
      const [scale, offset] = [[config.scale].flat(3), [config.offset].flat(3)] as [number[], number[]]
      return pointwise((value, c) => value * scale[c % scale.length]! + offset[c % offset.length]!)
    }
    case 'Normalization': {
      const [mean, variance] = [config.mean, config.variance].map((list) => [list].flat(4)) as [
        number[],
        number[],
      ]
      const moment = (own: number[], name: string, c: number) =>
        config.mean == null ? weight(name, c) : own[c % own.length]!
      return pointwise((value, c) => {
        const sd = Math.max(Math.sqrt(moment(variance, 'variance', c)), 1e-7)
        return config.invert ? value * sd + moment(mean, 'mean', c) : (value - moment(mean, 'mean', c)) / sd
      })
    }
    case 'ReLU': {
      const limit = config.max_value === null ? Infinity : setting('max_value')
      return pointwise((value) => {
        if (value >= limit && value > setting('threshold')) return limit
        return value > setting('threshold')
          ? value
          : setting('negative_slope') * (value - setting('threshold'))
      })
    }
    case 'ThresholdedReLU':
      return pointwise((value) => (value > setting('theta') ? value : 0))
    case 'LeakyReLU': {
      const slope = setting('alpha' in config ? 'alpha' : 'negative_slope')
      return pointwise((value) => (value < 0 ? slope * value : value))
    }
    case 'ELU':
      return pointwise((value) => (value < 0 ? setting('alpha') * (Math.exp(value) - 1) : value))
    case 'PReLU': {
      const [rows, columns, own] = weights.alpha!.shape as [number, number, number]
      return pointwise((value, c, y, x) =>
        value < 0 ? value * weight('alpha', ((y % rows) * columns + (x % columns)) * own + (c % own)) : value,
      )
    }
    case 'MaxPooling2D':
      return pool(config, input, (values) => Math.max(...values))
    case 'AveragePooling2D':
      return pool(config, input, (values) => values.reduce((a, b) => a + b, 0) / values.length)
    case 'ZeroPadding2D': {
      const [[top, bottom], [left, right]] = config.padding as [[number, number], [number, number]]
      return computed([height + top + bottom, width + left + right, channels], (y, x, c) =>
        inside(input, y - top, x - left) ? input.at(y - top, x - left, c) : 0,
      )
    }
    case 'Cropping2D': {
      const [[top, bottom], [left, right]] = config.cropping as [[number, number], [number, number]]
      return computed([height - top - bottom, width - left - right, channels], (y, x, c) =>
        input.at(y + top, x + left, c),
      )
    }
    case 'CenterCrop': {
      const [rows, columns] = [setting('height'), setting('width')]
      const [top, left] = [Math.floor((height - rows) / 2), Math.floor((width - columns) / 2)]
      return computed([rows, columns, channels], (y, x, c) => input.at(y + top, x + left, c))
    }
    case 'UpSampling2D': {
      const [down, across] = config.size as [number, number]
      if (config.interpolation === 'bilinear') return bilinear(input, height * down, width * across)
      return computed([height * down, width * across, channels], (y, x, c) =>
        input.at(Math.floor(y / down), Math.floor(x / across), c),
      )
    }
    case 'Resizing': {
      const [rows, columns] = [setting('height'), setting('width')]
      if (config.interpolation === 'bilinear') return bilinear(input, rows, columns)
      return computed([rows, columns, channels], (y, x, c) =>
        input.at(
          Math.floor(((2 * y + 1) * height) / (2 * rows)),
          Math.floor(((2 * x + 1) * width) / (2 * columns)),
          c,
        ),
      )
    }
    case 'Reshape':
      return mapOf(config.target_shape as [number, number, number], valuesOf(input))
    case 'LayerNormalization': {
      const all = valuesOf(input)
      return [config.axis].flat().length > 1
        ? normalised(
            () => all,
            (y, x, c) => (y * width + x) * channels + c,
          )
        : normalised(
            (y, x) => rowOf(y, x),
            (_, __, c) => c,
          )
    }
    case 'GroupNormalization': {
      const groups = setting('groups') === -1 ? channels : setting('groups')
      const groupOf = (i: number) => Math.floor(((i % channels) / channels) * groups)
      const members = Array.from({ length: groups }, (_, g) =>
        valuesOf(input).filter((_, i) => groupOf(i) === g),
      )
      return normalised(
        (_, __, c) => members[groupOf(c)]!,
        (_, __, c) => c,
      )
    }
    case 'RMSNormalization':
      return pointwise((value, c, y, x) => {
        const squares = mean(rowOf(y, x).map((each) => each * each))
        return (value / Math.sqrt(squares + setting('epsilon'))) * weight('scale', c)
      })
    case 'UnitNormalization':
      return pointwise((value, _, y, x) => value / Math.max(1e-12, Math.hypot(...rowOf(y, x))))
    case 'Softmax':
      return pointwise(
        (value, _, y, x) => 1 / rowOf(y, x).reduce((sum, each) => sum + Math.exp(each - value), 0),
      )
    default:
      return input
  }
}

function inside({ shape: [height, width] }: FeatureMap, y: number, x: number): boolean {
  return y >= 0 && y < height && x >= 0 && x < width
}

type Config = Readonly<Record<string, unknown>>

/** Where windows begin along one axis, and how many there are: TensorFlow's notes on padding, in the words of its remainders. */
function windowsAlong(size: number, kernel: number, stride: number, dilation: number, padding: unknown) {
  const reach = (kernel - 1) * dilation + 1
  if (padding === 'valid') return { outputs: Math.ceil((size - reach + 1) / stride), before: 0 }
  const total = Math.max(0, reach - (size % stride === 0 ? stride : size % stride))
  return { outputs: Math.ceil(size / stride), before: Math.floor(total / 2) }
}

function slide(config: Config, [height, width]: readonly number[], kernelKey = 'kernel_size') {
  const [kh, kw] = config[kernelKey] as [number, number]
  const [sy, sx] = config.strides as [number, number]
  const [dy, dx] = (config.dilation_rate ?? [1, 1]) as [number, number]
  const down = windowsAlong(height!, kh, sy, dy, config.padding)
  const across = windowsAlong(width!, kw, sx, dx, config.padding)
  const cellOf = (y: number, x: number, ky: number, kx: number) =>
    [y * sy - down.before + ky * dy, x * sx - across.before + kx * dx] as const
  return { rows: down.outputs, columns: across.outputs, kh, kw, cellOf }
}

function convolve(
  config: Config,
  input: FeatureMap,
  filters: number,
  kernel: (ky: number, kx: number, i: number, o: number) => number,
  bias: (o: number) => number,
): FeatureMap {
  const { rows, columns, kh, kw, cellOf } = slide(config, input.shape)
  return computed([rows, columns, filters], (y, x, o) => {
    let sum = bias(o)
    for (let ky = 0; ky < kh; ky++) {
      for (let kx = 0; kx < kw; kx++) {
        const [iy, ix] = cellOf(y, x, ky, kx)
        if (!inside(input, iy, ix)) continue
        for (let i = 0; i < input.shape[2]; i++) sum += input.at(iy, ix, i) * kernel(ky, kx, i, o)
      }
    }
    return sum
  })
}

function depthwise(
  config: Config,
  input: FeatureMap,
  { shape, values }: { readonly shape: readonly number[]; readonly values: Float32Array },
  bias: (o: number) => number,
): FeatureMap {
  const [, kw, channels, multiplier] = shape as [number, number, number, number]
  const own = (ky: number, kx: number, i: number, o: number) =>
    Math.floor(o / multiplier) === i
      ? values[((ky * kw + kx) * channels + i) * multiplier + (o % multiplier)]!
      : 0
  return convolve(config, input, channels * multiplier, own, bias)
}

function pool(config: Config, input: FeatureMap, summarise: (values: number[]) => number): FeatureMap {
  const { rows, columns, kh, kw, cellOf } = slide(config, input.shape, 'pool_size')
  return computed([rows, columns, input.shape[2]], (y, x, c) => {
    const values: number[] = []
    for (let ky = 0; ky < kh; ky++) {
      for (let kx = 0; kx < kw; kx++) {
        const [iy, ix] = cellOf(y, x, ky, kx)
        if (inside(input, iy, ix)) values.push(input.at(iy, ix, c))
      }
    }
    return summarise(values)
  })
}

/** Half-pixel centres; what lies beyond the outermost centres is theirs. */
function bilinear(input: FeatureMap, rows: number, columns: number): FeatureMap {
  const [height, width, channels] = input.shape
  const along = (o: number, from: number, to: number) => {
    const place = Math.min(from - 1, Math.max(0, ((o + 0.5) * from) / to - 0.5))
    const near = Math.floor(place)
    return { near, far: Math.min(from - 1, near + 1), share: place - near }
  }
  return computed([rows, columns, channels], (oy, ox, c) => {
    const [y, x] = [along(oy, height, rows), along(ox, width, columns)]
    const row = (at: number) => input.at(at, x.near, c) * (1 - x.share) + input.at(at, x.far, c) * x.share
    return row(y.near) * (1 - y.share) + row(y.far) * y.share
  })
}

/** https://keras.io/api/layers/activations; hard_sigmoid is another function in Keras 2. */
export function kerasActivation(name: string, keras: Keras): (x: number) => number {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
  const clip = (x: number, a: number, b: number) => Math.max(a, Math.min(b, x))
  const functions: Readonly<Record<string, (x: number) => number>> = {
    linear: (x) => x,
    relu: (x) => Math.max(x, 0),
    relu6: (x) => clip(x, 0, 6),
    leaky_relu: (x) => (x < 0 ? 0.2 * x : x),
    elu: (x) => (x < 0 ? Math.exp(x) - 1 : x),
    celu: (x) => Math.max(0, x) + Math.min(0, Math.exp(x) - 1),
    selu: (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * (Math.exp(x) - 1) : x),
    sigmoid,
    hard_sigmoid: (x) => (keras === 'keras3' ? clip(x + 3, 0, 6) / 6 : clip(0.2 * x + 0.5, 0, 1)),
    hard_silu: (x) => (x * clip(x + 3, 0, 6)) / 6,
    hard_tanh: (x) => clip(x, -1, 1),
    hard_shrink: (x) => (Math.abs(x) > 0.5 ? x : 0),
    soft_shrink: (x) => (x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0),
    tanh_shrink: (x) => x - Math.tanh(x),
    sparse_sigmoid: (x) => clip(0.5 * (x + 1), 0, 1),
    log_sigmoid: (x) => -Math.log(1 + Math.exp(-x)),
    tanh: Math.tanh,
    softplus: (x) => Math.log(1 + Math.exp(x)),
    softsign: (x) => x / (1 + Math.abs(x)),
    swish: (x) => x * sigmoid(x),
    silu: (x) => x * sigmoid(x),
    mish: (x) => x * Math.tanh(Math.log(1 + Math.exp(x))),
    exponential: Math.exp,
  }
  return functions[name]!
}
