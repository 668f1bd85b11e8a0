import { proportionInterval } from '../descriptive/proportion-interval.js'
import { requireBetween, requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import type { TestResult } from '../test-result.js'
import { permutationPValue } from './permutation-p-value.js'

/** Which controls count as extreme: those as large (of magnitudes, of F), as small, or on the rarer of both sides. */
export type ControlSide = 'greater' | 'less' | 'two-sided'

export interface ControlRankOptions {
  /** `greater` unless told: magnitudes and F are compared so, signed effects `two-sided`. */
  readonly side?: ControlSide | undefined
  /** Level of the interval, between 0 and 1; 0.95 unless told. */
  readonly confidence?: number | undefined
}

export interface ControlRank extends TestResult {
  /** b/m: the share of controls at least as extreme, on the rarer side where both count. */
  readonly estimate: number
  /** Exact binomial interval of the chance that one more control is at least as extreme, on that side. */
  readonly interval: readonly [number, number]
  /** b: controls at least as extreme, ties among them. */
  readonly asExtreme: number
  /** Controls equal to the value but for rounding. */
  readonly ties: number
  /** m */
  readonly controls: number
  /** The p that a value beyond all m controls has: nothing below can be claimed from so many. */
  readonly smallestP: number
}

/** Values closer than this share of the largest are equal but for rounding. */
const ROUNDING = 1e-12

/**
 * Where does an effect stand among those of m controls, such as the same network with weights drawn anew?
 *
 * p = (b + 1)/(m + 1), b of the controls being at least as extreme, which is exact where the effect and those of the
 * controls come from one population (Barnard, 1963, Journal of the Royal Statistical Society B 25, 294; Davison and
 * Hinkley, 1997, Bootstrap Methods and their Application, section 4.2). A tie counts as extreme. Two-sided, it is twice the smaller
 * of the p-values of both sides, at most 1. Controls need not lie about 0: a signed effect may stand apart from them by
 * being smaller.
 *
 * @param value - the effect
 * @param controls - [m] the same effect of each control
 * @throws StatisticsError TOO_FEW_VALUES (m < 1), NOT_FINITE, OUT_OF_RANGE
 */
export function rankAmongControls(
  value: number,
  controls: Sample,
  options: ControlRankOptions = {},
): ControlRank {
  const { side = 'greater', confidence = 0.95 } = options
  requireBetween(confidence, 'confidence', 0, 1)
  if (!Number.isFinite(value)) {
    throw new StatisticsError('NOT_FINITE', `value is ${value}, expected a finite number`)
  }
  requireSample(controls, 'controls', 1)
  const m = controls.length
  const size = Array.from(controls).reduce(
    (largest, other) => Math.max(largest, Math.abs(other)),
    Math.abs(value),
  )
  let [above, ties] = [0, 0]
  for (let i = 0; i < m; i++) {
    if (Math.abs(controls[i]! - value) <= ROUNDING * size) ties++
    else if (controls[i]! > value) above++
  }
  const counts = { greater: above + ties, less: m - above }
  const asExtreme = side === 'two-sided' ? Math.min(counts.greater, counts.less) : counts[side]
  const sides = side === 'two-sided' ? 2 : 1
  const p = Math.min(1, sides * permutationPValue(asExtreme, m))
  return {
    name: 'rank among controls',
    statistic: value,
    p,
    logP: Math.log(p),
    estimate: asExtreme / m,
    interval: proportionInterval(asExtreme, m, { confidence }),
    asExtreme,
    ties,
    controls: m,
    smallestP: Math.min(1, sides * permutationPValue(0, m)),
  }
}

/**
 * How many controls it takes before a value beyond all of them has a p of at most alpha: 19 at 0.05, 39 two-sided.
 *
 * @throws StatisticsError OUT_OF_RANGE (alpha not between 0 and 1)
 */
export function controlsNeeded(alpha: number, side: ControlSide = 'greater'): number {
  requireBetween(alpha, 'alpha', 0, 1)
  return Math.max(1, Math.ceil((side === 'two-sided' ? 2 : 1) / alpha) - 1)
}
