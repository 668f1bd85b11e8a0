import { binomialCoefficient } from '../binomial-coefficient.js'
import { InputError } from '../errors.js'
import type { Random } from '../random.js'
import { inTurns } from '../work/turns.js'
import { byDesign } from './by-design.js'
import type { AttributionMethod } from './method.js'
import { normalEquations, solveSymmetric } from './solve-symmetric.js'
import type { UnitDesign } from './unit-masks.js'
import { superpixelsOf } from './units-of.js'

/** Coalitions with their weights in the regression. */
export interface Coalitions extends UnitDesign {
  /** float64 [M]. */
  readonly weights: Float64Array
  /** Whether they are all there are. */
  readonly all: boolean
}

/**
 * KernelSHAP over superpixels (Lundberg and Lee, 2017, A unified approach to interpreting model predictions, NeurIPS 30, theorem 2):
 * Shapley values φ of the units as the solution of
 *
 *     min Σ π(z) (f(z) − f(b) − Σ zⱼφⱼ)²,   Σ φⱼ = f(x) − f(b),   π(z) = (d − 1) / (C(d, |z|) |z| (d − |z|))
 *
 * over coalitions z of units that are kept, the others covered. Where all 2ᵈ − 2 of them fit into `samples` they are all taken, and φ are
 * the Shapley values exactly; otherwise sizes are drawn by the kernel, sets of a size uniformly, each with its complement (Covert and Lee,
 * 2021, Improving KernelSHAP, AISTATS). A map gives every pixel an equal share of its unit's value.
 */
export const kernelShap: AttributionMethod = {
  id: 'kernel-shap',
  name: 'KernelSHAP',
  source: 'Lundberg and Lee, 2017, A unified approach to interpreting model predictions, NeurIPS 30, 4.1',
  needs: 'scores',
  attribute: byDesign({
    id: 'kernel-shap',
    unitsOf: superpixelsOf,
    designOf: (units, samples, random) => withEnds(coalitionsOf(units, samples, random), units),
    valuesOf: ({ coalitions }, scores, units, turn) =>
      shapleyOf(coalitions, scores.subarray(2), [scores[0]!, scores[1]!], units, turn),
  }),
}

/** Coalitions with nothing and everything kept before them. */
function withEnds(coalitions: Coalitions, units: number): UnitDesign & { readonly coalitions: Coalitions } {
  const { count, kept } = coalitions
  const all = new Float32Array((count + 2) * units)
  all.fill(1, units, 2 * units)
  all.set(kept, 2 * units)
  return { count: count + 2, kept: all, binary: true, coalitions }
}

/**
 * Shapley values of d units by the regression.
 *
 * @param scores - [M], f of each coalition
 * @param ends - f with nothing and with everything kept
 * @param turn - awaited after each row of the regression
 * @throws InputError METHOD_SAMPLES where the coalitions do not determine them
 */
export async function shapleyOf(
  { count, kept, weights }: Coalitions,
  scores: ArrayLike<number>,
  [nothing, everything]: readonly [number, number],
  units: number,
  turn = inTurns(),
): Promise<Float64Array> {
  const whole = everything - nothing
  const others = units - 1
  if (others === 0) return Float64Array.of(whole)
  // The last value is what the others leave of the whole.
  const rows = new Float64Array(count * others)
  const values = new Float64Array(count)
  for (let p = 0; p < count; p++) {
    const last = kept[p * units + others]!
    for (let j = 0; j < others; j++) rows[p * others + j] = kept[p * units + j]! - last
    values[p] = scores[p]! - nothing - last * whole
  }
  const { matrix, right } = await normalEquations(rows, values, weights, 0, turn)
  const solved = await solveSymmetric(matrix, right, turn)
  if (!solved) throw tooFew(count, units)
  return Float64Array.of(...solved, whole - solved.reduce((sum, value) => sum + value, 0))
}

function tooFew(samples: number, units: number): InputError {
  return new InputError(
    'METHOD_SAMPLES',
    `${samples} samples do not determine KernelSHAP's values of ${units} superpixels: expected some ${8 * units} or more samples, or fewer segments`,
  )
}

/** All coalitions of d units but the empty and the full one, or as many pairs drawn as fit. @throws InputError METHOD_SAMPLES */
export function coalitionsOf(units: number, samples: number, random: Random): Coalitions {
  if (units === 1)
    return { count: 0, kept: new Float32Array(0), binary: true, weights: new Float64Array(0), all: true }
  if (units <= 30 && 2 ** units - 2 <= samples) return everyCoalition(units)
  if (samples < 2 * units) throw tooFew(samples, units)
  const pairs = Math.floor(samples / 2)
  const kept = new Float32Array(2 * pairs * units)
  const drawSize = sizeByKernel(units)
  const order = Int32Array.from({ length: units }, (_, i) => i)
  for (let pair = 0; pair < pairs; pair++) {
    const chosen = random.shuffle(order).subarray(0, drawSize(random))
    const [at, other] = [2 * pair * units, (2 * pair + 1) * units]
    kept.fill(1, other, other + units)
    for (const unit of chosen) {
      kept[at + unit] = 1
      kept[other + unit] = 0
    }
  }
  return { count: 2 * pairs, kept, binary: true, weights: new Float64Array(2 * pairs).fill(1), all: false }
}

function everyCoalition(units: number): Coalitions {
  const count = 2 ** units - 2
  const kept = new Float32Array(count * units)
  const weights = new Float64Array(count)
  const ofSize = Float64Array.from({ length: units }, (_, size) =>
    size === 0 ? 0 : (units - 1) / (binomialCoefficient(units, size) * size * (units - size)),
  )
  for (let p = 0; p < count; p++) {
    let size = 0
    for (let j = 0; j < units; j++) size += kept[p * units + j] = ((p + 1) >>> j) & 1
    weights[p] = ofSize[size]!
  }
  return { count, kept, binary: true, weights, all: true }
}

/** Draws a size 1 … d − 1 with probability proportional to 1/(k(d − k)), the kernel's weight of all sets of that size. */
function sizeByKernel(units: number): (random: Random) => number {
  const upTo = new Float64Array(units)
  for (let size = 1; size < units; size++) upTo[size] = upTo[size - 1]! + 1 / (size * (units - size))
  return (random) => {
    const place = random.uniform() * upTo[units - 1]!
    return upTo.findIndex((bound) => place < bound)
  }
}
