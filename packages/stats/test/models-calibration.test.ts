/**
 * Calibration of the analysis of covariance, of the test over crossed networks and images, and of ranks among controls: a thousand null
 * studies of each kind, seeds fixed. Where a method is exact or nearly so the share is held to 5%; where it is cautious, to no more.
 */
import { describe, expect, it } from 'vitest'
import {
  adjustedDifference,
  crossedDifference,
  crossedEffect,
  rankAmongControls,
  studentT,
} from '../src/index.js'
import { crossedSample, RATIOS } from './crossed-sample.js'
import { ALPHA, expectShare, share } from './rejection-share.js'
import type { SmallFastCounter } from './small-fast-counter.js'

const RUNS = 1000

/** Student's t with 3 df over its standard deviation. */
const heavy = (s: SmallFastCounter): number =>
  s.normal() / Math.sqrt(s.normal() ** 2 + s.normal() ** 2 + s.normal() ** 2)

const noMore = (rejected: number) => {
  expect(rejected).toBeLessThanOrEqual(ALPHA + 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / RUNS))
  expect(rejected).toBeGreaterThan(0.005)
}

describe('analysis of covariance, the classes differing in ink alone', () => {
  const study = (s: SmallFastCounter, sizes: readonly [number, number], draw: (g: number) => number) => {
    const [inkA, inkB] = sizes.map((n, g) => s.sample(n, () => (g === 0 ? 1 : 0) + s.normal())) as [
      Float64Array,
      Float64Array,
    ]
    return [inkA.map((x) => x + draw(0)), inkB.map((x) => x + draw(1)), inkA, inkB] as const
  }
  const studies: Record<string, (s: SmallFastCounter) => ReturnType<typeof study>> = {
    normal: (s) => study(s, [20, 30], s.normal),
    'heavy tails': (s) => study(s, [20, 30], () => heavy(s)),
    'spreads four to one in the smaller class': (s) =>
      study(s, [20, 40], (g) => (g === 0 ? 4 : 1) * s.normal()),
  }

  it.each(Object.keys(studies))('%s', async (name) => {
    let [slopes, raw] = [0, 0]
    const rejected = await share(RUNS, 41, (s) => {
      const [a, b, inkA, inkB] = studies[name]!(s)
      const { p, equalSlopes } = adjustedDifference(a, b, inkA, inkB)
      if ('p' in equalSlopes && equalSlopes.p <= ALPHA) slopes++
      if (studentT(a, b).p <= ALPHA) raw++
      return p <= ALPHA
    })
    // HC3 is cautious where tails are heavy, as Welch's t is.
    if (name === 'heavy tails') noMore(rejected)
    else expectShare(rejected, ALPHA, RUNS)
    noMore(slopes / RUNS)
    expect(raw / RUNS).toBeGreaterThan(0.2)
  })
})

describe('crossed networks and images without a difference', () => {
  const studies: Record<string, (s: SmallFastCounter) => readonly [Float64Array, Float64Array]> = {
    'normal, 10 networks': (s) => crossedSample(s, 10, 20, RATIOS[3]!, 0),
    'heavy tails, 10 networks': (s) =>
      crossedSample(
        { ...s, sample: s.sample.bind(s), normal: () => heavy(s) } as SmallFastCounter,
        10,
        20,
        RATIOS[3]!,
        0,
      ),
    'spreads four to one, 10 networks': (s) => {
      const [a, b] = crossedSample(s, 10, 20, RATIOS[2]!, 0)
      return [a.map((x) => 4 * x), b]
    },
  }

  it.each(Object.keys(studies))('%s', async (name) => {
    const counts = { difference: 0, effect: 0 }
    await share(RUNS, 42, (s) => {
      const [a, b] = studies[name]!(s)
      if (crossedDifference(a, b, 10).p <= ALPHA) counts.difference++
      if (crossedEffect(a, b, 10).p <= ALPHA) counts.effect++
      return true
    })
    noMore(counts.difference / RUNS)
    noMore(counts.effect / RUNS)
  })

  it('taking images as fixed, or networks, rejects far more often', async () => {
    const counts = { images: 0, networks: 0 }
    await share(RUNS, 43, (s) => {
      const [a, b] = crossedSample(s, 10, 20, RATIOS[3]!, 0)
      const { variance, estimate } = crossedDifference(a, b, 10)
      const { networks, images, both } = variance.shares
      if (Math.abs(estimate) > 2 * Math.sqrt(variance.total * (networks + both))) counts.images++
      if (Math.abs(estimate) > 2 * Math.sqrt(variance.total * (images + both))) counts.networks++
      return true
    })
    expect(counts.images / RUNS).toBeGreaterThan(0.15)
    expect(counts.networks / RUNS).toBeGreaterThan(0.08)
  })
})

describe('the rank of one of 40 exchangeable networks among the others', () => {
  const studies: Record<string, (s: SmallFastCounter) => number> = {
    normal: (s) => s.normal(),
    'heavy tails': heavy,
    'effects that all lie far from 0': (s) => 3 + s.normal(),
    'effects that tie': (s) => Math.round(s.normal()),
  }

  it.each(Object.keys(studies))('%s', async (name) => {
    let twoSided = 0
    const rejected = await share(RUNS, 44, (s) => {
      const [value, controls] = [studies[name]!(s), s.sample(39, () => studies[name]!(s))]
      if (rankAmongControls(value, controls, { side: 'two-sided' }).p <= ALPHA) twoSided++
      return rankAmongControls(value, controls).p <= ALPHA
    })
    if (name === 'effects that tie') {
      expect(Math.max(rejected, twoSided / RUNS)).toBeLessThanOrEqual(ALPHA)
    } else {
      expectShare(rejected, ALPHA, RUNS)
      expectShare(twoSided / RUNS, ALPHA, RUNS)
    }
  })
})
