import type { Sample } from '../sample.js'

/** A design of subjects in groups, each measured at every level. */
export interface MixedDesign {
  /** [subjects, levels] row by row. */
  readonly values: Sample
  readonly subjects: number
  readonly levels: number
  /** [subjects] 0 … groups − 1. */
  readonly groupOf: Int32Array
  /** [groups] */
  readonly groupSizes: Float64Array
}

export interface SplitPlotSums {
  /** Sums of squares: of the effects, … */
  readonly groups: number
  readonly levels: number
  readonly interaction: number
  /** … of subjects within groups, and of the subject × level residual. */
  readonly subjects: number
  readonly residual: number
  /** float64 [subjects, levels]: what subject, group and level leave unexplained. Rows sum to zero. */
  readonly residuals: Float64Array
  /** Sums of squares up to this are rounding error. */
  readonly rounding: number
}

/**
 * Sums of squares of a split-plot design with G groups and R levels (Winer, Brown and Michels, 1991, Statistical
 * Principles in Experimental Design, chapter 7); that of levels is of type III, from unweighted means of groups.
 */
export function splitPlotSums({ values, subjects, levels, groupOf, groupSizes }: MixedDesign): SplitPlotSums {
  const groups = groupSizes.length
  const origin = values[0]!
  const subjectMeans = new Float64Array(subjects)
  const cells = new Float64Array(groups * levels)
  let largest = 0
  for (let i = 0; i < subjects; i++) {
    for (let r = 0; r < levels; r++) {
      const value = values[i * levels + r]! - origin
      largest = Math.max(largest, Math.abs(values[i * levels + r]!))
      subjectMeans[i]! += value / levels
      cells[groupOf[i]! * levels + r]! += value / groupSizes[groupOf[i]!]!
    }
  }
  const groupMeans = new Float64Array(groups)
  for (let g = 0; g < groups; g++) {
    for (let r = 0; r < levels; r++) groupMeans[g]! += cells[g * levels + r]! / levels
  }
  const residuals = new Float64Array(subjects * levels)
  let [betweenSubjects, residual] = [0, 0]
  for (let i = 0; i < subjects; i++) {
    const g = groupOf[i]!
    const offset = subjectMeans[i]! - groupMeans[g]!
    betweenSubjects += levels * offset * offset
    for (let r = 0; r < levels; r++) {
      const left = values[i * levels + r]! - origin - offset - cells[g * levels + r]!
      residuals[i * levels + r] = left
      residual += left * left
    }
  }
  const rounding = 100 * subjects * levels * (Number.EPSILON * largest) ** 2
  const profile = profileSums(cells, groupMeans, groupSizes, levels)
  const overall = weightedSquares(groupMeans, groupSizes)
  return { groups: levels * overall, ...profile, subjects: betweenSubjects, residual, residuals, rounding }
}

/** Sums of squares of levels and of interaction, from the groups' profiles: cell means about their group's mean. */
function profileSums(cells: Float64Array, groupMeans: Float64Array, sizes: Float64Array, levels: number) {
  const groups = sizes.length
  const inverseSizes = sizes.reduce((sum, size) => sum + 1 / size, 0)
  const profile = new Float64Array(groups)
  let squares = 0
  let interaction = 0
  for (let r = 0; r < levels; r++) {
    let unweighted = 0
    for (let g = 0; g < groups; g++) {
      profile[g] = cells[g * levels + r]! - groupMeans[g]!
      unweighted += profile[g]! / groups
    }
    squares += unweighted * unweighted
    interaction += weightedSquares(profile, sizes)
  }
  return { levels: (squares * groups * groups) / inverseSizes, interaction }
}

/** Σ w (x − x̄)² about the weighted mean x̄. */
function weightedSquares(x: Float64Array, weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const center = x.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total
  return x.reduce((sum, value, i) => sum + weights[i]! * (value - center) ** 2, 0)
}
