import { computed, signal } from '@preact/signals'
import { limitOf, pixelOutline } from '@umbra/core'
import type { Pixel } from '../drawing/pixel-under.js'
import { windowAt } from '../drawing/window-at.js'
import { explained, seen, underWay } from './photo.js'

/** The map on show: while it is made, what is known of it. */
export const mapOnShow = computed(() => {
  const now = seen.value
  const coming = underWay.value
  if (coming && coming.of === now) return { map: coming.map, target: coming.target, shape: now.shape }
  const whole = explained.value
  return whole && { map: whole.map, target: whole.target, shape: whole.seen.shape }
})

/** The class that it is of. */
export const targetOnShow = computed(() => mapOnShow.value?.target)

/** The scale's ends. */
export const limit = computed(() => {
  const known = mapOnShow.value?.map.filter((value) => !Number.isNaN(value))
  return known && known.length > 0 ? limitOf([known]) : 0
})

/** How much of the photograph the map hides, 0 … 1. */
export const opacity = signal(0.75)
export const contoured = signal(true)

/** The outline of where the map has at least half of its largest value, as SVG path data in pixels of the map. */
export const contour = computed(() => {
  const shown = mapOnShow.value
  if (!shown || !contoured.value || underWay.value) return ''
  const [height, width] = shown.shape
  const half = shown.map.reduce((most, value) => Math.max(most, value), 0) / 2
  return half > 0 ? pixelOutline((x, y) => shown.map[y * width + x]! >= half, width, height).path : ''
})

/** The pixel pointed at. */
export const pointed = signal<Pixel | undefined>(undefined)

/** The pixel looked at, and the window shown for it: the one pointed at or, without, that of the largest drop. */
export const lookedAt = computed(() => {
  const whole = explained.value
  if (!whole || whole.seen !== seen.value) return undefined
  const [height, width] = whole.seen.shape
  const at = pointed.value ?? largest(whole.map, width)
  if (at.y >= height || at.x >= width) return undefined
  const index = windowAt(whole.windows, at.y, at.x)
  if (index < 0) return undefined
  const [y0, x0, , y1, x1] = whole.windows.subarray(6 * index, 6 * index + 5) as unknown as number[]
  return { whole, pixel: at, window: { index, y0: y0!, x0: x0!, y1: y1!, x1: x1! } }
})

function largest(map: Float32Array, width: number) {
  let best = 0
  for (let i = 1; i < map.length; i++) if (map[i]! > map[best]!) best = i
  return { y: Math.floor(best / width), x: best % width }
}
