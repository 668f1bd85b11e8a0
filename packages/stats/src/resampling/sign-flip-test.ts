import { mean } from '../descriptive/mean.js'
import { pairedDifferences } from '../descriptive/paired-differences.js'
import { requireCount, type Sample } from '../sample.js'
import { permutationPValue } from './permutation-p-value.js'
import { PERMUTATION_TOLERANCE, type PermutationOptions, type PermutationResult } from './permutation-test.js'

/**
 * Sign-flip permutation test of pairs: is the absolute mean of the differences a − b larger than exchanging the two
 * measurements of subjects at random would make it?
 *
 * Counts all 2ⁿ exchanges where there are no more than `permutations` of them; else draws that many and gives
 * p = (b + 1)/(m + 1) (Phipson and Smyth, 2010). Exact under the null that differences are symmetric about zero.
 *
 * @param a - first measurement of each subject
 * @param b - second measurement, same order and length
 * @returns statistic and estimate are the mean difference a − b
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (n < 1), NOT_FINITE, OUT_OF_RANGE (permutations < 1)
 */
export function signFlipTest(a: Sample, b: Sample, options: PermutationOptions): PermutationResult {
  const { permutations = 4999, uniform } = options
  requireCount(permutations, 'permutations', 1)
  const differences = pairedDifferences(a, b)
  const n = differences.length
  const size = differences.reduce((sum, value) => sum + Math.abs(value), 0)
  const estimate = mean(differences)
  const threshold = Math.abs(estimate * n) - PERMUTATION_TOLERANCE * size
  const exact = n * Math.LN2 <= Math.log(permutations + 0.5)
  const counted = exact ? 2 ** n : permutations
  let extreme = 0
  for (let flip = 0; flip < counted; flip++) {
    let sum = 0
    for (let i = 0; i < n; i++) {
      const negative = exact ? (flip >>> i) & 1 : uniform() < 0.5
      sum += negative ? -differences[i]! : differences[i]!
    }
    if (Math.abs(sum) >= threshold) extreme++
  }
  const p = exact ? extreme / counted : permutationPValue(extreme, counted)
  return {
    name: exact ? 'sign-flip permutation (exact)' : 'sign-flip permutation',
    statistic: estimate,
    p,
    logP: Math.log(p),
    estimate,
    method: exact ? 'exact' : 'random',
    permutations: counted,
  }
}
