import { InputError } from '../errors.js'
import type { Random } from '../random.js'
import { byDesign } from './by-design.js'
import type { AttributionMethod } from './method.js'
import { sobolSequence } from './sobol-sequence.js'
import type { UnitDesign } from './unit-masks.js'
import { cellsOf } from './units-of.js'

/**
 * Total Sobol indices of the cells of a grid (Fel, Cadène, Chalvidal, Cord, Vigouroux and Serre, 2021, Look at the variance!, NeurIPS 34):
 * which share of the score's variance, as every cell is kept to a degree M of its own in 0 … 1, goes with that of a cell, alone or with
 * others. By Jansen's estimator (Jansen, 1999, Analysis of variance designs for model output, Computer Physics Communications 117),
 *
 *     Tᵢ = Σⱼ (f(Aⱼ) − f(Cⱼⁱ))² / (2 N V),   V the variance of f(A), over N − 1
 *
 * A and B two halves of a Sobol sequence, Cⁱ = A with column i of B; N is the largest power of two with N(d + 1) copies within `samples`.
 * Cells are blocks of pixels, as when they were masked; a map gives every pixel an equal share. An index is never negative: it says that the
 * score hangs on a cell, and not in which direction.
 */
export const sobol: AttributionMethod = {
  id: 'sobol',
  name: 'Sobol indices',
  source:
    'Fel, Cadène, Chalvidal, Cord, Vigouroux and Serre, 2021, Look at the variance! Efficient black-box explanations with Sobol-based sensitivity analysis, NeurIPS 34',
  needs: 'scores',
  attribute: byDesign({
    id: 'sobol',
    unitsOf: cellsOf,
    designOf: jansenDesign,
    valuesOf: (_, scores, cells) => totalIndices(scores, cells),
  }),
}

/** A, then C¹ … Cᵈ: [N(d + 1), d]. @throws InputError METHOD_SAMPLES */
export function jansenDesign(units: number, samples: number, random: Random): UnitDesign {
  const n = 2 ** Math.floor(Math.log2(samples / (units + 1)))
  if (n < 2) {
    throw new InputError(
      'METHOD_SAMPLES',
      `${samples} samples are too few for Sobol indices of ${units} cells: expected at least ${2 * (units + 1)}, or fewer segments`,
    )
  }
  const both = sobolSequence(n, 2 * units, random)
  const kept = new Float32Array(n * (units + 1) * units)
  for (let block = 0; block <= units; block++) {
    for (let j = 0; j < n; j++) {
      const row = (block * n + j) * units
      kept.set(both.subarray(j * 2 * units, j * 2 * units + units), row)
      if (block > 0) kept[row + block - 1] = both[j * 2 * units + units + block - 1]!
    }
  }
  return { count: n * (units + 1), kept, binary: false }
}

/** Jansen's total indices, float64 [d]; 0 where the score does not vary. @param scores - [N(d + 1)]: of A, then of C¹ … Cᵈ */
export function totalIndices(scores: Float64Array, units: number): Float64Array {
  const n = scores.length / (units + 1)
  const ofA = scores.subarray(0, n)
  const mean = ofA.reduce((sum, value) => sum + value, 0) / n
  const variance = ofA.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  return Float64Array.from({ length: units }, (_, unit) => {
    let sum = 0
    for (let j = 0; j < n; j++) sum += (ofA[j]! - scores[(unit + 1) * n + j]!) ** 2
    return variance > 0 ? sum / (2 * n * variance) : 0
  })
}
