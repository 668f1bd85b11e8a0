import { type Activation, isTotal } from '../src/network/activation.js'
import type { LayerDescription, Operation } from '../src/network/layer.js'
import { createNetwork, type Network } from '../src/network/network.js'
import { outputShapeOf } from '../src/network/output-shape.js'
import { samePadding } from '../src/network/same-padding.js'
import type { Padding, Pair, Shape } from '../src/network/shape.js'
import { sizeOf } from '../src/network/shape.js'

/** A small generator of random numbers (mulberry32, T. Ettinger), so that a failing case is named by its seed. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** In [0, 1). */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let z = this.#state
    z = Math.imul(z ^ (z >>> 15), z | 1)
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61)
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number from a to b, both included. */
  between(a: number, b: number): number {
    return a + Math.floor(this.uniform() * (b - a + 1))
  }

  chance(p: number): boolean {
    return this.uniform() < p
  }

  pick<T>(values: readonly T[]): T {
    return values[this.between(0, values.length - 1)]!
  }

  /** Values in −scale … scale. */
  floats(length: number, scale: number): Float32Array {
    return Float32Array.from({ length }, () => (this.uniform() * 2 - 1) * scale)
  }
}

const activations: readonly Activation[] = [
  { name: 'relu' },
  { name: 'relu' },
  { name: 'relu' },
  { name: 'linear' },
  { name: 'relu6' },
  { name: 'leakyRelu', alpha: 0.2 },
  { name: 'elu', alpha: 0.7 },
  { name: 'selu' },
  { name: 'sigmoid' },
  { name: 'tanh' },
  { name: 'softplus' },
  { name: 'swish' },
  { name: 'gelu' },
  { name: 'geluTanh' },
]

/**
 * Those that few networks have. None that jumps, as at a threshold: there a value's last bit decides, and no tolerance holds.
 * Jumps are tested with values that float32 has exactly.
 */
const rarer: readonly Activation[] = [
  { name: 'thresholdRelu', negativeSlope: 0.1, threshold: 0, limit: Number.POSITIVE_INFINITY },
  { name: 'thresholdRelu', negativeSlope: 0.2, threshold: 0, limit: 0.9 },
  { name: 'hardSigmoid', slope: 0.2 },
  { name: 'hardSigmoid', slope: 1 / 6 },
  { name: 'hardSwish' },
  { name: 'clip', least: -0.6, most: 0.4 },
  { name: 'mish' },
  { name: 'softsign' },
  { name: 'exponential' },
  { name: 'logSigmoid' },
  { name: 'celu', alpha: 1.4 },
  { name: 'softShrink', threshold: 0.2 },
  { name: 'tanhShrink' },
  { name: 'square' },
  { name: 'abs' },
  { name: 'negate' },
  { name: 'erf' },
  { name: 'log' },
  { name: 'sqrt' },
  { name: 'reciprocal' },
  { name: 'power', exponent: 3 },
  { name: 'power', exponent: -0.5 },
  { name: 'power', exponent: 1.7 },
]

/** Every activation that random networks draw from. */
export const drawnActivations: readonly Activation[] = [...activations, ...rarer]

/** A network of random layers over a random small image: every kind of layer, setting and way of joining them turns up. */
export function randomNetwork(dice: Dice): Network {
  const sketch = new Sketch(dice, [dice.between(1, 13), dice.between(1, 13), dice.between(1, 5)])
  for (let n = dice.between(0, 6); n > 0; n--) {
    if (sketch.shape.length === 3) sketch.addMapLayer()
  }
  sketch.addHead()
  return createNetwork(sketch.inputShape, sketch.layers)
}

type MapShape = readonly [height: number, width: number, channels: number]

/** Layers so far, each reading the one before unless said otherwise, and the shape they have come to. */
class Sketch {
  readonly inputShape: MapShape
  readonly layers: LayerDescription[] = []
  readonly #dice: Dice
  readonly #shapes: Shape[] = []

  constructor(dice: Dice, inputShape: MapShape) {
    this.#dice = dice
    this.inputShape = inputShape
  }

  get shape(): Shape {
    return this.#shapes.at(-1) ?? this.inputShape
  }

  add(layer: Operation, inputs: readonly number[] = [this.layers.length - 1]): void {
    const shapes = inputs.map((input) => (input < 0 ? this.inputShape : this.#shapes[input]!))
    this.layers.push({ ...layer, inputs })
    this.#shapes.push(outputShapeOf({ ...layer, inputs }, shapes, layer.kind))
  }

  addMapLayer(): void {
    const dice = this.#dice
    const [height, width, channels] = this.shape as MapShape
    const kinds = [
      'conv',
      'conv',
      'conv',
      'gate',
      'gate',
      'combine',
      'norm',
      'norm',
      'depthwise',
      'transposed',
      'pool',
      'activation',
      'scale',
      'pad',
      'residual',
      'reshape',
      'resize',
      'crop',
      'concat',
      'select',
      'reduce',
      'transpose',
    ] as const
    switch (dice.pick(kinds)) {
      case 'conv':
        this.addConvolution()
        if (dice.chance(0.7)) this.addActivation()
        if (dice.chance(0.5)) this.addPool()
        return
      case 'transposed':
        this.addTransposedConvolution()
        return
      case 'depthwise':
        this.addDepthwise()
        return
      case 'pool':
        this.addPool()
        return
      case 'activation':
        this.addActivation()
        return
      case 'scale':
        this.add({ kind: 'scaleShift', scale: dice.floats(channels, 1.5), shift: dice.floats(channels, 0.5) })
        return
      case 'pad': {
        const some = (most = 2) => dice.between(0, Math.min(2, most))
        if (dice.chance(0.4)) this.add({ kind: 'zeroPad', padding: [some(), some(), some(), some()] })
        else {
          const mode = dice.pick(['constant', 'reflect', 'symmetric', 'edge'] as const)
          const side = (size: number) => some(mode === 'reflect' ? size - 1 : mode === 'symmetric' ? size : 2)
          const padding = [side(height), side(height), side(width), side(width)] as const
          this.add({
            kind: 'pad',
            padding,
            mode,
            ...(mode === 'constant' ? { value: dice.uniform() - 0.5 } : {}),
          })
        }
        return
      }
      case 'residual':
        this.addResidual()
        return
      case 'resize':
        this.addResize()
        return
      case 'reduce':
        this.addReduction()
        return
      case 'transpose':
        this.add({ kind: 'transpose', axes: dice.pick(orders) })
        return
      case 'select':
        this.addSelection(dice.pick([0, 1, 2, 2]))
        return
      case 'concat':
        this.addConcat()
        return
      case 'gate':
        this.addGate()
        return
      case 'norm':
        this.addNorm()
        return
      case 'combine':
        this.addCombination()
        return
      case 'crop': {
        const [top, bottom] = this.#cropping(height)
        const [left, right] = this.#cropping(width)
        this.add({ kind: 'crop', cropping: [top, bottom, left, right] })
        return
      }
      case 'reshape':
        this.add({
          kind: 'reshape',
          shape: dice.chance(0.5) ? [width, height, channels] : [height * width, 1, channels],
        })
    }
  }

  addActivation(): void {
    const dice = this.#dice
    const activation = dice.pick(dice.chance(0.4) ? rarer : activations)
    // Exponentials of exponentials leave float32.
    if (activation.name === 'exponential' || activation.name === 'square')
      this.add({ kind: 'activation', activation: { name: 'tanh' } })
    else if (!isTotal(activation)) this.#addBetween(0.5, 1.5)
    this.add({ kind: 'activation', activation })
  }

  addConvolution(): void {
    const dice = this.#dice
    const sliding = this.#sliding()
    const channels = this.shape[2]!
    const groups = dice.chance(0.3) ? dice.pick(divisorsOf(channels)) : 1
    const filters =
      groups > 1 ? groups * dice.pick([1, 2, 3, 4, 6, 18]) : dice.pick([1, 2, 3, 4, 5, 8, 13, 20, 36])
    const perFilter = sliding.kernelSize[0] * sliding.kernelSize[1] * (channels / groups)
    const kernel = dice.floats(perFilter * filters, 1.5 / Math.sqrt(perFilter))
    this.add({ kind: 'conv2d', ...sliding, groups, kernel, bias: dice.floats(filters, 0.3) })
  }

  /** As decoders have them, or with settings that leave outputs without an input. Maps do not get longer than 16. */
  addTransposedConvolution(): void {
    const dice = this.#dice
    const [height, width, channels] = this.shape as MapShape
    const along = (size: number) => {
      const [kernel, stride, dilation] = [
        dice.between(1, 4),
        dice.between(1, size > 6 ? 2 : 3),
        dice.between(1, 2),
      ]
      const spread = (size - 1) * stride + (kernel - 1) * dilation + 1
      const before = dice.between(0, Math.min(3, spread - 1))
      const least = Math.max(spread - before - 16, dice.between(0, 3))
      const after = Math.min(spread - before - 1, least)
      return {
        kernel,
        stride,
        dilation,
        before,
        after,
        extra: dice.between(0, Math.max(stride, dilation) - 1),
      }
    }
    const [y, x] = [along(height), along(width)]
    const groups = dice.chance(0.4) ? dice.pick(divisorsOf(channels)) : 1
    const filters = groups * dice.between(1, groups > 1 ? 3 : 20)
    const perFilter = y.kernel * x.kernel * (channels / groups)
    this.add({
      kind: 'conv2dTranspose',
      kernelSize: [y.kernel, x.kernel],
      strides: [y.stride, x.stride],
      dilation: [y.dilation, x.dilation],
      padding: [y.before, y.after, x.before, x.after],
      outputPadding: [y.extra, x.extra],
      groups,
      kernel: dice.floats(perFilter * filters, 1.5 / Math.sqrt(perFilter)),
      bias: dice.floats(filters, 0.3),
    })
    if (dice.chance(0.5)) this.addActivation()
  }

  addDepthwise(): void {
    const dice = this.#dice
    const sliding = this.#sliding()
    const outputs = this.shape[2]! * dice.between(1, 2)
    const kernel = dice.floats(sliding.kernelSize[0] * sliding.kernelSize[1] * outputs, 0.8)
    this.add({ kind: 'depthwiseConv2d', ...sliding, kernel, bias: dice.floats(outputs, 0.3) })
  }

  addPool(): void {
    const dice = this.#dice
    const [height, width] = this.shape as MapShape
    if (dice.chance(0.15)) {
      this.add({ kind: dice.pick(['globalMaxPool', 'globalAveragePool'] as const) })
      return
    }
    const windowSize: Pair = [dice.between(1, Math.min(3, height)), dice.between(1, Math.min(3, width))]
    const strides: Pair = dice.chance(0.5) ? windowSize : [dice.between(1, 3), dice.between(1, 3)]
    const room = Math.min(height - windowSize[0] * 2 + 1, width - windowSize[1] * 2 + 1)
    const kind = dice.pick(['maxPool', 'averagePool'] as const)
    const padding = dice.chance(0.5) ? this.#poolPadding(windowSize, strides) : none
    // Any part of the padding may count: all of it, that before the map, or none.
    const counted = dice.pick([padding, [padding[0], 0, padding[2], 0], none] as const)
    const counts = kind === 'averagePool' && dice.chance(0.5) ? { counted } : {}
    const dilated = room >= 0 && dice.chance(0.3) ? { dilation: [2, dice.between(1, 2)] as const } : {}
    this.add({ kind, windowSize, strides, padding, ...counts, ...dilated })
  }

  /** A branch of one convolution that keeps the shape, added to what it started from. */
  addResidual(): void {
    const dice = this.#dice
    const [height, width, channels] = this.shape as MapShape
    const from = this.layers.length - 1
    const kernelSize: Pair = [dice.between(1, 3), dice.between(1, 3)]
    const padding = samePaddings([height, width], kernelSize, [1, 1], [1, 1])
    const kernel = dice.floats(kernelSize[0] * kernelSize[1] * channels * channels, 0.4)
    const bias = dice.floats(channels, 0.3)
    this.add({ kind: 'conv2d', kernelSize, strides: [1, 1], dilation: [1, 1], padding, kernel, bias })
    if (dice.chance(0.5)) this.addActivation()
    this.add({ kind: 'add' }, [this.layers.length - 1, from])
  }

  /** Along any axes but all; what is left without one of its axes becomes a map again. */
  addReduction(): void {
    const dice = this.#dice
    const axes = dice.pick([[0], [1], [2], [2], [0, 1], [1, 0], [0, 2], [1, 2]])
    const by = dice.pick(['mean', 'sum', 'max'] as const)
    const keepAxes = dice.chance(0.6)
    this.add({ kind: 'reduce', by, axes, keepAxes })
    if (by === 'sum') {
      // Back to about 1, as values are everywhere in these networks.
      const length = this.shape.at(-1)!
      const scale = new Float32Array(length).fill(1 / 8)
      this.add({ kind: 'scaleShift', scale, shift: dice.floats(length, 0.3) })
    }
    if (this.shape.length === 2) {
      if (dice.chance(0.3)) this.addSelection(dice.between(0, 1))
      if (dice.chance(0.3)) this.add({ kind: 'transpose', axes: [1, 0] })
      this.add({ kind: 'reshape', shape: [...this.shape, 1] })
    }
  }

  /** A slice, with steps or in reverse, or numbers in any order, some of them perhaps more than once. */
  addSelection(axis: number): void {
    const dice = this.#dice
    const size = this.shape[axis]!
    const step = dice.between(1, 3)
    const from = dice.between(0, size - 1)
    const slice = Array.from({ length: Math.ceil((size - from) / step) }, (_, i) => from + i * step)
    const any = Array.from({ length: dice.between(1, 8) }, () => dice.between(0, size - 1))
    this.add({ kind: 'select', axis, indices: dice.pick([slice, slice, [...slice].reverse(), any]) })
  }

  /** Branches that meet side by side; what they started from is one of them, or comes twice. */
  addConcat(): void {
    const dice = this.#dice
    const [height, width, channels] = this.shape as MapShape
    const from = this.layers.length - 1
    const axis = dice.pick([0, 1, 2, 2, 2, 2])
    const branches = Array.from({ length: dice.between(1, 2) }, () => {
      if (dice.chance(0.2)) return from
      const filters = axis === 2 ? dice.pick([1, 3, 4, 8]) : channels
      const kernelSize: Pair = [dice.between(1, 3), dice.between(1, 3)]
      const padding = samePaddings([height, width], kernelSize, [1, 1], [1, 1])
      const kernel = dice.floats(kernelSize[0] * kernelSize[1] * channels * filters, 0.4)
      const sliding = { kernelSize, strides: [1, 1], dilation: [1, 1], padding } as const
      this.add({ kind: 'conv2d', ...sliding, kernel, bias: dice.floats(filters, 0.3) }, [from])
      if (dice.chance(0.5)) this.addActivation()
      if (dice.chance(0.2)) {
        // Behind this no field of pixels steps as the image's does.
        this.add({
          kind: 'resize',
          size: [dice.between(1, 9), dice.between(1, 9)],
          interpolation: 'bilinear',
        })
        this.add({ kind: 'resize', size: [height, width], interpolation: 'nearest' })
      }
      return this.layers.length - 1
    })
    branches.splice(dice.between(0, branches.length), 0, from)
    this.add({ kind: 'concat', axis }, branches)
  }

  /** One value for each channel, or each place, over the whole map: as squeeze and excitation have it, or an attention map. */
  addGate(): void {
    const dice = this.#dice
    const [height, width, channels] = this.shape as MapShape
    const from = this.layers.length - 1
    if (dice.chance(0.6)) {
      this.add({ kind: dice.pick(['globalMaxPool', 'globalAveragePool'] as const) })
      for (const units of dice.chance(0.5) ? [dice.between(1, 5), channels] : [channels]) {
        const inputs = this.shape[0]!
        const kernel = dice.floats(inputs * units, 1.5 / Math.sqrt(inputs))
        this.add({ kind: 'dense', kernel, bias: dice.floats(units, 0.3) })
        this.addActivation()
      }
      if (dice.chance(0.4)) this.add({ kind: 'reshape', shape: [1, 1, channels] })
    } else {
      this.#addBranch(1)
      const way = dice.between(0, 2)
      if (way > 0) {
        const size: Pair = way === 1 ? [1, width] : [height, 1]
        this.add({ kind: 'resize', size, interpolation: 'bilinear' })
      }
    }
    this.#combineWith(from)
  }

  /** Branches that meet again otherwise than in a sum. */
  addCombination(): void {
    const from = this.layers.length - 1
    this.#addBranch((this.shape as MapShape)[2])
    this.#combineWith(from)
  }

  /** What is made of all channels of a place, or of groups of them over all places. */
  addNorm(): void {
    const dice = this.#dice
    const channels = this.shape.at(-1)!
    const affine = { scale: dice.floats(channels, 1.5), shift: dice.floats(channels, 0.5) }
    // Small values would be made large, and their rounding with them.
    const epsilon = dice.pick([0.02, 0.3])
    const divisors = Array.from({ length: channels }, (_, i) => i + 1).filter((n) => channels % n === 0)
    const norms: Operation[] = [
      { kind: 'layerNorm', epsilon, ...affine },
      { kind: 'rmsNorm', epsilon, ...affine },
      { kind: 'l2Normalize', epsilon },
      { kind: 'softmax' },
      { kind: 'logSoftmax' },
    ]
    if (this.shape.length === 3) {
      const some = () => dice.between(0, 3)
      const response = {
        alpha: dice.pick([1e-4, 0.5]),
        beta: dice.pick([0.75, 0.5, 1.3]),
        bias: dice.pick([1, 2]),
      }
      norms.push({ kind: 'groupNorm', groups: dice.pick(divisors), epsilon, ...affine })
      norms.push({ kind: 'groupNorm', groups: dice.pick(divisors), epsilon, ...affine })
      norms.push({ kind: 'localResponseNorm', radius: [some(), some()], ...response })
    }
    this.add(dice.pick(norms))
    if (dice.chance(0.4)) this.addActivation()
  }

  /** A convolution that keeps height and width. */
  #addBranch(filters: number): void {
    const dice = this.#dice
    const [height, width, channels] = this.shape as MapShape
    const kernelSize: Pair = [dice.between(1, 3), dice.between(1, 3)]
    const padding = samePaddings([height, width], kernelSize, [1, 1], [1, 1])
    const kernel = dice.floats(kernelSize[0] * kernelSize[1] * channels * filters, 0.4)
    const sliding = { kernelSize, strides: [1, 1], dilation: [1, 1], padding } as const
    this.add({ kind: 'conv2d', ...sliding, kernel, bias: dice.floats(filters, 0.3) })
    if (dice.chance(0.5)) this.addActivation()
  }

  #combineWith(from: number): void {
    const dice = this.#dice
    const kinds = ['multiply', 'multiply', 'add', 'subtract', 'divide', 'maximum', 'minimum'] as const
    const kind = dice.pick(kinds)
    if (kind === 'divide') this.#addBetween(0.5, 1.5)
    const branch = this.layers.length - 1
    const commutes = kind !== 'divide' && dice.chance(0.5)
    const inputs = commutes ? [branch, from] : [from, branch]
    if (kind !== 'divide' && kind !== 'subtract' && dice.chance(0.2)) inputs.push(dice.pick(inputs))
    this.add({ kind }, inputs)
    if (dice.chance(0.2)) this.addActivation()
  }

  /** Draws values in, so that what follows is defined, and no worse conditioned than the rest. */
  #addBetween(least: number, most: number): void {
    const channels = this.shape.at(-1)!
    this.add({ kind: 'activation', activation: { name: 'sigmoid' } })
    const scale = new Float32Array(channels).fill(most - least)
    this.add({ kind: 'scaleShift', scale, shift: new Float32Array(channels).fill(least) })
  }

  /** To a whole multiple of the size, as upsampling layers do, or to any size. */
  addResize(): void {
    const dice = this.#dice
    const [height, width] = this.shape as MapShape
    const factor = (size: number) => dice.between(1, Math.max(1, Math.min(3, Math.floor(16 / size))))
    const size: Pair = dice.chance(0.6)
      ? [height * factor(height), width * factor(width)]
      : [dice.between(1, 13), dice.between(1, 13)]
    this.add({ kind: 'resize', size, interpolation: dice.pick(['nearest', 'bilinear'] as const) })
  }

  /** Down to a vector of scores, in any of the ways networks end. */
  addHead(): void {
    const dice = this.#dice
    if (this.shape.length === 3) {
      if (dice.chance(0.25)) this.add({ kind: dice.pick(['globalMaxPool', 'globalAveragePool'] as const) })
      else if (dice.chance(0.2)) {
        this.add({ kind: 'transpose', axes: [2, 0, 1] })
        this.add({ kind: 'flatten' })
      } else if (dice.chance(0.3)) this.add({ kind: 'reshape', shape: [sizeOf(this.shape)] })
      else this.add({ kind: 'flatten' })
    }
    if (dice.chance(0.2)) {
      const branch = this.layers.length - 1
      const inputs = this.shape[0]!
      if (branch >= 0) {
        this.add({
          kind: 'dense',
          kernel: dice.floats(inputs * 5, 1 / Math.sqrt(inputs)),
          bias: dice.floats(5, 0.3),
        })
        this.add({ kind: 'concat', axis: 0 }, dice.chance(0.5) ? [branch, branch + 1] : [branch + 1, branch])
      }
    }
    if (this.layers.length > 0 && dice.chance(0.1)) this.addSelection(0)
    if (this.layers.length > 0 && dice.chance(0.05)) {
      this.add({ kind: 'reduce', by: dice.pick(['mean', 'max'] as const), axes: [0], keepAxes: true })
    }
    const size = this.shape[0]!
    if (dice.chance(0.2))
      this.add({ kind: 'scaleShift', scale: dice.floats(size, 1.5), shift: dice.floats(size, 0.5) })
    if (dice.chance(0.2)) this.addActivation()
    if (dice.chance(0.15)) this.addNorm()
    for (let n = dice.between(0, 2); n > 0; n--) {
      const [inputs, units] = [this.shape[0]!, dice.pick([1, 2, 7, 10, 33, 70])]
      const kernel = dice.floats(inputs * units, 1.5 / Math.sqrt(inputs))
      this.add({ kind: 'dense', kernel, bias: dice.floats(units, 0.3) })
      if (dice.chance(0.6)) this.addActivation()
    }
    if (this.layers.length === 0) this.add({ kind: 'flatten' })
  }

  /** Rows or columns to leave out at either end, and at least one of them not. */
  #cropping(size: number): readonly [number, number] {
    const before = this.#dice.between(0, Math.min(2, size - 1))
    return [before, this.#dice.between(0, Math.min(2, size - 1 - before))]
  }

  /** As `same` has it, or different on every side, so that the last windows may stick out. */
  #poolPadding(window: Pair, strides: Pair): Padding {
    const dice = this.#dice
    const [height, width] = this.shape as MapShape
    if (dice.chance(0.5)) return samePaddings([height, width], window, strides, [1, 1])
    const side = (size: number) => dice.between(0, size - 1)
    return [side(window[0]), side(window[0]), side(window[1]), side(window[1])]
  }

  #sliding() {
    const dice = this.#dice
    const [height, width] = this.shape as MapShape
    const kernelSize: Pair = [dice.between(1, Math.min(5, height)), dice.between(1, Math.min(5, width))]
    const strides: Pair = dice.chance(0.6) ? [1, 1] : [dice.between(1, 3), dice.between(1, 3)]
    const fits = (axis: 0 | 1, size: number) => (kernelSize[axis] - 1) * 2 + 1 <= size
    const dilation: Pair = [
      fits(0, height) && dice.chance(0.2) ? 2 : 1,
      fits(1, width) && dice.chance(0.2) ? 2 : 1,
    ]
    const padding = dice.chance(0.4) ? samePaddings([height, width], kernelSize, strides, dilation) : none
    return { kernelSize, strides, dilation, padding }
  }
}

const orders = [
  [2, 0, 1],
  [1, 0, 2],
  [1, 2, 0],
  [0, 2, 1],
  [2, 1, 0],
  [0, 1, 2],
] as const

function divisorsOf(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1).filter((divisor) => n % divisor === 0)
}

const none: Padding = [0, 0, 0, 0]

function samePaddings(size: Pair, window: Pair, strides: Pair, dilation: Pair): Padding {
  const [top, bottom] = samePadding(size[0], window[0], strides[0], dilation[0])
  const [left, right] = samePadding(size[1], window[1], strides[1], dilation[1])
  return [top, bottom, left, right]
}
