import type { ScoreFunction } from '../../network/output-reader.js'
import type { WindowGrid } from './windows.js'

/** Logits of some images: base float32 [n, K] and, for each draw of the baseline, covered float32 [n, P, K]. */
export interface ScoredImages {
  readonly base: Float32Array
  readonly covered: readonly Float32Array[]
}

/** Writes image i's map for one target and score. */
export type MapMaker = (
  scores: ScoredImages,
  i: number,
  target: number,
  score: ScoreFunction,
  map: Float32Array,
) => void

/**
 * Makes maps from scores: the drops of the score under each window (rules 2 and 6), spread over the pixels. Differences are
 * taken in float64.
 *
 * @param imageShape - [H, W, C]
 * @param classes - K
 */
export function mapMaker(
  grid: WindowGrid,
  imageShape: readonly [number, number, number],
  classes: number,
): MapMaker {
  const drops = new Float64Array(grid.windows.length / 6)
  const spread = dropSpreader(grid, imageShape)
  return (scores, i, target, score, map) => {
    readDrops(scores, i, target, score, classes, drops)
    spread(drops, map)
  }
}

/**
 * Reads off image i's drops: drop(w) = score(x) − score(x covered at w), averaged over the draws of the baseline.
 *
 * @param classes - K
 * @param drops - float64 [P], to be written
 */
export function readDrops(
  { base, covered }: ScoredImages,
  i: number,
  target: number,
  score: ScoreFunction,
  classes: number,
  drops: Float64Array,
): void {
  const windows = drops.length
  const uncovered = score(base, i * classes, target)
  drops.fill(0)
  for (const draw of covered) {
    for (let w = 0; w < windows; w++) {
      drops[w]! += (uncovered - score(draw, (i * windows + w) * classes, target)) / covered.length
    }
  }
}

/**
 * Spreads the windows' drops over the pixels: map[p] = mean of drop(w) over the windows that contain p. A clipped
 * window counts once like any other, and nothing is divided by area (rule 3). Sums are float64.
 *
 * @param imageShape - [H, W, C]
 * @returns a function of the drops, float64 [P], and of the map to write, float32 [H, W], or [H, W, C] for channel-wise
 *   windows
 */
export function dropSpreader(
  grid: WindowGrid,
  [height, width, channels]: readonly [number, number, number],
): (drops: Float64Array, map: Float32Array) => void {
  const depth = grid.channelWise ? channels : 1
  const sums = new Float64Array(height * width * depth)
  const counts = new Float64Array(sums.length)
  forEachCovered(grid, width, depth, (p) => {
    counts[p]! += 1
  })
  return (drops, map) => {
    sums.fill(0)
    forEachCovered(grid, width, depth, (p, w) => {
      sums[p]! += drops[w]!
    })
    for (let p = 0; p < sums.length; p++) map[p] = sums[p]! / counts[p]!
  }
}

/** Visits every window w and every map pixel p it contains, windows in order. */
export function forEachCovered(
  grid: WindowGrid,
  width: number,
  depth: number,
  visit: (p: number, w: number) => void,
): void {
  const { windows } = grid
  for (let w = 0, at = 0; at < windows.length; w++, at += 6) {
    const c0 = grid.channelWise ? windows[at + 2]! : 0
    const c1 = grid.channelWise ? windows[at + 5]! : 1
    for (let y = windows[at]!; y < windows[at + 3]!; y++) {
      for (let x = windows[at + 1]!; x < windows[at + 4]!; x++) {
        for (let c = c0; c < c1; c++) visit((y * width + x) * depth + c, w)
      }
    }
  }
}
