import { largestMagnitude } from '../largest-magnitude.js'
import type { Gain } from './operation-rules.js'

/** Stands for a kernel whose weights lie elsewhere: how many they are, and how far they carry a value. */
export interface AbsentKernel {
  readonly length: number
  readonly gain: Gain
}

/** |Σ wx + b| ≤ Σ|w|·max|x| + |b|. @param kernel - with the outputs as its last axis; one that lies elsewhere knows its gain */
export function weightedGain({ kernel, bias }: { kernel: Float32Array; bias: Float32Array }): Gain {
  const { gain } = kernel as Partial<AbsentKernel>
  if (gain) return gain
  const outputs = bias.length
  const sums = new Float64Array(outputs)
  const squares = new Float64Array(outputs)
  for (let row = 0; row < kernel.length; row += outputs) {
    for (let i = 0; i < outputs; i++) {
      const weight = kernel[row + i]!
      sums[i]! += Math.abs(weight)
      squares[i]! += weight * weight
    }
  }
  const most = (values: Float64Array) => values.reduce((a, b) => Math.max(a, b), 0)
  return { factor: most(sums), root: Math.sqrt(most(squares)), offset: largestMagnitude(bias) }
}
