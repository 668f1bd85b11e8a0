import { signal } from '@preact/signals'
import type { Pixel } from '../drawing/pixel-under.js'
import { drawnRegions } from '../state.js'
import { type Rectangle, rectanglesText } from './rectangles.js'

/** The rectangle that keys move: its place in the list, or −1 for none. */
export const chosenRectangle = signal(-1)

export type Size = readonly [height: number, width: number]

/** Has these rectangles be the regions. */
export function setRectangles(rectangles: readonly Rectangle[], size: Size): void {
  drawnRegions.value = rectanglesText(rectangles, size)
}

/** The rectangle of which two pixels are corners, both within it. */
export function rectangleBetween(name: string, a: Pixel, b: Pixel): Rectangle {
  return {
    name,
    top: Math.min(a.y, b.y),
    left: Math.min(a.x, b.x),
    bottom: Math.max(a.y, b.y) + 1,
    right: Math.max(a.x, b.x) + 1,
  }
}

/** The topmost rectangle that a pixel lies in, the last drawn; −1 where there is none. */
export function rectangleAt(rectangles: readonly Rectangle[], { y, x }: Pixel): number {
  return rectangles.findLastIndex(
    ({ top, left, bottom, right }) => y >= top && y < bottom && x >= left && x < right,
  )
}

/** A rectangle moved, as far as the image goes. */
export function movedBy(rectangle: Rectangle, down: number, right: number, [height, width]: Size): Rectangle {
  const y = Math.max(-rectangle.top, Math.min(height - rectangle.bottom, down))
  const x = Math.max(-rectangle.left, Math.min(width - rectangle.right, right))
  return {
    ...rectangle,
    ...{ top: rectangle.top + y, bottom: rectangle.bottom + y },
    ...{ left: rectangle.left + x, right: rectangle.right + x },
  }
}

/** A rectangle whose lower right corner is moved: it keeps a pixel, and stays in the image. */
export function grownBy(rectangle: Rectangle, down: number, right: number, [height, width]: Size): Rectangle {
  return {
    ...rectangle,
    bottom: Math.max(rectangle.top + 1, Math.min(height, rectangle.bottom + down)),
    right: Math.max(rectangle.left + 1, Math.min(width, rectangle.right + right)),
  }
}

/** A name that no rectangle has: `region 1`, `region 2`. */
export function freeName(rectangles: readonly Rectangle[]): string {
  for (let i = 1; ; i++) {
    const name = `region ${i}`
    if (!rectangles.some((one) => one.name === name)) return name
  }
}

/** Where a rectangle lies, in words; rows and columns count from 1. */
export function placeText({ top, left, bottom, right }: Rectangle): string {
  return `rows ${top + 1} to ${bottom}, columns ${left + 1} to ${right}`
}
