import type { NetworkValue } from '../../network/network-builder.js'
import { activated, clipped, recognised } from './activations.js'
import {
  added,
  byChannel,
  type GraphContext,
  inShape,
  malformed,
  mapOf,
  settled,
  unsupported,
} from './graph-context.js'
import { stretchedPlaces, stretchedShape } from './stretching.js'
import { type Constant, countOf, type Live, shapeText, type Value } from './value.js'

/** Operations of two values that a network has a layer for. */
export type Arithmetic = 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum'

/** A sum, difference, product or quotient of values, or the larger or smaller of them, one of which depends on the image at least. */
export function calculated(context: GraphContext, operation: Arithmetic, a: Value, b: Value): Live {
  if (a.kind === 'live' && b.kind === 'live') return ofTwo(context, operation, a, b)
  const live = a.kind === 'live' ? a : (b as Live)
  const other = (a.kind === 'live' ? b : a) as Constant
  const reversed = a.kind === 'constant'
  if (operation === 'maximum' || operation === 'minimum') return bounded(context, live, other, operation)
  // No layer gives what depends on no image: a number is one more than none of the other.
  if (reversed && operation === 'divide') {
    return ofTwo(
      context,
      operation,
      scaled(context, live, other, 0, (x) => x),
      live,
    )
  }
  const factors = {
    add: () => [1, (x: number) => x] as const,
    subtract: () => [reversed ? -1 : 1, (x: number) => (reversed ? x : -x)] as const,
    multiply: () => [(x: number) => x, 0] as const,
    divide: () => [(x: number) => 1 / x, 0] as const,
  }[operation]()
  return scaled(context, live, other, factors[0], factors[1])
}

type Factor = number | ((x: number) => number)

/** scale·x + shift, where either is a function of a constant that is stretched over the tensor. */
function scaled(context: GraphContext, given: Live, by: Constant, scale: Factor, shift: Factor): Live {
  const input = settled(context, given)
  const shape = stretchedShape(input.shape, by.shape)
  if (!shape)
    throw malformed(context, `shapes ${shapeText(input.shape)} and ${shapeText(by.shape)} do not fit`)
  if (countOf(shape) !== countOf(input.shape)) {
    throw unsupported(context, `stretches ${shapeText(input.shape)} to ${shapeText(shape)}`)
  }
  const channels = input.shape.at(-1) ?? 1
  const [value, places] =
    by.values.length === 1
      ? ([input.value, () => new Array<number>(input.value.shape.at(-1)!).fill(0)] as const)
      : by.values.length === channels && (by.shape.at(-1) ?? 1) === channels
        ? ([byChannel(context, input), () => by.values.keys()] as const)
        : ([inShape(context, input.value, [countOf(shape)]), () => stretchedPlaces(by.shape, shape)] as const)
  const each = (factor: Factor) =>
    Float32Array.from(places(), (place) => (typeof factor === 'number' ? factor : factor(by.values[place]!)))
  const operation = { kind: 'scaleShift', scale: each(scale), shift: each(shift) } as const
  const result = added(context, [value], operation, () => shape)
  if (by.values.length > 1) return result
  // Learnt factors may turn features into logits; one number, as of an average, does not.
  return recognised(context, result) ?? (input.ending ? { ...result, ending: input.ending } : result)
}

function ofTwo(context: GraphContext, operation: Arithmetic, a: Live, b: Live): Live {
  const [first, second] = [settled(context, a), settled(context, b)]
  const shape = stretchedShape(a.shape, b.shape)
  if (!shape) throw malformed(context, `shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} do not fit`)
  const result = added(context, laidOver(context, first, second, shape), { kind: operation }, () => shape)
  const one = recognised(context, result)
  if (one) return one
  return first.ending && second.ending ? { ...result, ending: first.ending } : result
}

/** Two values in shapes of the network's that are stretched over each other as the tensors are. */
function laidOver(context: GraphContext, a: Live, b: Live, shape: readonly number[]): NetworkValue[] {
  const count = countOf(shape)
  if (countOf(a.shape) === count && countOf(b.shape) === count) {
    return [a, b].map((each) => byChannel(context, { ...each, shape }))
  }
  return [a, b].map((each) => {
    const axes = [1, 1, 1, 1, ...each.shape]
    if (shape.length > 4 && axes.slice(0, -4).some((size) => size !== 1)) {
      throw unsupported(context, `joins values of shapes ${shapeText(a.shape)} and ${shapeText(b.shape)}`)
    }
    return mapOf(context, { ...each, shape: axes.slice(-4) })
  })
}

/** The larger or smaller of each value and a number. */
function bounded(context: GraphContext, input: Live, by: Constant, side: 'maximum' | 'minimum'): Live {
  const [bound] = by.values
  if (bound === undefined || by.values.some((value) => value !== bound)) {
    throw unsupported(context, 'has a bound for each value')
  }
  const none = Number.POSITIVE_INFINITY
  return side === 'maximum' ? clipped(context, input, bound, none) : clipped(context, input, -none, bound)
}

/** (a − b)². */
export function squaredDifference(context: GraphContext, a: Value, b: Value): Live {
  return activated(context, calculated(context, 'subtract', a, b), { name: 'square' })
}

/** Each value to the power of one number. @throws UnsupportedLayerError for any other exponent */
export function raised(context: GraphContext, input: Value, exponent: Value): Live {
  const [power] = exponent.kind === 'constant' && exponent.values.length === 1 ? exponent.values : []
  if (input.kind === 'constant' || power === undefined)
    throw unsupported(context, 'has other exponents than one number')
  if (power === 2) return activated(context, input, { name: 'square' })
  if (power === 0.5) return activated(context, input, { name: 'sqrt' })
  return activated(context, input, { name: 'power', exponent: power })
}

/** A factor and an offset for each channel, such as batch normalisation has. @param scale - [C]; @param shift - [C] */
export function scaledByChannel(
  context: GraphContext,
  given: Live,
  scale: Float32Array,
  shift: Float32Array,
): Live {
  const input = settled(context, given)
  const value = byChannel(context, input)
  return added(context, [value], { kind: 'scaleShift', scale, shift }, () => input.shape)
}
