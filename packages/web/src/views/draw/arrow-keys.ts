import { SIZE } from '../../state.js'

/** What the arrow keys do to a cell's row and column. */
export const ARROW_STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** A row or column, kept within the image. */
export function withinImage(cell: number): number {
  return Math.max(0, Math.min(SIZE - 1, cell))
}
