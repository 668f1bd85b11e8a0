import type { Add } from '../../network/operations/add.js'
import { broadcastIndex } from '../../network/operations/broadcast.js'
import type { Combine, CombineTwo } from '../../network/operations/combine.js'
import { type Shape, sizeOf } from '../../network/shape.js'
import type { Differentiation } from '../differentiation.js'

/** A number made of two, and its derivative by either. */
interface Pairing {
  of(a: number, b: number): number
  byFirst(a: number, b: number): number
  bySecond(a: number, b: number): number
}

const one = () => 1
/** Where two are equal each has half of the slope, as PyTorch shares it. */
const share = (won: boolean, equal: boolean) => (equal ? 0.5 : won ? 1 : 0)

export const add = combining<Add>({ of: (a, b) => a + b, byFirst: one, bySecond: one })
export const subtract = combining<CombineTwo>({ of: (a, b) => a - b, byFirst: one, bySecond: () => -1 })
export const multiply = combining<Combine>({
  of: (a, b) => a * b,
  byFirst: (_, b) => b,
  bySecond: (a) => a,
})
export const divide = combining<CombineTwo>({
  of: (a, b) => a / b,
  byFirst: (_, b) => 1 / b,
  bySecond: (a, b) => -a / (b * b),
})
export const maximum = combining<Combine>({
  of: Math.max,
  byFirst: (a, b) => share(a > b, a === b),
  bySecond: (a, b) => share(b > a, a === b),
})
export const minimum = combining<Combine>({
  of: Math.min,
  byFirst: (a, b) => share(a < b, a === b),
  bySecond: (a, b) => share(b < a, a === b),
})

/** The first input with the second, what comes of them with the third, and so on. */
function combining<O>(pairing: Pairing): Differentiation<O> {
  const pair = (a: Float32Array, b: Float32Array) => a.map((value, i) => pairing.of(value, b[i]!))
  return {
    forward: ({ inputs, shapes, shape }) =>
      inputs.map((values, k) => spread(values, shapes[k]!, shape)).reduce(pair),
    backward({ inputs, shapes, shape }, slope) {
      const [first, ...others] = inputs.map((values, k) => spread(values, shapes[k]!, shape))
      const befores = [first!]
      for (const other of others.slice(0, -1)) befores.push(pair(befores.at(-1)!, other))
      const slopes: Float32Array[] = []
      let rest = slope
      for (let k = others.length - 1; k >= 0; k--) {
        const [a, b, of] = [befores[k]!, others[k]!, rest]
        slopes.unshift(of.map((g, i) => g * pairing.bySecond(a[i]!, b[i]!)))
        rest = of.map((g, i) => g * pairing.byFirst(a[i]!, b[i]!))
      }
      return [rest, ...slopes].map((own, k) => gathered(own, shapes[k]!, shape))
    },
  }
}

/** Values over the whole of the shape that all inputs come to. */
function spread(values: Float32Array, shape: Shape, output: Shape): Float32Array {
  if (isSame(shape, output)) return values
  return Float32Array.from({ length: sizeOf(output) }, (_, i) => values[broadcastIndex(i, shape, output)]!)
}

/** What spreads values, transposed: slopes of all places of a value added up. */
function gathered(slopes: Float32Array, shape: Shape, output: Shape): Float32Array {
  if (isSame(shape, output)) return slopes
  const sums = new Float64Array(sizeOf(shape))
  slopes.forEach((slope, i) => {
    sums[broadcastIndex(i, shape, output)]! += slope
  })
  return new Float32Array(sums)
}

function isSame(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}
