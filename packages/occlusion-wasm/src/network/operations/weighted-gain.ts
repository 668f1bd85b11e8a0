import { largestMagnitude } from '../largest-magnitude.js'
import type { Gain } from './operation-rules.js'

/** |Σ wx + b| ≤ Σ|w|·max|x| + |b|. @param kernel - with the outputs as its last axis */
export function weightedGain({ kernel, bias }: { kernel: Float32Array; bias: Float32Array }): Gain {
  const sums = new Float64Array(bias.length)
  kernel.forEach((weight, i) => {
    sums[i % sums.length]! += Math.abs(weight)
  })
  return { factor: sums.reduce((most, sum) => Math.max(most, sum), 0), offset: largestMagnitude(bias) }
}
