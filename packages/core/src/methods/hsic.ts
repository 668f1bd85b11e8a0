import { InputError } from '../errors.js'
import type { Random } from '../random.js'
import { inTurns } from '../work/turns.js'
import { byDesign } from './by-design.js'
import type { AttributionMethod } from './method.js'
import type { UnitDesign } from './unit-masks.js'
import { cellsOf } from './units-of.js'

/** Scores whose distances give the width of the kernel: enough for a median. */
const FOR_WIDTH = 512

/**
 * Dependence of the score on the cells of a grid by the Hilbert–Schmidt independence criterion (Novello, Fel and Vigouroux, 2022, Making
 * sense of dependence, NeurIPS 35), cells kept or covered with probability ½, in a Latin hypercube: each cell is kept in half of the copies.
 *
 *     HSICᵢ = tr(Kᵢ H L H)/(n − 1)²,   Kᵢ(z, z′) = ½ − (zᵢ − zᵢ′)²,   L(y, y′) = exp(−(y − y′)²/2σ²),   H = I − 1/n
 *
 * the biased estimator of Gretton, Bousquet, Smola and Schölkopf (2005, ALT), σ the median of |y − y′| over the first 512 copies. Like a
 * Sobol index it is never negative and has no direction; a map gives every pixel an equal share of its cell's.
 */
export const hsic: AttributionMethod = {
  id: 'hsic',
  name: 'HSIC',
  source:
    'Novello, Fel and Vigouroux, 2022, Making sense of dependence: efficient black-box explanations using dependence measure, NeurIPS 35',
  needs: 'scores',
  attribute: byDesign({
    id: 'hsic',
    unitsOf: cellsOf,
    designOf: hypercube,
    valuesOf: (design, scores, cells, turn) =>
      dependence(design, scores, medianDistance(scores), cells, turn),
  }),
}

/** Each unit kept in one half of the samples, which half drawn anew for every unit. @throws InputError METHOD_SAMPLES */
export function hypercube(units: number, samples: number, random: Random): UnitDesign {
  if (samples < 4) {
    throw new InputError('METHOD_SAMPLES', `${samples} samples are too few for HSIC: expected at least 4`)
  }
  const kept = new Float32Array(samples * units)
  const order = Int32Array.from({ length: samples }, (_, i) => i)
  for (let unit = 0; unit < units; unit++) {
    for (const row of random.shuffle(order).subarray(0, samples >> 1)) kept[row * units + unit] = 1
  }
  return { count: samples, kept, binary: true }
}

/** Median of |y − y′| over pairs; 1 where it is 0. */
export function medianDistance(scores: Float64Array): number {
  const some = scores.subarray(0, FOR_WIDTH)
  const distances = new Float64Array((some.length * (some.length - 1)) / 2)
  let at = 0
  for (let i = 1; i < some.length; i++) {
    for (let j = 0; j < i; j++) distances[at++] = Math.abs(some[i]! - some[j]!)
  }
  distances.sort()
  const middle = distances.length / 2
  const median = (distances[Math.ceil(middle) - 1]! + distances[Math.floor(middle)]!) / 2
  return median > 0 ? median : 1
}

/**
 * HSIC of each unit with the score, float64 [d]: over all n² pairs of copies.
 *
 * @param scores - [n]
 * @param width - σ of the score's kernel
 * @param turn - awaited after each copy
 */
export async function dependence(
  { count, kept }: UnitDesign,
  scores: Float64Array,
  width: number,
  units: number,
  turn = inTurns(),
): Promise<Float64Array> {
  // ½ − (z − z′)² is half the product of ±1, so that tr(K H L H) is half of Σ L(y, y′)·c·c′ over the centred ±1.
  const centred = Float64Array.from(kept, (one) => 2 * one - 1)
  for (let unit = 0; unit < units; unit++) {
    let sum = 0
    for (let p = 0; p < count; p++) sum += centred[p * units + unit]!
    for (let p = 0; p < count; p++) centred[p * units + unit]! -= sum / count
  }
  const sums = new Float64Array(units)
  const along = new Float64Array(units)
  for (let i = 0; i < count; i++) {
    along.fill(0)
    for (let j = 0; j < i; j++) {
      const alike = Math.exp(-((scores[i]! - scores[j]!) ** 2) / (2 * width ** 2))
      for (let unit = 0; unit < units; unit++) along[unit]! += alike * centred[j * units + unit]!
    }
    for (let unit = 0; unit < units; unit++) {
      const own = centred[i * units + unit]!
      sums[unit]! += own * (2 * along[unit]! + own)
    }
    await turn()
  }
  return sums.map((sum) => sum / 2 / (count - 1) ** 2)
}
