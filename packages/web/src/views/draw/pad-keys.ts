import { signal } from '@preact/signals'
import type { PadPoint } from '../../drawing/pad.js'
import { within } from '../../drawing/pixel-under.js'
import { ARROW_STEPS } from '../../parts/arrow-steps.js'
import { SIZE } from '../../state.js'
import type { Pen } from './pen.js'

/** A cell of the pad: a pixel of the network's image. */
export interface Cell {
  readonly row: number
  readonly column: number
}

/** Draws by keyboard: a cursor goes from cell to cell, and what was done is said to those who do not see it. */
export class PadKeys {
  readonly cursor = signal<Cell | undefined>(undefined)
  readonly said = signal('')
  readonly #pen: Pen

  constructor(pen: Pen) {
    this.#pen = pen
  }

  /** @returns whether the key meant anything */
  press({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const step = ARROW_STEPS[key]
    if (step) this.#move(step, shiftKey)
    else if (key === ' ' || key === 'Backspace' || key === 'Delete') this.#mark(key !== ' ')
    else if (key === 'z' && (ctrlKey || metaKey)) this.#pen.takeBack()
    else return false
    return true
  }

  #move([down, right]: readonly [number, number], drawing: boolean): void {
    const here = this.cursor.value ?? MIDDLE
    const next = { row: within(here.row + down, SIZE), column: within(here.column + right, SIZE) }
    this.cursor.value = next
    if (drawing) this.#pen.line(centreOf(here), centreOf(next), this.#pen.erasing.value)
    this.said.value = `row ${next.row + 1}, column ${next.column + 1}`
  }

  #mark(rubbing: boolean): void {
    const here = this.cursor.value ?? MIDDLE
    const erase = rubbing || this.#pen.erasing.value
    this.cursor.value = here
    this.#pen.line(centreOf(here), centreOf(here), erase)
    this.said.value = erase ? 'erased' : 'drawn'
  }
}

const MIDDLE: Cell = { row: SIZE >> 1, column: SIZE >> 1 }

function centreOf({ row, column }: Cell): PadPoint {
  return { x: (column + 0.5) / SIZE, y: (row + 0.5) / SIZE }
}
