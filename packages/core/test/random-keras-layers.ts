import type { ModelArtifacts } from '../src/formats/keras/artifacts.js'
import type { Random } from '../src/random.js'
import { type Keras, type KerasLayer, kerasLayer, mapOf, valuesOf } from './keras-oracle.js'

type MapShape = readonly [height: number, width: number, channels: number]
type Weights = KerasLayer['weights']

/** Makes a layer of random settings over maps of a shape; undefined where no such layer fits. */
type Maker = (draw: Draw, shape: MapShape, keras: Keras) => Omit<KerasLayer, 'class_name'> | undefined

/** What random settings are drawn from. */
export class Draw {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  between(a: number, b: number): number {
    return a + this.#random.integer(Math.max(1, b - a + 1))
  }

  pick<T>(values: readonly T[]): T {
    return values[this.#random.integer(values.length)]!
  }

  /** −1 … 1, float32. */
  number(scale = 1): number {
    return Math.fround((this.#random.uniform() * 2 - 1) * scale)
  }

  weight(shape: readonly number[], least = -1): Weights[string] {
    const length = shape.reduce((product, size) => product * size, 1)
    return { shape, values: Float32Array.from({ length }, () => least + 1 + this.number()) }
  }
}

const activationNames = [
  'linear relu relu6 leaky_relu elu selu sigmoid hard_sigmoid tanh softplus softsign swish mish exponential',
  'silu celu hard_silu hard_tanh soft_shrink tanh_shrink sparse_sigmoid log_sigmoid',
].map((names) => names.split(' '))

const activation = (draw: Draw, keras: Keras) =>
  draw.pick(draw.pick(keras === 'keras3' ? activationNames : activationNames.slice(0, 1)))

function sliding(draw: Draw, [height, width]: MapShape, dilates: boolean) {
  const kernel_size = [draw.between(1, Math.min(3, height)), draw.between(1, Math.min(3, width))]
  const padding = draw.pick(['valid', 'same'])
  const strides = draw.pick([[1, 1], [1, 1], [draw.between(1, 4), draw.between(1, 4)]]) // biome-ignore format: one draw
  const rate = (axis: 0 | 1) =>
    padding === 'same' || kernel_size[axis]! * 2 - 1 <= (axis ? width : height) ? draw.between(1, 2) : 1
  const plain = strides.every((stride) => stride === 1) && dilates
  return { kernel_size, strides, padding, dilation_rate: plain ? [rate(0), rate(1)] : [1, 1] }
}

const one = (config: Readonly<Record<string, unknown>>, weights: Weights = {}) => ({ config, weights })

const conv2d: Maker = (draw, shape, keras) => {
  const groups = draw.pick([1, 1, 1, shape[2], shape[2] % 2 === 0 ? 2 : 1])
  const filters = groups * draw.between(1, groups > 1 ? 2 : 5)
  const config = { ...sliding(draw, shape, true), filters, groups, use_bias: draw.pick([true, true, false]) }
  return one(
    { ...config, activation: activation(draw, keras) },
    {
      kernel: draw.weight([...config.kernel_size, shape[2] / groups, filters]),
      ...(config.use_bias && { bias: draw.weight([filters]) }),
    },
  )
}

const transposed: Maker = (draw, shape, keras) => {
  const { kernel_size, strides, padding } = sliding(draw, shape, false)
  const config = {
    kernel_size,
    strides,
    padding,
    filters: draw.between(1, 4),
    use_bias: draw.pick([true, false]),
  }
  if (shape[0] * shape[1] * strides[0]! * strides[1]! > 150) return undefined
  return one(
    { ...config, output_padding: null, activation: activation(draw, keras) },
    {
      kernel: draw.weight([...kernel_size, config.filters, shape[2]]),
      ...(config.use_bias && { bias: draw.weight([config.filters]) }),
    },
  )
}

const depthwise: Maker = (draw, shape, keras) => {
  const depth_multiplier = draw.between(1, 2)
  const config = {
    ...sliding(draw, shape, true),
    depth_multiplier,
    activation: activation(draw, keras),
    use_bias: true,
  }
  const name = keras === 'keras3' ? 'kernel' : 'depthwise_kernel'
  return one(config, {
    [name]: draw.weight([...config.kernel_size, shape[2], depth_multiplier]),
    bias: draw.weight([shape[2] * depth_multiplier]),
  })
}

const separable: Maker = (draw, shape, keras) => {
  const [filters, depth_multiplier] = [draw.between(1, 4), draw.between(1, 2)]
  const config = { ...sliding(draw, shape, true), filters, depth_multiplier, use_bias: true }
  return one(
    { ...config, activation: activation(draw, keras) },
    {
      depthwise_kernel: draw.weight([...config.kernel_size, shape[2], depth_multiplier]),
      pointwise_kernel: draw.weight([1, 1, shape[2] * depth_multiplier, filters]),
      bias: draw.weight([filters]),
    },
  )
}

const pooling: Maker = (draw, shape) => {
  const { kernel_size, strides, padding } = sliding(draw, shape, false)
  return one({ pool_size: kernel_size, strides, padding })
}

const sides = (draw: Draw) => [[draw.between(0, 2), draw.between(0, 2)], [draw.between(0, 2), draw.between(0, 2)]] // biome-ignore format: rows, then columns

/** A maker for each class of layer that a network describes. */
export const kerasMakers: Readonly<Record<string, Maker>> = {
  Conv2D: conv2d,
  Conv2DTranspose: transposed,
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
  Dense: (draw, [, , channels], keras) => {
    const units = draw.between(1, 5)
    const weights = { kernel: draw.weight([channels, units]), bias: draw.weight([units]) }
    return one({ units, use_bias: true, activation: activation(draw, keras) }, weights)
  },
  BatchNormalization: (draw, [, , channels]) => {
    const [scale, center] = [draw.pick([true, false]), draw.pick([true, false])]
    return one(
      { axis: draw.pick([-1, [3]]), epsilon: draw.pick([0.001, 0.1]), scale, center },
      {
        ...(scale && { gamma: draw.weight([channels]) }),
        ...(center && { beta: draw.weight([channels]) }),
        moving_mean: draw.weight([channels]),
        moving_variance: draw.weight([channels], 0.1),
      },
    )
  },
  LayerNormalization: (draw, shape, keras) => {
    const [scale, center] = [draw.pick([true, false]), draw.pick([true, false])]
    const axis = draw.pick<number | number[]>([-1, [3], [1, 2, 3]])
    const sizes = Array.isArray(axis) && axis.length > 1 ? shape : shape.slice(2)
    return one(
      // Small values would be made large, and their rounding with them.
      {
        axis,
        epsilon: draw.pick([0.02, 0.3]),
        scale,
        center,
        ...(keras === 'keras3' && { rms_scaling: false }),
      },
      { ...(scale && { gamma: draw.weight(sizes) }), ...(center && { beta: draw.weight(sizes) }) },
    )
  },
  RMSNormalization: (draw, [, , channels]) =>
    one({ axis: -1, epsilon: draw.pick([0.02, 0.3]) }, { scale: draw.weight([channels]) }),
  GroupNormalization: (draw, [, , channels]) => {
    const groups = draw.pick([-1, 1, channels, channels % 2 === 0 ? 2 : 1])
    const weights = { gamma: draw.weight([channels]), beta: draw.weight([channels]) }
    return one({ axis: -1, groups, epsilon: draw.pick([0.02, 0.3]), scale: true, center: true }, weights)
  },
  UnitNormalization: (draw) => one({ axis: draw.pick([-1, 3, [3]]) }),
  Softmax: (draw) => one({ axis: draw.pick([-1, 3]) }),
  Rescaling: (draw, [, , channels]) => {
    const list = () => Array.from({ length: channels }, () => draw.number(2))
    return one({
      scale: draw.pick([draw.number(2), list()]),
      offset: draw.pick([0, draw.number(), list(), [0.5]]),
    })
  },
  Normalization: (draw, [, , channels]) => {
    const axis = draw.pick([-1, 3, [-1]])
    const invert = draw.pick([false, false, true])
    const moments = { mean: draw.weight([channels]), variance: draw.weight([channels], 0.1) }
    const list = (name: 'mean' | 'variance') => [[[[...moments[name].values]]]]
    return draw.pick([true, false])
      ? one({ axis, invert, mean: list('mean'), variance: list('variance') })
      : one({ axis, invert, mean: null, variance: null }, moments)
  },
  ReLU: (draw) =>
    one({
      max_value: draw.pick([null, 6, 0.75, draw.between(0, 2)]),
      negative_slope: draw.pick([0, 0.1, 0.5]),
      threshold: draw.pick([0, 0.25, 1]),
    }),
  LeakyReLU: (draw, _, keras) =>
    one({ [keras === 'keras3' ? 'negative_slope' : 'alpha']: draw.pick([0.3, 0.01]) }),
  ELU: (draw) => one({ alpha: draw.pick([1, 0.5, 2]) }),
  PReLU: (draw, [height, width, channels]) => {
    const shared_axes = draw.pick([null, [1, 2], [1], [3], [1, 2, 3]])
    const shape = [height, width, channels].map((size, i) => (shared_axes?.includes(i + 1) ? 1 : size))
    return one({ shared_axes }, { alpha: draw.weight(shape) })
  },
  ThresholdedReLU: (draw, _, keras) =>
    keras === 'keras3' ? undefined : one({ theta: draw.pick([1, 0.25]) }),
  Activation: (draw, _, keras) => one({ activation: activation(draw, keras) }),
  MaxPooling2D: pooling,
  AveragePooling2D: pooling,
  ZeroPadding2D: (draw) => one({ padding: sides(draw) }),
  Cropping2D: (draw, [height, width]) =>
    height < 5 || width < 5 ? undefined : one({ cropping: sides(draw) }),
  UpSampling2D: (draw, [height, width]) =>
    height * width > 60
      ? undefined
      : one({
          size: [draw.between(1, 3), draw.between(1, 3)],
          interpolation: draw.pick(['nearest', 'bilinear']),
        }),
  Resizing: (draw) =>
    one({
      height: draw.between(1, 9),
      width: draw.between(1, 9),
      interpolation: draw.pick(['nearest', 'bilinear']),
      crop_to_aspect_ratio: false,
    }),
  CenterCrop: (draw, [height, width]) =>
    one({ height: draw.between(1, height), width: draw.between(1, width) }),
  Reshape: (draw, [height, width, channels]) =>
    one({ target_shape: draw.pick([[width, height, channels], [1, height * width, channels]]) }), // biome-ignore format: two shapes
  Permute: (draw) => one({ dims: draw.pick([[1, 2, 3], [2, 1, 3], [3, 1, 2], [2, 3, 1]]) }), // biome-ignore format: four orders
  RandomFlip: () => one({ mode: 'horizontal_and_vertical', seed: null }),
  RandomCrop: (_, [height, width]) => one({ height, width, seed: null }),
  GaussianNoise: () => one({ stddev: 2, seed: null }),
  Identity: () => one({}),
}

/** A model of a chain of layers, and what each layer is. */
export interface KerasChain {
  readonly keras: Keras
  readonly inputShape: MapShape
  readonly layers: readonly KerasLayer[]
  readonly artifacts: ModelArtifacts
  /** Its scores from the definitions, in float64. */
  scoresOf(image: ArrayLike<number>): Float64Array
}

/** A chain of as many layers of the classes given, of which the values of the last are the scores. */
export function randomKerasChain(
  draw: Draw,
  classes: readonly string[],
  length: number,
  keras: Keras,
): KerasChain {
  for (let tries = 0; tries < 1000; tries++) {
    const inputShape = [draw.between(1, 8), draw.between(1, 8), draw.between(1, 4)] as const
    const layers = drawLayers(draw, classes, length, keras, inputShape)
    if (!layers) continue
    const scoresOf = (image: ArrayLike<number>) =>
      valuesOf(layers.reduce((input, layer) => kerasLayer(layer, input, keras), mapOf(inputShape, image)))
    return { keras, inputShape, layers, artifacts: artifactsOf(layers, inputShape, keras), scoresOf }
  }
  throw new Error(`no chain of ${classes.join(', ')} fits any image`)
}

/** Undefined where a layer drawn does not fit. */
function drawLayers(
  draw: Draw,
  classes: readonly string[],
  length: number,
  keras: Keras,
  inputShape: MapShape,
): KerasLayer[] | undefined {
  const pixels = Float64Array.from({ length: inputShape.reduce((a, b) => a * b) }, () => draw.number())
  let map = mapOf(inputShape, pixels)
  const layers: KerasLayer[] = []
  while (layers.length < length) {
    const class_name = draw.pick(classes)
    const made = kerasMakers[class_name]!(draw, map.shape, keras)
    if (!made) return undefined
    const layer = { class_name, ...made }
    map = kerasLayer(layer, map, keras)
    if (map.shape.some((size) => size < 1)) return undefined
    // What leaves these bounds is more than float32 holds to a relative 10⁻⁵ of the scores.
    if (!valuesOf(map).every((value) => Math.abs(value) < 1e3)) return undefined
    layers.push(layer)
  }
  return layers
}

/** The JSON and weights that tensorflowjs_converter makes of a Sequential model of either Keras. */
function artifactsOf(layers: readonly KerasLayer[], inputShape: MapShape, keras: Keras): ModelArtifacts {
  const three = keras === 'keras3'
  const dtype = three
    ? { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null }
    : 'float32'
  const written = layers.map(({ class_name, config }, i) => ({
    class_name,
    config: { name: `layer_${i}`, trainable: true, dtype, ...config },
    ...(three && { module: 'keras.layers', registered_name: null }),
  }))
  const input = {
    class_name: 'InputLayer',
    config: {
      name: 'image',
      dtype: 'float32',
      [three ? 'batch_shape' : 'batch_input_shape']: [null, ...inputShape],
    },
  }
  // What passes values on leaves a last sigmoid the head of the model, which would then be read before it.
  const ending = [
    { class_name: 'Flatten', config: { name: 'flatten', dtype, data_format: 'channels_last' } },
    { class_name: 'Rescaling', config: { name: 'scores', dtype, scale: 1, offset: 0 } },
  ]
  const tensors = layers.flatMap(({ weights }, i) =>
    Object.entries(weights).map(([name, weight]) => ({ name: `layer_${i}/${name}`, ...weight })),
  )
  const data = new Float32Array(tensors.reduce((sum, { values }) => sum + values.length, 0))
  let offset = 0
  for (const { values } of tensors) {
    data.set(values, offset)
    offset += values.length
  }
  return {
    modelTopology: {
      keras_version: three ? '3.5.0' : '2.15.0',
      backend: 'tensorflow',
      model_config: {
        class_name: 'Sequential',
        config: { name: 'chain', layers: [input, ...written, ...ending] },
      },
    },
    weightSpecs: tensors.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
    weightData: data.buffer,
  }
}
