import { NetworkError } from '../network-error.js'
import { type Shape, sizeOf } from '../shape.js'
import { checkAxis } from './checks.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'

/** The mean, sum or largest of the values along some axes. */
export interface Reduce {
  readonly kind: 'reduce'
  readonly by: 'mean' | 'sum' | 'max'
  /** Of [H, W, C], of [n, C] or of [n], from 0; at least one, none twice. */
  readonly axes: readonly number[]
  /** Whether these axes stay, of length 1; else they are left out, but for one if none is left. */
  readonly keepAxes: boolean
}

export const reduce: OperationRules<Reduce> = {
  arity: 'one',
  check({ by, axes, keepAxes }, input, label) {
    const wrong = (field: string, expected: string, got: unknown) =>
      new NetworkError('LAYER_SETTING', `${label}, ${field}: expected ${expected}, got ${got}`)
    if (!['mean', 'sum', 'max'].includes(by)) throw wrong('by', 'mean, sum or max', by)
    if (typeof keepAxes !== 'boolean') throw wrong('keepAxes', 'true or false', keepAxes)
    if (axes.length === 0 || new Set(axes).size < axes.length) {
      throw wrong('axes', 'one or more, each once', `[${axes.join(', ')}]`)
    }
    for (const axis of axes) checkAxis(axis, input, label)
  },
  outputShape({ axes, keepAxes }, [input]) {
    const kept = input!.map((size, axis) => (axes.includes(axis) ? 1 : size))
    const left = keepAxes ? kept : kept.filter((_, axis) => !axes.includes(axis))
    return left.length > 0 ? left : [1]
  },
  multiplyAdds: () => 0,
  gain({ by, axes }, input) {
    if (by === 'max') return noGain
    const count = alongAxes(axes, input)
    const factor = by === 'sum' ? count : 1
    return { factor, root: factor / Math.sqrt(count), offset: 0 }
  },
}

export const reduceReference: Reference<Reduce> = ({ by, axes }, [values], input, output) => {
  const result = new Float64Array(sizeOf(output)).fill(by === 'max' ? -Infinity : 0)
  const places = reducedPlaces(input, axes)
  values!.forEach((value, i) => {
    const at = places[i]!
    result[at] = by === 'max' ? Math.max(result[at]!, value) : result[at]! + value
  })
  return by === 'mean' ? result.map((sum) => (sum * sizeOf(output)) / sizeOf(input)) : result
}

/** Into which value of the output each value of the input goes, both flat. */
export function reducedPlaces(input: Shape, axes: readonly number[]): Int32Array {
  return Int32Array.from({ length: sizeOf(input) }, (_, i) => {
    let [at, rest, step] = [0, i, 1]
    for (let axis = input.length - 1; axis >= 0; axis--) {
      const place = rest % input[axis]!
      rest = Math.floor(rest / input[axis]!)
      if (axes.includes(axis)) continue
      at += place * step
      step *= input[axis]!
    }
    return at
  })
}

/** How many values are made one. */
function alongAxes(axes: readonly number[], input: Shape): number {
  return axes.reduce((product, axis) => product * input[axis]!, 1)
}
