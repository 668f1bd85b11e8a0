import { mean } from '../descriptive/mean.js'
import { requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'

export interface IntraclassCorrelation {
  /** ICC(1): the share of variance that lies between clusters; below 0 where clusters differ less than chance. */
  readonly value: number
  readonly meanSquareBetween: number
  readonly meanSquareWithin: number
  /** The cluster size of the formula: the common size, or n₀ where sizes differ. */
  readonly clusterSize: number
  /** [clusters] */
  readonly sizes: Float64Array
}

/**
 * Intraclass correlation ICC(1) by one-way analysis of variance: how alike are values of the same cluster?
 *
 * ICC = (MSB − MSW) / (MSB + (n₀ − 1) MSW), n₀ = (N − Σnᵢ²/N)/(k − 1) for k clusters of sizes nᵢ, N = Σnᵢ (Shrout and
 * Fleiss, 1979, Psychological Bulletin 86, 420–428; n₀ for unequal sizes: Donner, 1986, International Statistical
 * Review 54, 67–82). Data that do not vary at all have the correlation 0.
 *
 * @param clusters - [k] samples, one per cluster: the pixels of one image
 * @param strata - [k] the group each cluster belongs to, such as its class: clusters are then compared within groups
 *   only, so that a difference between groups does not count as likeness
 * @throws StatisticsError TOO_FEW_VALUES (no group with two clusters, or no cluster with two values), NOT_FINITE,
 *   LENGTH_MISMATCH
 */
export function intraclassCorrelation(
  clusters: readonly Sample[],
  strata: ArrayLike<number> = new Uint8Array(clusters.length),
): IntraclassCorrelation {
  if (strata.length !== clusters.length) {
    const detail = `strata holds ${strata.length} groups for ${clusters.length} clusters`
    throw new StatisticsError('LENGTH_MISMATCH', detail)
  }
  const sizes = new Float64Array(clusters.length)
  const means = new Float64Array(clusters.length)
  const groups = new Map<number, number[]>()
  for (const [i, cluster] of clusters.entries()) {
    requireSample(cluster, `clusters[${i}]`, 1)
    sizes[i] = cluster.length
    means[i] = mean(cluster)
    const members = groups.get(strata[i]!)
    if (members === undefined) groups.set(strata[i]!, [i])
    else members.push(i)
  }
  const between = betweenClusters([...groups.values()], sizes, means)
  const values = sizes.reduce((sum, size) => sum + size, 0)
  const dfWithin = values - clusters.length
  if (between.df < 1 || dfWithin < 1) {
    const detail = `clusters: ${clusters.length} in ${groups.size} groups, ${values} values; a group needs two clusters and a cluster two values`
    throw new StatisticsError('TOO_FEW_VALUES', detail)
  }
  let within = 0
  clusters.forEach((cluster, i) => {
    for (let j = 0; j < cluster.length; j++) within += (cluster[j]! - means[i]!) ** 2
  })
  const clusterSize = between.weight / between.df
  const meanSquareBetween = between.sum / between.df
  const meanSquareWithin = within / dfWithin
  const total = meanSquareBetween + (clusterSize - 1) * meanSquareWithin
  const value = total > 0 ? (meanSquareBetween - meanSquareWithin) / total : 0
  return { value, meanSquareBetween, meanSquareWithin, clusterSize, sizes }
}

/** Sum of squares between clusters of the same group, its df, and the weight Σ(N_g − Σnᵢ²/N_g). */
function betweenClusters(groups: readonly number[][], sizes: Float64Array, means: Float64Array) {
  let [sum, df, weight] = [0, 0, 0]
  for (const members of groups) {
    const n = members.reduce((total, i) => total + sizes[i]!, 0)
    const origin = means[members[0]!]!
    const center = origin + members.reduce((total, i) => total + sizes[i]! * (means[i]! - origin), 0) / n
    for (const i of members) sum += sizes[i]! * (means[i]! - center) ** 2
    df += members.length - 1
    weight += n - members.reduce((total, i) => total + sizes[i]! ** 2, 0) / n
  }
  return { sum, df, weight }
}
