import { describe, expect, it } from 'vitest'
import {
  bootstrapBca,
  clusterMassTest,
  jointPermutation,
  maxT,
  mean,
  permutationTest,
  type Statistic,
  signFlipTest,
  specificationCurve,
  standardDeviation,
} from '../src/index.js'
import { expectAgreement } from './agreement.js'
import { Congruential } from './congruential.js'
import fixture from './fixtures/tests.json' with { type: 'json' }

describe('permutation tests counted in full', () => {
  it('agree with SciPy', () => {
    for (const row of fixture.permutations) {
      const n = Math.min(row.a.length, row.b.length)
      const options = { uniform: () => expect.fail('an exact test draws nothing'), permutations: 20_000 }
      const result = permutationTest(row.a, row.b, options)
      expect(result.method).toBe('exact')
      expectAgreement(result.p, row.p)
      const paired = signFlipTest(row.a.slice(0, n), row.b.slice(0, n), options)
      expect(paired.method).toBe('exact')
      expectAgreement(paired.p, row.paired)
    }
  })
})

describe('bootstrap', () => {
  const statistics: Record<string, Statistic> = {
    mean: (x) => mean(x!),
    sd: (x) => standardDeviation(x!),
    difference: (x, y) => mean(x!) - mean(y!),
    ratio: (x, y) => mean(x!) / mean(y!),
  }

  it('has the BCa interval of SciPy for the same resamples', () => {
    for (const {
      statistic,
      samples,
      seed,
      resamples,
      confidence,
      interval,
      standardError,
    } of fixture.bootstraps) {
      const { uniform } = new Congruential(seed)
      const result = bootstrapBca(samples, statistics[statistic]!, { resamples, confidence, uniform })
      result.interval.forEach((limit, side) => {
        expectAgreement(limit, interval[side]!)
      })
      expectAgreement(result.standardError, standardError)
    }
  })
})

describe('cluster mass', () => {
  it('has the t, the clusters and the null masses of SciPy for the same relabellings', async () => {
    for (const { shape, threshold, seed, a, b, t, clusters, nullMasses } of fixture.clusters) {
      const [height, width] = shape as [number, number]
      const stack = (data: number[]) => ({
        data,
        shape: [data.length / (height * width), height, width] as const,
      })
      const { uniform } = new Congruential(seed)
      const options = { threshold, permutations: nullMasses.length, uniform }
      const result = await clusterMassTest(stack(a), stack(b), options)
      result.t.forEach((value, p) => {
        expectAgreement(value, t[p]!)
      })
      expect(result.clusters.map(({ sign, pixels }) => ({ sign, pixels }))).toEqual(
        clusters.map(({ sign, pixels }) => ({ sign, pixels })),
      )
      result.clusters.forEach((cluster, i) => {
        expectAgreement(cluster.mass, clusters[i]!.mass)
        const heavier = nullMasses.filter((mass) => mass >= cluster.mass).length
        expect(cluster.p).toBe((heavier + 1) / (nullMasses.length + 1))
      })
      result.nullMasses.forEach((mass, i) => {
        expectAgreement(mass, nullMasses[i]!)
      })
    }
  })
})

describe('joint permutation, max-T and the specification curve', () => {
  it('agree with a plain computation for the same relabellings, values missing or not', () => {
    for (const row of fixture.joint) {
      const numbers = (values: (number | null)[]) => values.map((value) => value ?? Number.NaN)
      const [a, b] = [numbers(row.a), numbers(row.b)]
      const options = () => ({ permutations: row.permutations, uniform: new Congruential(row.seed).uniform })
      const labellings = jointPermutation(a, b, row.k, options())
      const observed = labellings.next().value!
      row.t.forEach((t, k) => {
        expectAgreement(observed.t[k]!, t!, 1e-10, Math.max(1, Math.abs(t!)))
        expectAgreement(observed.standardised[k]!, row.d[k]!, 1e-10, Math.max(1, Math.abs(row.d[k]!)))
        expectAgreement(observed.differences[k]!, row.difference[k]!, 1e-10, Math.max(1, Math.abs(row.d[k]!)))
      })
      const t = observed.t.slice()
      const permuted = [...labellings].length
      expect(permuted).toBe(row.permutations)

      const nullT: number[] = []
      for (const figures of [...jointPermutationRows(a, b, row.k, options())].slice(1)) nullT.push(...figures)
      nullT.forEach((value, i) => {
        expectAgreement(value, row.nullT[i]!, 1e-10, Math.max(1, Math.abs(value)))
      })
      maxT(t, nullT).forEach((p, k) => {
        expectAgreement(p, row.maxT[k]!)
      })

      const curve = specificationCurve(a, b, row.k, options())
      expectAgreement(curve.median.value, row.median)
      expect([curve.sameSign.value, curve.significant.value]).toEqual(row.shares)
      const p = [curve.median.p, curve.sameSign.p, curve.significant.p]
      p.forEach((value, i) => {
        expectAgreement(value, row.curveP[i]!)
      })
      curve.p.forEach((value, k) => {
        expectAgreement(value, row.p[k]!)
      })
    }
  })
})

function* jointPermutationRows(...parameters: Parameters<typeof jointPermutation>): Generator<number[]> {
  for (const figures of jointPermutation(...parameters)) yield [...figures.t]
}
