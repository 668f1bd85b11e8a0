import { CLASS_COLOURS } from './palette.js'
import { titledText } from './svg.js'
import { fittingLines, textWidth } from './text-width.js'

/** Room for a name of a letter or two at the left of a row, and most room for longer ones. */
const LEAST = 26
const MOST = 118
const LINES = 4
const GAP = 8
const LEADING = 1.25

/** Bold letters are wider than `textWidth` has them. */
const BOLD = 1.1

/** A single letter or digit is set large. */
function sizeOf(name: string): number {
  return name.length > 1 ? 13 : 22
}

/** Room that rows of these classes need at their left for `classLabel`. */
export function classLabelRoom(names: readonly string[]): number {
  if (names.every((name) => textWidth(name, sizeOf(name)) <= LEAST)) return LEAST
  const widest = names.flatMap((name) =>
    fittingLines(name, MOST - GAP, BOLD * sizeOf(name), LINES).map(
      (line) => BOLD * textWidth(line, sizeOf(name)),
    ),
  )
  return Math.max(LEAST, Math.ceil(Math.max(...widest)) + GAP)
}

/**
 * A class's name at the left of its row, in as many lines as it takes, in the class's colour.
 *
 * @param room - as `classLabelRoom` has it; the row begins at 0
 * @param height - of the row
 */
export function classLabel(name: string, c: number, room: number, height: number): string {
  const size = sizeOf(name)
  const lines = room === LEAST ? [name] : fittingLines(name, room, BOLD * size, LINES)
  const attributes = { 'font-size': size, 'font-weight': 'bold', fill: CLASS_COLOURS[c] }
  const whole = lines.join('').replaceAll(' ', '') === name.replaceAll(' ', '')
  const first = height / 2 + 8 - ((lines.length - 1) * size * LEADING) / 2
  const drawn = lines.map((line, i) =>
    titledText(-room, first + i * size * LEADING, line, whole ? undefined : name, attributes),
  )
  return drawn.join('')
}
