import { CLASS_COLOURS } from './palette.js'
import { fittedText, text } from './svg.js'
import { shortened, textWidth } from './text-width.js'

/** `difference A − B, 95% interval` in bold, in a width: long names are shortened alike. */
export function differenceTitle(
  x: number,
  y: number,
  [a, b]: readonly [string, string],
  what: string,
  width: number,
): string {
  const room = (width - textWidth(`difference  − , ${what}`, 11)) / 2
  // What one name leaves of its half the other may have.
  const spare = (name: string) => Math.max(0, room - textWidth(name, 11))
  const shown = [shortened(a, room + spare(b), 11), shortened(b, room + spare(a), 11)]
  return fittedText(x, y, `difference ${shown.join(' − ')}, ${what}`, width, { 'font-weight': 'bold' })
}

/**
 * What either end of an axis means, `← higher in B` and `higher in A →`, in the classes' colours: beside each other, else below.
 *
 * @param width - of the axis, which begins at 0
 * @param most - room for a line by itself
 */
export function higherIn([a, b]: readonly [string, string], width: number, most: number): string {
  const [left, right] = [`← higher in ${b}`, `higher in ${a} →`]
  const small = { 'font-size': 10 }
  if (textWidth(left + right, 10) <= width) {
    return (
      text(0, 0, left, { ...small, fill: CLASS_COLOURS[1] }) +
      text(width, 0, right, { ...small, 'text-anchor': 'end', fill: CLASS_COLOURS[0] })
    )
  }
  return (
    fittedText(0, 0, left, most, { ...small, fill: CLASS_COLOURS[1] }) +
    fittedText(0, 14, `→ higher in ${a}`, most, { ...small, fill: CLASS_COLOURS[0] })
  )
}
