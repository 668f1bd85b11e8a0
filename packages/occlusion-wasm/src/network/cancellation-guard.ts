import type { Activation } from './activation.js'
import { largestMagnitude } from './largest-magnitude.js'
import type { Layer } from './layer.js'
import type { Network } from './network.js'
import type { ActivationLayer } from './operations/activation.js'
import type { GroupNorm } from './operations/group-norm.js'
import type { L2Normalize } from './operations/l2-normalize.js'
import type { LayerNorm } from './operations/layer-norm.js'
import type { Gain } from './operations/operation-rules.js'

/** Half the distance from 1 to the next float32. */
const ROUNDING = 2 ** -24

/** Of the largest score: what rounding of differences may come to before the scores are looked at again. */
const MOST_NOISE = 2 ** -10

/**
 * How many times as large values have to be as what a layer makes of them, its weights taken as vectors of random signs, for that to
 * count as cancelling: networks as they are trained stay far below.
 */
const CANCELLING = 64

/** The same where an activation holds within bounds what it makes: what it is given may well be larger. */
const SATURATING = 1024

type GuardedLayer = Layer & {
  readonly gain: Gain
  /** By how much the layer's inputs may outweigh what comes of them. */
  readonly cancelling: number
}

/** What is known of a layer's values. */
interface Level {
  /** Their largest magnitude in the uncovered image. */
  readonly most: number
  /** How far off differences may leave those of covered copies. */
  readonly noise: number
}

/** What may become of an image's scores where they are computed by differences. */
export interface Assessment {
  /** How far off they may be. */
  readonly noise: number
  /**
   * Of layers that may make much of small differences, by their index. Of norms: the largest 1 / √(…) by which they may multiply
   * them; of quotients, logarithms and powers: the smallest magnitude that these may be taken of.
   */
  readonly limits: ReadonlyMap<number, number>
}

/**
 * Tells where float32 may lose the value of a covered copy in the difference from the uncovered image. A change is added to the
 * uncovered image's value, so it carries that value's rounding: where covering leaves little of a large value, and a later layer drops
 * the large values or makes small ones large, a forward pass of the covered copy would have that little exactly, and differences do
 * not. The rounding is followed through the layers from how large the uncovered image's values are.
 */
export class CancellationGuard {
  readonly #layers: readonly GuardedLayer[]
  #known: { readonly pixel: number; readonly noise: number | undefined } | undefined

  /** @param gains - of each layer */
  constructor({ layers }: Network, gains: readonly Gain[]) {
    const saturating = new Set(
      layers.flatMap((layer) =>
        layer.kind === 'activation' && saturates.includes(layer.activation.name) ? layer.inputs : [],
      ),
    )
    this.#layers = layers.map((layer, i) => ({
      ...withoutKernel(layer),
      gain: gains[i]!,
      cancelling: saturating.has(i) ? SATURATING : CANCELLING,
    }))
  }

  /**
   * @param pixel - largest magnitude of the image's and the baseline's values
   * @param most - largest magnitude, for the uncovered image, of what comes of each layer, and of all that is computed with it
   */
  assess(pixel: number, most: readonly number[]): Assessment {
    const levels: Level[] = []
    const limits = new Map<number, number>()
    const image = { most: pixel, noise: ROUNDING * pixel }
    for (const [index, layer] of this.#layers.entries()) {
      const inputs = layer.inputs.map((input) => (input < 0 ? image : levels[input]!))
      // What only rearranges values may be computed with the layer that reads it.
      const own = rearranging.includes(layer.kind) ? inputs[0]!.most : most[index]!
      const { noise, limit } = noiseOf(layer, inputs, own)
      if (limit !== undefined) limits.set(index, limit)
      levels.push({ most: own, noise })
    }
    return { noise: levels.at(-1)!.noise, limits }
  }

  /**
   * The same of any image of such pixels, with nothing known of it.
   *
   * @returns undefined where that tells nothing
   */
  noiseOfAll(pixel: number): number | undefined {
    if (this.#known?.pixel !== pixel) {
      const { noise, limits } = this.assess(pixel, boundsOf(this.#layers, pixel))
      this.#known = { pixel, noise: limits.size === 0 ? noise : undefined }
    }
    return this.#known.noise
  }
}

/** How large values can become, layer after layer. */
function boundsOf(layers: readonly GuardedLayer[], pixel: number): number[] {
  const bounds: number[] = []
  for (const { inputs, gain } of layers) {
    const own = inputs.map((input) => (input < 0 ? pixel : bounds[input]!))
    const sum = inputs.length > 1 ? own.reduce((a, b) => a + b, 0) : own[0]!
    bounds.push(gain.growth?.(sum, inputs.length) ?? gain.factor * sum + gain.offset)
  }
  return bounds
}

/** Whether scores may be that far off unseen. @param score - the largest of them */
export function hides(noise: number, score: number): boolean {
  return noise <= MOST_NOISE * score
}

const saturates: readonly string[] = [
  'sigmoid',
  'tanh',
  'relu6',
  'hardSigmoid',
  'clip',
  'softsign',
  'erf',
] satisfies Activation['name'][]

const rearranging: readonly string[] = ['flatten', 'reshape', 'transpose'] satisfies Layer['kind'][]

type Norm = LayerNorm | GroupNorm | L2Normalize

interface Outcome {
  readonly noise: number
  readonly limit?: number | undefined
}

/** How far off a layer's values may be. @param most - their largest magnitude */
function noiseOf(layer: GuardedLayer, inputs: readonly Level[], most: number): Outcome {
  const [first] = inputs as readonly [Level, ...Level[]]
  const joint = Math.hypot(...inputs.map(({ noise }) => noise))
  const rounding = ROUNDING * inputs.reduce((sum, level) => sum + level.most, 0)
  switch (layer.kind) {
    case 'add':
    case 'subtract':
      return { noise: Math.hypot(joint, rounding) }
    case 'concat':
    case 'maximum':
    case 'minimum':
      return { noise: inputs.reduce((most, level) => Math.max(most, level.noise), 0) }
    case 'multiply':
      return { noise: multiplied(inputs, most) }
    case 'divide': {
      const least = joint / MOST_NOISE
      return { noise: 2 * joint, limit: most >= 1 ? least : least / most }
    }
    case 'layerNorm':
    case 'rmsNorm':
    case 'l2Normalize':
    case 'groupNorm':
      return normalised(layer, first, most)
    case 'activation':
      return activated(layer, first, most)
    case 'logSoftmax':
    case 'localResponseNorm':
      return { noise: 2 * Math.max(1, layer.gain.factor) * joint }
    default:
      return { noise: layer.gain.root === undefined ? joint : weighted(layer, first, most) }
  }
}

/** Sums of products: no worse than all of one sign, and no worse for their sizes than before where they do not cancel. */
function weighted({ gain, cancelling: times }: GuardedLayer, input: Level, most: number): number {
  const { factor, offset, root = factor } = gain
  const cancelling = !(root * input.most <= times * most && input.most > 0)
  const passed = Math.min(
    factor * input.noise,
    cancelling ? Number.POSITIVE_INFINITY : (input.noise / input.most) * most,
  )
  return Math.hypot(passed, ROUNDING * (factor * input.most + offset))
}

/** (a + α)(b + β) − ab = aβ + αb + αβ; no worse for their sizes than the factors, where large values meet large ones. */
function multiplied(inputs: readonly Level[], most: number): number {
  const product = inputs.reduce((a, b) => ({
    most: a.most * b.most,
    noise: Math.max(a.noise * b.most, a.most * b.noise, a.noise * b.noise, ROUNDING * a.most * b.most),
  }))
  const share = product.most > 0 && product.most <= CANCELLING * most ? most / product.most : 1
  return product.noise * share
}

/** Divided by what may be small: of small differences they make so much at most, or a limit is set to it. */
function normalised(layer: Norm, input: Level, most: number): Outcome {
  const scale = 'scale' in layer ? largestMagnitude(layer.scale) : 1
  const worst = (scale / Math.sqrt(layer.epsilon)) * input.noise
  const noise = input.most > 0 ? Math.min(worst, (input.noise / input.most) * most) : worst
  const admitted = (MOST_NOISE / 4) * most
  return worst <= admitted ? { noise } : { noise, limit: admitted / (scale * input.noise) }
}

/** By the steepest slope of the activation, where it has one. */
function activated({ activation }: ActivationLayer, input: Level, most: number): Outcome {
  switch (activation.name) {
    case 'log':
    case 'sqrt':
    case 'reciprocal':
    case 'power': {
      const share = input.noise / input.most || 0
      return { noise: share * Math.max(1, most), limit: input.noise / MOST_NOISE }
    }
    case 'square':
      return { noise: 2 * input.most * input.noise }
    case 'exponential':
      return { noise: Math.max(1, most) * input.noise }
    default:
      return { noise: slopeOf(activation) * input.noise }
  }
}

function slopeOf(activation: Activation): number {
  if (activation.name === 'thresholdRelu') return Math.max(1, Math.abs(activation.negativeSlope))
  if (activation.name === 'hardSigmoid') return Math.max(1, Math.abs(activation.slope))
  return 'alpha' in activation ? Math.max(1, Math.abs(activation.alpha)) : 1
}

/** Kernels may be large, and their gains are all that is asked of them here. */
function withoutKernel(layer: Layer): Layer {
  return 'kernel' in layer ? { ...layer, kernel: new Float32Array(0) } : layer
}
