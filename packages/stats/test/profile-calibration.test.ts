/**
 * Calibration of the test of profiles: a thousand null studies of each kind, seeds fixed, shares within three standard errors.
 * What is planted in strength alone, or in place alone, is told apart.
 */
import { describe, expect, it } from 'vitest'
import { interactionTest, mixedAnova, profileOf, welchT } from '../src/index.js'
import { labelledMoments } from '../src/resampling/labelled-moments.js'
import { randomSubset } from '../src/resampling/random-subset.js'
import { ALPHA, expectShare, share } from './rejection-share.js'
import type { SmallFastCounter } from './small-fast-counter.js'

/** Student's t with 3 df: no fourth moment, and hardly a third. */
const heavy = (s: SmallFastCounter): number =>
  s.normal() / Math.sqrt((s.normal() ** 2 + s.normal() ** 2 + s.normal() ** 2) / 3)

/** n subjects at R levels whose neighbours are correlated; `spread` gives each level its standard deviation. */
function subjects(
  s: SmallFastCounter,
  n: number,
  levels: number,
  draw = s.normal,
  spread = (_: number) => 1,
) {
  return Array.from({ length: n }, () => {
    let drift = 0
    return Array.from({ length: levels }, (_, r) => {
      drift = 0.6 * drift + draw()
      return 1 + spread(r) * drift
    })
  }).flat()
}

const permutationP = (s: SmallFastCounter, a: ArrayLike<number>, b: ArrayLike<number>, levels: number) =>
  interactionTest(a, b, levels, { permutations: 199, uniform: s.uniform }).permutationP

/** p of relabelling F itself: what the interaction test does not do. */
function plainPermutationP(
  s: SmallFastCounter,
  a: readonly number[],
  b: readonly number[],
  levels: number,
): number {
  const rows = Float64Array.from([...a, ...b])
  const subjects = rows.length / levels
  for (let i = 0; i < subjects; i++) centre(rows, i * levels, 1, levels)
  for (let r = 0; r < levels; r++) centre(rows, r, levels, subjects)
  const [nA, nB] = [a.length / levels, b.length / levels]
  const moments = labelledMoments(rows, levels, nA)
  const order = Int32Array.from({ length: subjects }, (_, i) => i)
  const f = () => {
    const { distance, traces } = moments(order)
    return distance / (traces[0] / (nA * (nA - 1)) + traces[1] / (nB * (nB - 1)))
  }
  const observed = f()
  let extreme = 1
  for (let permutation = 0; permutation < 199; permutation++) {
    randomSubset(order, nA, s.uniform)
    if (f() >= observed) extreme++
  }
  return extreme / 200
}

function centre(values: Float64Array, start: number, step: number, count: number): void {
  let mean = 0
  for (let i = 0; i < count; i++) mean += values[start + i * step]! / count
  for (let i = 0; i < count; i++) values[start + i * step]! -= mean
}

describe('without an effect, the interaction test rejects at 5%', () => {
  const runs = 1000
  const studies: Record<string, (s: SmallFastCounter) => number> = {
    normal: (s) => permutationP(s, subjects(s, 12, 3), subjects(s, 18, 3), 3),
    'heavy tails': (s) => {
      const draw = () => heavy(s)
      return permutationP(s, subjects(s, 10, 3, draw), subjects(s, 10, 3, draw), 3)
    },
    '49 levels of 10 and 14 subjects': (s) => permutationP(s, subjects(s, 10, 49), subjects(s, 14, 49), 49),
    'spreads four to one, groups of one size': (s) =>
      permutationP(
        s,
        subjects(s, 20, 3, s.normal, () => 4),
        subjects(s, 20, 3),
        3,
      ),
    'spreads four to one in the smaller group': (s) =>
      permutationP(
        s,
        subjects(s, 15, 3, s.normal, () => 4),
        subjects(s, 40, 3),
        3,
      ),
    'one level alone spreads, and only in the smaller group': (s) =>
      permutationP(
        s,
        subjects(s, 15, 6, s.normal, (r) => (r === 2 ? 6 : 1)),
        subjects(s, 40, 6),
        6,
      ),
    'profiles of signed, heavy-tailed maps': (s) => {
      const maps = (n: number) =>
        profileOf(
          subjects(s, n, 3, () => heavy(s)),
          3,
        ).profiles
      return permutationP(s, maps(15), maps(20), 3)
    },
    'profiles of maps, one class of three times the strength': (s) => {
      const maps = (n: number, strength: number) =>
        profileOf(
          subjects(s, n, 4).map((x) => strength * x),
          4,
        ).profiles
      return permutationP(s, maps(15, 3), maps(20, 1), 4)
    },
  }

  it.each(Object.keys(studies))('%s', async (name) => {
    const rejected = await share(runs, 21, (s) => studies[name]!(s) <= ALPHA)
    expectShare(rejected, ALPHA, runs)
  })

  it('relabelling F itself does not, where one level spreads in the smaller group alone: why its p is relabelled', async () => {
    const [counts, few] = [{ plain: 0, own: 0 }, 600]
    await share(few, 24, (s) => {
      const [a, b] = [subjects(s, 15, 12, s.normal, (r) => (r === 5 ? 8 : 1)), subjects(s, 60, 12)]
      if (plainPermutationP(s, a, b, 12) <= ALPHA) counts.plain++
      if (permutationP(s, a, b, 12) <= ALPHA) counts.own++
      return true
    })
    expect(counts.plain / few).toBeGreaterThan(ALPHA + 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / few))
    expectShare(counts.own / few, ALPHA, few)
  })

  it('the mixed analysis of variance does not, where the smaller group spreads more', async () => {
    const rejected = await share(runs, 22, (s) => {
      const values = [...subjects(s, 15, 3, s.normal, () => 4), ...subjects(s, 40, 3)]
      return (
        mixedAnova(
          values,
          values.slice(0, 55).map((_, i) => (i < 15 ? 0 : 1)),
        ).interaction.p <= ALPHA
      )
    })
    expect(rejected).toBeGreaterThan(0.15)
  })
})

describe('planted differences', () => {
  const maps = (s: SmallFastCounter, n: number, strength: number, places: readonly number[]) =>
    Array.from({ length: n }, () => {
      const own = strength * Math.exp(0.3 * s.normal())
      return places.map((place) => own * place * Math.exp(0.3 * s.normal()))
    }).flat()
  const found = async (runs: number, strengths: readonly [number, number], other: readonly number[]) => {
    const counts = { where: 0, howMuch: 0, raw: 0 }
    await share(runs, 23, (s) => {
      const a = profileOf(maps(s, 25, strengths[0], [3, 2, 1]), 3)
      const b = profileOf(maps(s, 25, strengths[1], other), 3)
      if (permutationP(s, a.profiles, b.profiles, 3) <= ALPHA) counts.where++
      if (welchT(a.strengths.map(Math.log), b.strengths.map(Math.log)).p <= ALPHA) counts.howMuch++
      const raw = (one: typeof a) => one.profiles.map((p, i) => p * one.strengths[Math.floor(i / 3)]!)
      if (permutationP(s, raw(a), raw(b), 3) <= ALPHA) counts.raw++
      return true
    })
    return { where: counts.where / runs, howMuch: counts.howMuch / runs, raw: counts.raw / runs }
  }

  it('in strength alone: profiles reject at 5%, strength is found, and the values themselves take it for place', async () => {
    const { where, howMuch, raw } = await found(400, [2, 1], [3, 2, 1])
    expectShare(where, ALPHA, 400)
    expect(howMuch).toBeGreaterThan(0.95)
    expect(raw).toBeGreaterThan(0.9)
  })

  it('in place alone: profiles find it, strength rejects at 5%', async () => {
    const { where, howMuch } = await found(400, [1, 1], [2, 2, 2])
    expect(where).toBeGreaterThan(0.95)
    expectShare(howMuch, ALPHA, 400)
  })
})
