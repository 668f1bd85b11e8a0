import { limitOf, outputReader, type Score } from '@umbra/core'
import { readOption } from '@umbra/core/notation'
import type { ShownMap } from '../live-map.js'
import { SIZE } from '../state.js'

/** Windows that the tour stops at along each axis, at most: enough to see the score fall, few enough to watch. */
const STOPS = { rows: 9, columns: 13 }

/** A window of the map, where it lies and what it did. */
export interface TourWindow {
  readonly index: number
  /** Ends exclusive. */
  readonly y0: number
  readonly x0: number
  readonly y1: number
  readonly x1: number
  /** The score of the class explained with the window covered, and by how much that is less. */
  readonly score: number
  readonly drop: number
}

/** What the tour shows of a map: all of it is that map's own. */
export interface TourMap {
  readonly map: ShownMap
  /** What is watched: `logit`. */
  readonly scoreName: string
  /** Of the class explained, nothing covered. */
  readonly base: number
  /** Where the tour stops, row by row, and in how many rows and columns. */
  readonly stops: readonly TourWindow[]
  readonly rows: number
  readonly columns: number
  /** The stop that tells most: the largest drop. */
  readonly telling: number
  /** The pixel of the map's largest value, and all windows that cover it. */
  readonly pixel: { readonly y: number; readonly x: number; readonly value: number }
  readonly over: readonly TourWindow[]
  /** Both ends of the scale of drops and of the map. */
  readonly limit: number
  /** Whether the map's value is the mean of the drops shown: not where a baseline is drawn several times, of which one is shown. */
  readonly isWhole: boolean
}

/** @param map - of one image */
export function tourMapOf(map: ShownMap): TourMap {
  const text = map.options.score ?? 'logit'
  const score = outputReader(map.head, map.base.length).score(readOption('score', text) as Score)
  const base = score(map.base, 0, map.target)
  const windowOf = (index: number): TourWindow => {
    const [y0, x0, , y1, x1] = map.windows.subarray(6 * index, 6 * index + 5) as unknown as number[]
    const covered = score(map.covered, index * map.base.length, map.target)
    return { index, y0: y0!, x0: x0!, y1: y1!, x1: x1!, score: covered, drop: base - covered }
  }
  const [down, across] = map.positions
  const rows = thinned(down, STOPS.rows)
  const columns = thinned(across, STOPS.columns)
  const stops = rows.flatMap((row) => columns.map((column) => windowOf(row * across + column)))
  const pixel = largestOf(map.map)
  const all = Array.from({ length: down * across }, (_, index) => windowOf(index))
  const over = all.filter(
    ({ y0, x0, y1, x1 }) => pixel.y >= y0 && pixel.y < y1 && pixel.x >= x0 && pixel.x < x1,
  )
  const mean = meanDrop(over)
  return {
    ...{ map, base, stops, over, pixel },
    scoreName: map.head.kind === 'scores' && text === 'logit' ? 'score' : text,
    rows: rows.length,
    columns: columns.length,
    telling: stops.reduce((best, { drop }, i) => (drop > stops[best]!.drop ? i : best), 0),
    limit: limitOf([stops.map(({ drop }) => drop), map.map]) || 1,
    isWhole: Math.abs(mean - pixel.value) <= 1e-3 * Math.max(1, Math.abs(mean)),
  }
}

/** The mean drop of some windows. */
export function meanDrop(windows: readonly TourWindow[]): number {
  return windows.reduce((sum, { drop }) => sum + drop, 0) / windows.length
}

/** At most `most` of 0 … count − 1, evenly, the first and the last among them. */
function thinned(count: number, most: number): number[] {
  const kept = Math.min(count, most)
  return Array.from({ length: kept }, (_, i) => (kept === 1 ? 0 : Math.round((i * (count - 1)) / (kept - 1))))
}

function largestOf(map: Float32Array) {
  let best = 0
  for (let i = 1; i < map.length; i++) if (map[i]! > map[best]!) best = i
  return { y: Math.floor(best / SIZE), x: best % SIZE, value: map[best]! }
}
