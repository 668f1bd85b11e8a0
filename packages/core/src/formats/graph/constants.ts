import { InputError } from '../../errors.js'
import { type GraphContext, malformed } from './graph-context.js'
import { stretchedPlaces, stretchedShape } from './stretching.js'
import { type Constant, constant, countOf, shapeText } from './value.js'

/** Most values that what a graph computes before any image may have, beyond what its files hold. */
const MOST_UNFOLDED = 2 ** 20

/** A function of two constants, value by value, each stretched over the other. Floats are rounded to float32. */
export function combined(
  context: GraphContext,
  a: Constant,
  b: Constant,
  f: (x: number, y: number) => number,
  type = a.type === 'whole' && b.type === 'whole' ? ('whole' as const) : ('float' as const),
): Constant {
  const shape = stretchedShape(a.shape, b.shape)
  if (!shape) throw malformed(context, `shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} do not fit`)
  requireBounded(context, countOf(shape), a, b)
  const values = emptyFor(type, countOf(shape))
  const [first, second] = [stretchedPlaces(a.shape, shape), stretchedPlaces(b.shape, shape)]
  for (let i = 0; i < values.length; i++) {
    values[i] = f(a.values[first.next().value!]!, b.values[second.next().value!]!)
  }
  return constant(shape, values, type)
}

/** A function of each value of a constant. */
export function mapped(input: Constant, f: (x: number) => number, type = input.type): Constant {
  const values = emptyFor(type, input.values.length)
  for (let i = 0; i < values.length; i++) values[i] = f(input.values[i]!)
  return constant(input.shape, values, type)
}

/** Memory for so many values. */
export function emptyFor(type: Constant['type'], count: number): Float32Array | Float64Array {
  return type === 'whole' ? new Float64Array(count) : new Float32Array(count)
}

/** Shapes in a file claim anything: what is computed of constants may be as large as they are, or small. */
export function requireBounded(context: GraphContext, count: number, ...of: readonly Constant[]): void {
  const given = of.reduce((sum, { values }) => sum + values.length, 0)
  if (count <= Math.max(given, MOST_UNFOLDED)) return
  const where = `node "${context.name}", of operation ${context.op}`
  throw new InputError('MODEL_TOO_LARGE', `${where}: a constant of ${count} values, made of ${given}`)
}

/** The numbers of a constant that lists whole ones, such as axes or a shape. */
export function listOf(context: GraphContext, { values }: Constant): number[] {
  if (values.length <= 64 && values.every(Number.isInteger)) return [...values]
  throw malformed(context, 'expected a short list of whole numbers')
}
