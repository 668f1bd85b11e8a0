/**
 * Studies drawn rather than mapped: images of two classes with their regional sensitivities s = S·p, S the strength and p the profile, and
 * their ink. What is planted is planted in S or in p; every null below is one also where the classes spread differently, since the mean of p
 * is the same whatever its spread.
 */

/** Mean strength is 1, and so is a mean share times the number of regions: by how much a draw of 1 changes each. */
const STRENGTH_SPREAD = 0.02
const SHARE_SPREAD = 0.03
/** Nothing is drawn further from its mean than this share of it, so that no map is 0; in the spread of the narrower class, 31 and more. */
const FURTHEST = 0.95

const draws = {
  normal: ({ normal }) => normal,
  't, 3 df': ({ studentT }) => studentT(3),
  't, 2 df': ({ studentT }) => studentT(2),
}

/** Populations: images of each class, regions, how values are drawn, and how far each class spreads, in the spreads above. */
export const populations = [
  { name: 'normal', n: [40, 40] },
  { name: 'heavy tails: t with 3 df', n: [40, 40], draw: 't, 3 df' },
  { name: 'heavy tails: t with 2 df, no variance', n: [40, 40], draw: 't, 2 df' },
  { name: 'heavy tails, t with 2 df, few images', n: [10, 10], draw: 't, 2 df' },
  { name: 'many regions: 49', n: [20, 20], regions: 49 },
  { name: 'many regions: 49, t with 3 df', n: [20, 20], regions: 49, draw: 't, 3 df' },
  { name: 'spreads four to one', n: [40, 40], spread: [4, 1] },
  { name: 'spreads four to one, t with 3 df', n: [40, 40], spread: [4, 1], draw: 't, 3 df' },
  { name: 'spreads four to one, the smaller class the wider', n: [20, 60], spread: [4, 1] },
  { name: 'spreads four to one, the smaller class the narrower', n: [20, 60], spread: [1, 4] },
  { name: 'few images', n: [5, 5] },
  { name: 'few images, unequal in number', n: [5, 12] },
].map((population) => ({ regions: 3, draw: 'normal', spread: [1, 1], ...population }))

/** What is planted in the first class: shares moved from the last region to the first, and strength. */
export const NOTHING = { place: 0, strength: 1 }

/**
 * @param population - one of `populations`
 * @param planted - `place`, the share moved, of a mean share; `strength`, the mean strength of the first class
 * @returns of each class `values` [n, R] row by row and `ink` [n]
 */
export function drawStudy(source, { n, regions, draw, spread }, planted) {
  const own = draws[draw](source)
  return [0, 1].map((c) => {
    const mean = meanProfile(regions)
    const strength = c === 0 ? planted.strength : 1
    if (c === 0) {
      mean[0] += planted.place
      mean[regions - 1] -= planted.place
    }
    const values = new Float64Array(n[c] * regions)
    const ink = new Float64Array(n[c])
    for (let i = 0; i < n[c]; i++) {
      const row = values.subarray(i * regions, (i + 1) * regions)
      drawProfile(row, mean, SHARE_SPREAD * spread[c], own)
      const deviation = STRENGTH_SPREAD * spread[c] * own()
      const much = strength * (1 + Math.max(-FURTHEST, Math.min(FURTHEST, deviation)))
      for (let r = 0; r < regions; r++) row[r] *= much
      // The classes differ in ink, by a standard deviation, and their maps do not care.
      ink[i] = (c === 0 ? 1 : 0) + source.normal()
    }
    return { values, ink }
  })
}

/** As in the maps of digits, every third region, the middle one of three, has twice the share of the others; 1 on average. */
function meanProfile(regions) {
  const weights = Float64Array.from({ length: regions }, (_, r) => (r % 3 === 1 ? 2 : 1))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => (weight * regions) / total)
}

/** Shares of which neighbours are correlated, positive, 1 in all and of the given mean: far draws are drawn in, up and down alike. */
function drawProfile(row, mean, spread, own) {
  let drift = 0
  let middle = 0
  for (let r = 0; r < row.length; r++) {
    drift = 0.6 * drift + own()
    row[r] = drift
    middle += drift / row.length
  }
  let reach = spread
  for (let r = 0; r < row.length; r++) {
    row[r] -= middle
    reach = Math.min(reach, (FURTHEST * mean[r]) / Math.abs(row[r]))
  }
  for (let r = 0; r < row.length; r++) row[r] = (mean[r] + reach * row[r]) / row.length
}
