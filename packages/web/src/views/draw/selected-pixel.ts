import { computed, signal } from '@preact/signals'
import { shown } from '../../live-map.js'
import { windowAt } from './window-at.js'

/** The pixel of the map under the pointer or the keyboard's cursor. */
export const selected = signal<{ readonly y: number; readonly x: number } | undefined>(undefined)

/** The window shown for it, and its place in the list of windows. */
export const selectedWindow = computed(() => {
  const [pixel, explained] = [selected.value, shown.value]
  if (!pixel || !explained) return undefined
  const index = windowAt(explained.windows, pixel.y, pixel.x)
  if (index < 0) return undefined
  const [y0, x0, , y1, x1] = explained.windows.subarray(6 * index, 6 * index + 5)
  return { index, y0: y0!, x0: x0!, y1: y1!, x1: x1! }
})
