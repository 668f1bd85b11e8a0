import type { Random } from '../random.js'
import { inTurns } from '../work/turns.js'
import { byDesign } from './by-design.js'
import type { AttributionMethod } from './method.js'
import { normalEquations, solveSymmetric } from './solve-symmetric.js'
import type { UnitDesign } from './unit-masks.js'
import { superpixelsOf } from './units-of.js'

/** Of the exponential kernel over cosine distances, and of the ridge: the defaults of the authors' code for images. */
const WIDTH = 0.25
const RIDGE = 1

/**
 * LIME (Ribeiro, Singh and Guestrin, 2016, “Why should I trust you?”, KDD, section 3; images as in the authors' code): coefficients of a
 * linear model of the score in which superpixels are kept, each with probability ½ (the first sample keeps all),
 *
 *     min Σ π(z) (f(z) − α − Σ zⱼφⱼ)² + Σ φⱼ²,   π(z) = exp(−D(z)²/σ²)^½,   D(z) = 1 − √(|z|/d),   σ = 0.25
 *
 * with D the cosine distance from all kept, no selection of features, and what is covered becoming the baseline. A map gives every pixel an
 * equal share of its unit's coefficient.
 */
export const lime: AttributionMethod = {
  id: 'lime',
  name: 'LIME',
  source:
    'Ribeiro, Singh and Guestrin, 2016, “Why should I trust you?”: explaining the predictions of any classifier, KDD',
  needs: 'scores',
  attribute: byDesign({ id: 'lime', unitsOf: superpixelsOf, designOf: neighbourhood, valuesOf: limeOf }),
}

/** M samples of which units are kept, the first all of them. */
export function neighbourhood(units: number, samples: number, random: Random): UnitDesign {
  const kept = Float32Array.from({ length: samples * units }, (_, i) =>
    i < units || random.uniform() < 0.5 ? 1 : 0,
  )
  return { count: samples, kept, binary: true }
}

/** Coefficients of the units, float64 [d]. @param scores - [M] @param turn - awaited after each row of the regression */
export async function limeOf(
  { count, kept }: UnitDesign,
  scores: ArrayLike<number>,
  units: number,
  turn = inTurns(),
): Promise<Float64Array> {
  const weights = Float64Array.from({ length: count }, (_, p) => {
    const size = kept.subarray(p * units, (p + 1) * units).reduce((sum, one) => sum + one, 0)
    const distance = 1 - Math.sqrt(size / units)
    return Math.sqrt(Math.exp(-(distance ** 2) / WIDTH ** 2))
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  // An intercept that is not penalised is taken out by centring.
  const means = new Float64Array(units)
  let mean = 0
  for (let p = 0; p < count; p++) {
    mean += (weights[p]! * scores[p]!) / total
    for (let j = 0; j < units; j++) means[j]! += (weights[p]! * kept[p * units + j]!) / total
  }
  const rows = Float64Array.from(kept, (one, i) => one - means[i % units]!)
  const values = Float64Array.from(scores, (score) => score - mean)
  const { matrix, right } = await normalEquations(rows, values, weights, RIDGE, turn)
  // With a ridge it is positive definite whatever was drawn.
  return (await solveSymmetric(matrix, right, turn)) ?? new Float64Array(units)
}
