import { ranks } from '@umbra/stats'
import { pearson } from '../faithfulness/correlation.js'
import { ranked } from '../faithfulness/ranking.js'
import type { Random } from '../random.js'
import type { MethodsConfig } from './config.js'
import type { Agreement } from './result.js'

/** How alike the maps of one image are, of every pair i < j in the order of `pairsOf`. */
export interface AgreementOfImage {
  /** Spearman's rank correlation; NaN where a map is the same everywhere. */
  readonly spearman: readonly number[]
  /** Share of the k largest values that both have in the same places; ties in random order. */
  readonly overlap: readonly number[]
}

/** Places of every two of n. */
export function pairsOf(n: number): [number, number][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n - i - 1 }, (__, k) => [i, i + 1 + k] as [number, number]),
  ).flat()
}

/** @param maps - by order, [pixels] each */
export function agreementOf(
  maps: Readonly<Record<string, ArrayLike<number>>>,
  top: number,
  random: Random,
): AgreementOfImage {
  const entries = Object.entries(maps)
  const ranksOf = entries.map(([, map]) => Array.from(ranks(Array.from(map)).ranks))
  const tops = entries.map(
    ([id, map]) => new Set(ranked(map, random.split(`top ties ${id}`)).subarray(0, top)),
  )
  const pairs = pairsOf(entries.length)
  return {
    spearman: pairs.map(([i, j]) => pearson(ranksOf[i]!, ranksOf[j]!)),
    overlap: pairs.map(([i, j]) => [...tops[i]!].filter((place) => tops[j]!.has(place)).length / top),
  }
}

/** Means over images, as matrices with ones along their diagonals. */
export function meanAgreement(
  images: readonly AgreementOfImage[],
  orders: readonly string[],
  topPixels: number,
): Agreement {
  const n = orders.length
  const pairs = pairsOf(n)
  const matrix = (diagonal: number, of: (pair: number) => number) => {
    const rows = orders.map(() => new Array<number>(n).fill(diagonal))
    for (const [pair, [i, j]] of pairs.entries()) rows[i]![j] = rows[j]![i] = of(pair)
    return rows
  }
  const defined = pairs.map((_, pair) =>
    images.map(({ spearman }) => spearman[pair]!).filter((value) => !Number.isNaN(value)),
  )
  return {
    orders,
    spearman: matrix(1, (pair) => meanOf(defined[pair]!)),
    undefined: matrix(0, (pair) => images.length - defined[pair]!.length),
    overlap: matrix(1, (pair) => meanOf(images.map(({ overlap }) => overlap[pair]!))),
    topPixels,
  }
}

/** NaN of none. */
function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** How many pixels the top of a map are. */
export function topPixels({ top }: Pick<MethodsConfig, 'top'>, pixels: number): number {
  return Math.max(1, Math.round(top * pixels))
}
