import { stretchedPlaces, stretchedShape } from './constants.js'
import {
  added,
  byChannel,
  inShape,
  malformed,
  type NodeContext,
  settled,
  unsupported,
} from './graph-context.js'
import { gateOf } from './recognised-gate.js'
import { type Constant, countOf, type Live, shapeText, type Value } from './value.js'

/** Operations of two values that a network has a layer for. */
export type Arithmetic = 'add' | 'subtract' | 'multiply' | 'divide'

/** A sum, difference, product or quotient of values, one of which depends on the image at least. */
export function calculated(context: NodeContext, operation: Arithmetic, a: Value, b: Value): Live {
  if (a.kind === 'live' && b.kind === 'live') return ofTwo(context, operation, a, b)
  const live = a.kind === 'live' ? a : (b as Live)
  const other = (a.kind === 'live' ? b : a) as Constant
  const reversed = a.kind === 'constant'
  if (reversed && operation === 'divide') throw unsupported(context, 'divides by what depends on the image')
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
function scaled(context: NodeContext, given: Live, by: Constant, scale: Factor, shift: Factor): Live {
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
  // Learnt factors may turn features into logits; one number, as of an average, does not.
  return by.values.length === 1 && input.ending ? { ...result, ending: input.ending } : result
}

function ofTwo(context: NodeContext, operation: Arithmetic, a: Live, b: Live): Live {
  if (operation === 'multiply') {
    // A sigmoid that waits may be the gate, or what goes through one.
    const settledGate = () =>
      gateOf(context.builder, settled(context, a), b) ?? gateOf(context.builder, a, settled(context, b))
    const gate = gateOf(context.builder, a, b) ?? settledGate()
    if (gate) {
      const value = context.builder.add(
        [gate.input],
        { kind: 'activation', activation: gate.activation },
        context.name,
      )
      const ending = `node "${context.name}" ends in ${gate.activation.name}`
      const result: Live = { kind: 'live', shape: a.shape, value, ending }
      return gate.factor === 1 ? result : times(context, result, gate.factor)
    }
  }
  const [first, second] = [settled(context, a), settled(context, b)]
  const alike = stretchedShape(a.shape, b.shape)
  if (!alike) throw malformed(context, `shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} do not fit`)
  const same = countOf(a.shape) === countOf(b.shape) && countOf(alike) === countOf(a.shape)
  if (!same || operation === 'multiply' || operation === 'divide') {
    throw unsupported(context, `joins values of shapes ${shapeText(a.shape)} and ${shapeText(b.shape)}`)
  }
  const turned = operation === 'subtract' ? times(context, second, -1) : second
  const inputs = [
    byChannel(context, { ...first, shape: alike }),
    byChannel(context, { ...turned, shape: alike }),
  ]
  const sum = added(context, inputs, { kind: 'add' }, () => alike)
  return first.ending && second.ending ? { ...sum, ending: first.ending } : sum
}

/** Each value times a number. */
export function times(context: NodeContext, given: Live, factor: number): Live {
  const input = settled(context, given)
  const channels = input.value.shape.at(-1)!
  const scale = new Float32Array(channels).fill(factor)
  const operation = { kind: 'scaleShift', scale, shift: new Float32Array(channels) } as const
  return { ...input, value: context.builder.add([input.value], operation, context.name) }
}

/** A factor and an offset for each channel, such as batch normalisation has. @param scale - [C]; @param shift - [C] */
export function scaledByChannel(
  context: NodeContext,
  given: Live,
  scale: Float32Array,
  shift: Float32Array,
): Live {
  const input = settled(context, given)
  const value = byChannel(context, input)
  return added(context, [value], { kind: 'scaleShift', scale, shift }, () => input.shape)
}
