import { computed, signal } from '@preact/signals'
import type { Pixel } from '../../drawing/pixel-under.js'
import { windowAt } from '../../drawing/window-at.js'
import { type ShownMap, settled, shown } from '../../live-map.js'
import { SIZE } from '../../state.js'

/** A window of the map: its place in the list of windows, and its edges, ends exclusive. */
export interface PixelWindow {
  readonly index: number
  readonly y0: number
  readonly x0: number
  readonly y1: number
  readonly x1: number
}

/** A pixel of a map with the window shown for it. */
export interface PixelInMap {
  readonly explained: ShownMap
  readonly pixel: Pixel
  readonly window: PixelWindow
}

/** The pixel of the map under the pointer or the keyboard's cursor. */
export const selected = signal<Pixel | undefined>(undefined)

/** The window shown for it. */
export const selectedWindow = computed(() => {
  const [pixel, explained] = [selected.value, shown.value]
  return pixel && explained && windowOf(explained, pixel)
})

/** The pixel looked at: the one selected, and without one, once the pen rests, that of the largest drop. */
export const pixelLookedAt = computed((): PixelInMap | undefined => {
  const explained = selected.value ? shown.value : settled.value
  const pixel = selected.value ?? (explained && largestDrop(explained.map))
  const window = explained && pixel && windowOf(explained, pixel)
  return window && { explained, pixel, window }
})

function windowOf({ windows }: ShownMap, { y, x }: Pixel): PixelWindow | undefined {
  const index = windowAt(windows, y, x)
  if (index < 0) return undefined
  const [y0, x0, , y1, x1] = windows.subarray(6 * index, 6 * index + 5)
  return { index, y0: y0!, x0: x0!, y1: y1!, x1: x1! }
}

/** Undefined where no pixel has one. */
function largestDrop(map: Float32Array): Pixel | undefined {
  let best = 0
  for (let i = 1; i < map.length; i++) if (map[i]! > map[best]!) best = i
  return map[best]! > 0 ? { y: Math.floor(best / SIZE), x: best % SIZE } : undefined
}
