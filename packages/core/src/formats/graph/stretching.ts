import { countOf } from './value.js'

/** Where each value of a shape lies in a tensor that is stretched over it, axes counted from the last. */
export function* stretchedPlaces(
  shape: readonly number[],
  over: readonly number[],
): Generator<number, void, undefined> {
  const steps = stepsOf(shape, over)
  const at = new Array<number>(over.length).fill(0)
  const count = countOf(over)
  let place = 0
  for (let i = 0; i < count; i++) {
    yield place
    for (let axis = over.length - 1; axis >= 0; axis--) {
      place += steps[axis]!
      if (++at[axis]! < over[axis]!) break
      at[axis] = 0
      place -= steps[axis]! * over[axis]!
    }
  }
}

/** By how far a place moves along each axis of `over`; 0 where the tensor has but one value to stretch. */
function stepsOf(shape: readonly number[], over: readonly number[]): number[] {
  const steps = new Array<number>(over.length).fill(0)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis]! > 1) steps[axis + over.length - shape.length] = step
    step *= shape[axis]!
  }
  return steps
}

/** The shape that two are stretched to (NumPy's broadcasting); undefined where they do not fit. */
export function stretchedShape(a: readonly number[], b: readonly number[]): number[] | undefined {
  const shape: number[] = []
  for (let back = Math.max(a.length, b.length); back >= 1; back--) {
    const [first, second] = [a.at(-back) ?? 1, b.at(-back) ?? 1]
    if (first !== second && first !== 1 && second !== 1) return undefined
    shape.push(first === 1 ? second : first)
  }
  return shape
}
