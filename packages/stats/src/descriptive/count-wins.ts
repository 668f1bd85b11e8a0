import type { Sample } from '../sample.js'
import { ranks } from './ranks.js'

/**
 * The Mann–Whitney count: how many pairs (aᵢ, bⱼ) have aᵢ > bⱼ, ties counting half. With it Σ(t³ − t) over the ties of
 * both samples together.
 */
export function countWins(a: Sample, b: Sample): { readonly u: number; readonly tieTerm: number } {
  const pooled = new Float64Array(a.length + b.length)
  pooled.set(a)
  pooled.set(b, a.length)
  const { ranks: pooledRanks, tieTerm } = ranks(pooled)
  let rankSum = 0
  for (let i = 0; i < a.length; i++) rankSum += pooledRanks[i]!
  return { u: rankSum - (a.length * (a.length + 1)) / 2, tieTerm }
}
