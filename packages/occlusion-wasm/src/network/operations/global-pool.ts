import type { Shape } from '../shape.js'
import { mapShape } from './checks.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'
import { largest, mean, pooled } from './pool.js'
import type { Sliding } from './sliding.js'

/** The largest value, or the mean, of each channel: [H, W, C] to [C]. */
export interface GlobalPool {
  readonly kind: 'globalMaxPool' | 'globalAveragePool'
}

export const globalPool: OperationRules<GlobalPool> = {
  arity: 'one',
  check: () => {},
  outputShape: (_, [input], label) => [mapShape(input!, label)[2]],
  multiplyAdds: () => 0,
  gain: ({ kind }, input) =>
    kind === 'globalMaxPool' ? noGain : { ...noGain, root: 1 / Math.sqrt(input[0]! * input[1]!) },
}

export const globalPoolReference: Reference<GlobalPool> = ({ kind }, [values], input) => {
  const summarise = kind === 'globalMaxPool' ? largest : mean
  return pooled(wholeMap(input), values!, input, [1, 1, input.at(-1)!], summarise)
}

/** One window, as large as the map. */
function wholeMap(input: Shape): Sliding {
  const size = [input[0]!, input[1]!] as const
  return { kernelSize: size, strides: size, dilation: [1, 1], padding: [0, 0, 0, 0] }
}
