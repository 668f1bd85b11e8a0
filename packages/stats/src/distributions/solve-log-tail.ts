import type { DistributionCore } from './distribution.js'

const MOST_STEPS = 200

/** A map from the whole line onto the support on which tails are nearly straight lines in the logarithm. */
interface Coordinate {
  readonly toSupport: (u: number) => number
  /** dx/du at the point u, x. */
  readonly slope: (u: number, x: number) => number
  readonly ends: readonly [number, number]
}

const COORDINATES: Record<DistributionCore['support'], Coordinate> = {
  real: { toSupport: Math.sinh, slope: (u) => Math.cosh(u), ends: [-Infinity, Infinity] },
  positive: { toSupport: Math.exp, slope: (_, x) => x, ends: [0, Infinity] },
  unit: {
    toSupport: (u) => (u < 0 ? Math.exp(u) / (1 + Math.exp(u)) : 1 / (1 + Math.exp(-u))),
    slope: (_, x) => x * (1 - x),
    ends: [0, 1],
  },
}

/**
 * The x at which a log tail has a given value: Newton's method on the logarithm of the tail, kept inside a bracket
 * that bisection shrinks whenever a step leaves it.
 *
 * @param tail - `lower` solves log P(X ≤ x) = logP, `upper` solves log P(X > x) = logP
 * @param logP - ≤ 0; −∞ and 0 give the ends of the support
 */
export function solveLogTail(core: DistributionCore, tail: 'lower' | 'upper', logP: number): number {
  const { toSupport, slope, ends } = COORDINATES[core.support]
  const sign = tail === 'lower' ? 1 : -1
  const logTail = tail === 'lower' ? core.logCdf : core.logSurvival
  if (logP === -Infinity) return tail === 'lower' ? ends[0] : ends[1]
  if (logP >= 0) return tail === 'lower' ? ends[1] : ends[0]

  // Rising in u for either tail once signed, so the root lies right of u wherever the excess is negative.
  const excess = (u: number): number => sign * (logTail(toSupport(u)) - logP)
  if (excess(0) === 0) return toSupport(0)
  let [low, high] = bracket(excess)
  let u = 0.5 * (low + high)
  for (let step = 0; step < MOST_STEPS; step++) {
    const x = toSupport(u)
    const log = logTail(x)
    const gap = sign * (log - logP)
    if (gap === 0) return x
    if (gap < 0) low = u
    else high = u
    const rate = Math.exp(core.logDensity(x) - log) * slope(u, x)
    const newton = u - gap / rate
    const next = newton > low && newton < high ? newton : 0.5 * (low + high)
    const settled = Math.abs(next - u) <= 4e-16 * Math.max(Math.abs(u), 1e-300)
    u = next
    if (settled || high - low <= 2e-16 * Math.abs(u)) break
  }
  return toSupport(u)
}

/** Doubles outwards from 0 until the excess changes sign. */
function bracket(excess: (u: number) => number): [number, number] {
  let near = 0
  let far = excess(0) < 0 ? 1 : -1
  const outwards = far
  while (excess(far) * outwards < 0 && Math.abs(far) < 1e6) {
    near = far
    far *= 2
  }
  return outwards > 0 ? [near, far] : [far, near]
}
