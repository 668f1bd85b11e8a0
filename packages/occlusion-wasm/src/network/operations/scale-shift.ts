import { largestMagnitude } from '../largest-magnitude.js'
import { checkWeights } from './checks.js'
import type { OperationRules, Reference } from './operation-rules.js'

/** A factor and an offset for each channel (the last axis): what batch normalisation is once trained. */
export interface ScaleShift {
  readonly kind: 'scaleShift'
  /** float32 [C]. */
  readonly scale: Float32Array
  /** float32 [C]. */
  readonly shift: Float32Array
}

export const scaleShift: OperationRules<ScaleShift> = {
  arity: 'one',
  check({ scale, shift }, input, label) {
    const channels = input.at(-1)!
    checkWeights(scale, channels, `${label}, scale`)
    checkWeights(shift, channels, `${label}, shift`)
  },
  outputShape: (_, [input]) => input!,
  multiplyAdds: () => 0,
  gain({ scale, shift }) {
    const factor = largestMagnitude(scale)
    return { factor, root: factor, offset: largestMagnitude(shift) }
  },
}

export const scaleShiftReference: Reference<ScaleShift> = ({ scale, shift }, [values], input) => {
  const channels = input.at(-1)!
  return values!.map((x, i) => x * scale[i % channels]! + shift[i % channels]!)
}
