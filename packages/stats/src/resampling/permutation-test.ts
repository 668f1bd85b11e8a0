import { mean } from '../descriptive/mean.js'
import { meanDifference } from '../descriptive/mean-difference.js'
import { logBinomial } from '../distributions/log-binomial.js'
import { requireCount, requireSample, type Sample, type Uniform } from '../sample.js'
import type { TestResult } from '../test-result.js'
import { permutationPValue } from './permutation-p-value.js'
import { randomSubset } from './random-subset.js'

export interface PermutationOptions {
  /** Random permutations, where not all are counted; 4,999 unless told. */
  readonly permutations?: number | undefined
  /** Draws from [0, 1); not used where all permutations are counted. */
  readonly uniform: Uniform
}

export interface PermutationResult extends TestResult {
  readonly estimate: number
  /** `exact` where every arrangement was counted, `random` where p = (b + 1)/(m + 1). */
  readonly method: 'exact' | 'random'
  /** Arrangements counted: all of them, or m. */
  readonly permutations: number
}

/** Statistics closer than this share of the data's size are equal but for rounding. */
export const PERMUTATION_TOLERANCE = 1e-12

/**
 * Permutation test of two samples: is the absolute difference of their means larger than relabelling would make it?
 *
 * Counts every one of the C(n₁ + n₂, n₁) relabellings where there are no more than `permutations` of them; else draws
 * that many and gives p = (b + 1)/(m + 1) (Phipson and Smyth, 2010). Exact under the null that both come from one
 * population. Equal statistics count as at least as extreme. Data that do not vary give p 1.
 *
 * @returns statistic and estimate are the difference of means, a − b
 * @throws StatisticsError TOO_FEW_VALUES (either empty), NOT_FINITE, OUT_OF_RANGE (permutations < 1)
 */
export function permutationTest(a: Sample, b: Sample, options: PermutationOptions): PermutationResult {
  requireSample(a, 'a', 1)
  requireSample(b, 'b', 1)
  const { permutations = 4999, uniform } = options
  requireCount(permutations, 'permutations', 1)
  const [nA, nB] = [a.length, b.length]
  const { values, size } = centred(a, b)
  // The sum of the smaller group about the common mean says it all: the difference is that sum times 1/nA + 1/nB.
  const few = Math.min(nA, nB)
  const smaller = nA <= nB ? values.subarray(0, nA) : values.subarray(nA)
  const threshold = Math.abs(smaller.reduce((sum, value) => sum + value, 0)) - PERMUTATION_TOLERANCE * size
  const estimate = meanDifference(a, b)
  const exact = logBinomial(nA + nB, few) <= Math.log(permutations + 0.5)
  const { extreme, counted } = exact
    ? countSubsets(values, few, threshold)
    : countRandom(values, few, threshold, permutations, uniform)
  const p = exact ? extreme / counted : permutationPValue(extreme, counted)
  return {
    name: exact ? 'permutation (exact)' : 'permutation',
    statistic: estimate,
    p,
    logP: Math.log(p),
    estimate,
    method: exact ? 'exact' : 'random',
    permutations: counted,
  }
}

/** Both samples about their common mean, and the sum of their absolute values. */
function centred(a: Sample, b: Sample): { readonly values: Float64Array; readonly size: number } {
  const values = new Float64Array(a.length + b.length)
  values.set(a)
  values.set(b, a.length)
  const center = mean(values)
  let size = 0
  for (let i = 0; i < values.length; i++) {
    values[i]! -= center
    size += Math.abs(values[i]!)
  }
  return { values, size }
}

interface Count {
  readonly extreme: number
  readonly counted: number
}

function countRandom(values: Float64Array, k: number, threshold: number, m: number, uniform: Uniform): Count {
  const order = Int32Array.from(values, (_, i) => i)
  let extreme = 0
  for (let permutation = 0; permutation < m; permutation++) {
    randomSubset(order, k, uniform)
    let sum = 0
    for (let i = 0; i < k; i++) sum += values[order[i]!]!
    if (Math.abs(sum) >= threshold) extreme++
  }
  return { extreme, counted: m }
}

/** Visits every subset of size k in lexicographic order. */
function countSubsets(values: Float64Array, k: number, threshold: number): Count {
  const n = values.length
  const chosen = Int32Array.from({ length: k }, (_, i) => i)
  let extreme = 0
  let counted = 0
  while (true) {
    let sum = 0
    for (let i = 0; i < k; i++) sum += values[chosen[i]!]!
    counted++
    if (Math.abs(sum) >= threshold) extreme++
    let last = k - 1
    while (last >= 0 && chosen[last] === n - k + last) last--
    if (last < 0) return { extreme, counted }
    chosen[last]!++
    for (let i = last + 1; i < k; i++) chosen[i] = chosen[i - 1]! + 1
  }
}
