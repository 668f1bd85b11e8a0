import { NetworkError } from '../network-error.js'
import { sizeOf } from '../shape.js'
import { mismatch } from './checks.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'

/** The same values with their axes in another order, as numpy.transpose has it. */
export interface Transpose {
  readonly kind: 'transpose'
  /** Of each axis of the output, which of the input's it is: [2, 0, 1] makes [C, H, W] of [H, W, C]. */
  readonly axes: readonly number[]
}

export const transpose: OperationRules<Transpose> = {
  arity: 'one',
  check({ axes }, input, label) {
    if (input.length > 3) throw mismatch(label, 'at most three axes', input)
    if ([...axes].sort().join() === [...input.keys()].join()) return
    const expected = `each of the ${input.length} axes of [${input.join(', ')}] once, from 0`
    throw new NetworkError('LAYER_SETTING', `${label}, axes: expected ${expected}, got [${axes.join(', ')}]`)
  },
  outputShape: ({ axes }, [input]) => axes.map((axis) => input![axis]!),
  multiplyAdds: () => 0,
  gain: () => noGain,
}

export const transposeReference: Reference<Transpose> = ({ axes }, [values], input, output) => {
  const moved = new Float64Array(sizeOf(output))
  const places = transposedPlaces(input, axes)
  values!.forEach((value, i) => {
    moved[places[i]!] = value
  })
  return moved
}

/** Where each value of `shape` lies, in order, once its axes are in another order. */
export function transposedPlaces(shape: readonly number[], axes: readonly number[]): Int32Array {
  const steps = new Array<number>(shape.length)
  let step = 1
  for (const axis of [...axes].reverse()) {
    steps[axis] = step
    step *= shape[axis]!
  }
  return Int32Array.from({ length: sizeOf(shape) }, (_, i) => {
    let [place, rest] = [0, i]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (rest % shape[axis]!) * steps[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    return place
  })
}
