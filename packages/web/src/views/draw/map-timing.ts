import type { ShownMap } from '../../live-map.js'
import { drawnAt } from '../../state.js'

/** Measures kept at most, of the latest maps. */
const KEPT = 1000
let first = true

/**
 * Notes that a map's pixels are on the canvas: a mark for the first, and for each after it a measure from the pen's movement,
 * where a browser's tools and the benchmark find them.
 */
export function markMapShown({ image, milliseconds }: ShownMap): void {
  if (first) performance.mark('umbra first map')
  first = false
  const start = drawnAt.get(image)
  if (start === undefined) return
  drawnAt.delete(image)
  if (performance.getEntriesByName('umbra map').length > KEPT) performance.clearMeasures('umbra map')
  performance.measure('umbra map', { start, end: performance.now(), detail: { worker: milliseconds } })
}
