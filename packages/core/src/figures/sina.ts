/**
 * Sideways positions that spread points by how many lie near them, so that a column of dots shows the shape of its
 * distribution (a sina plot: Sidiropoulos et al., 2018, J. Comput. Graph. Stat. 27:673). Positions follow van der
 * Corput's sequence instead of random numbers: the same data always give the same figure, without clumps.
 *
 * @param values - finite numbers
 * @returns offsets in −1 … 1, one for each value
 */
export function sinaOffsets(values: readonly number[]): number[] {
  const density = kernelDensity(values)
  const densest = Math.max(...density)
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
  const offsets = new Array<number>(values.length).fill(0)
  order.forEach((i, rank) => {
    offsets[i] = (2 * vanDerCorput(rank + 1) - 1) * (density[i]! / densest)
  })
  return offsets
}

/** Gaussian kernel density at each value, up to a factor; bandwidth by Silverman's rule (1986, eq. 3.31). */
function kernelDensity(values: readonly number[]): number[] {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n)
  const sorted = [...values].sort((a, b) => a - b)
  const iqr = sorted[Math.floor(0.75 * (n - 1))]! - sorted[Math.floor(0.25 * (n - 1))]!
  const bandwidth = 0.9 * Math.min(sd, iqr / 1.34 || sd) * n ** -0.2
  if (!(bandwidth > 0)) return values.map(() => 1)
  return values.map((x) => values.reduce((sum, y) => sum + Math.exp(-0.5 * ((x - y) / bandwidth) ** 2), 0))
}

/** The bits of i mirrored about the binary point: 1/2, 1/4, 3/4, 1/8, … */
function vanDerCorput(i: number): number {
  let value = 0
  for (let share = 0.5, rest = i; rest > 0; share /= 2, rest = Math.floor(rest / 2))
    value += (rest % 2) * share
  return value
}
