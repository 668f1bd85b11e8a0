import type { DrawnLayer } from '../controls/randomised.js'
import { MISSING, sensitivityScale } from './palette.js'
import { mapOnImagePanel } from './raster-panel.js'
import { fittedText, svg, translate } from './svg.js'

/** Most maps in a strip: more are too small to be seen. */
const MOST_MAPS = 8

/** Places of so many maps that are shown: all, or as many as fit, evenly spaced, the first and the last among them. */
export function shownPlaces(count: number): number[] {
  const shown = Math.min(count, MOST_MAPS)
  return Array.from({ length: shown }, (_, c) => Math.round((c * (count - 1)) / (shown - 1)))
}

/** A step's name over the middle of its column, in as much of it as fits, after what stands before it. */
export function columnName(name: string, column: number, before = ''): string {
  return fittedText(column / 2, -8, before + name, column, { 'text-anchor': 'middle', 'font-size': 10 })
}

/**
 * One map of a strip in its own scale, in the middle of its column; a grey field where there is none.
 *
 * @param map - [H, W]
 * @param image - [H, W, C], outlined on it
 */
export function stripPanel(
  map: ArrayLike<number> | undefined,
  image: ArrayLike<number>,
  { width, height, cell, column }: { width: number; height: number; cell: number; column: number },
): string {
  const across = (column - width * cell) / 2
  if (!map) {
    return translate(across, 0, svg('rect', { width: width * cell, height: height * cell, fill: MISSING }))
  }
  const raster = { data: map, width, height }
  return translate(across, 0, mapOnImagePanel(raster, image, sensitivityScale(map), cell, []))
}

/** `drawn by their initialiser`. */
export function drawnWords(layers: readonly Pick<DrawnLayer, 'drawn'>[]): string {
  const how = new Set(layers.map(({ drawn }) => drawn))
  if (how.size > 1) return 'drawn by their initialiser or permuted'
  return how.has('permuted') ? 'permuted within each tensor' : 'drawn by their initialiser'
}
