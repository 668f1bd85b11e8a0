/** Covered values of a unit: half a minute or so of a large network, and of a small one whatever `most` is. */
const COVERED_VALUES = 1e8

/**
 * Images of a unit: so many that computing it takes far longer than handing it out, and so few that little is lost with it. Maps
 * are the same however images are cut.
 *
 * @param windows - of an image
 * @param imageShape - [H, W, C]
 * @param most - images of a unit at the most
 */
export function imagesAtOnce(windows: number, imageShape: readonly number[], most: number): number {
  const covered = imageShape.reduce((product, d) => product * d, windows)
  return Math.max(1, Math.min(most, Math.floor(COVERED_VALUES / covered)))
}

/**
 * [n] cut into runs of so many, the last of what is left.
 *
 * @param before - how many go before them elsewhere: cuts lie where they lie in the whole, so that a part's runs are the whole's but for
 *   those that the part's own ends cut
 */
export function runsOf(n: number, atOnce: number, before = 0): (readonly [from: number, to: number])[] {
  const [first, end] = [Math.floor(before / atOnce), Math.ceil((before + n) / atOnce)]
  return Array.from({ length: n === 0 ? 0 : end - first }, (_, i) => {
    const from = (first + i) * atOnce - before
    return [Math.max(0, from), Math.min(n, from + atOnce)]
  })
}
