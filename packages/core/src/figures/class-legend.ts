import { intervalName } from '../words/format.js'
import { CLASS_COLOURS, MUTED } from './palette.js'
import { fittedText, svg, text } from './svg.js'
import { proseWidth, textWidth } from './text-width.js'

const LINE_HEIGHT = 18

/** A legend, and how much lower it reaches than one of a single line. */
export interface ClassLegend {
  readonly drawn: string
  readonly extra: number
}

/**
 * The two classes' colours and names, and what bars, lines and dots are: on one line, or on as many as a width takes.
 *
 * @param key - what the marks are
 * @param opacity - of the swatches, as the bars have it
 */
export function classLegend(
  names: readonly [string, string],
  width: number,
  key: string,
  opacity?: number,
): ClassLegend {
  let [x, line] = [0, 0]
  /** Where what needs so much room goes. */
  const place = (needed: number): readonly [x: number, y: number] => {
    if (x > 0 && x + needed > width) [x, line] = [0, line + 1]
    return [x, line * LINE_HEIGHT]
  }
  const swatches = names.map((name, c) => {
    const room = Math.min(textWidth(name, 11), width - 15)
    const [left, y] = place(15 + room)
    x = left + 15 + room + 16
    const square = {
      x: left,
      y: y - 9,
      width: 10,
      height: 10,
      fill: CLASS_COLOURS[c],
      'fill-opacity': opacity,
    }
    return (
      svg('rect', square) +
      fittedText(left + 15, y, name, room, { 'font-weight': 'bold', fill: CLASS_COLOURS[c] })
    )
  })
  const note = text(...place(proseWidth(key, 10)), key, { 'font-size': 10, fill: MUTED })
  return { drawn: swatches.join('') + note, extra: line * LINE_HEIGHT }
}

/** What the marks of `regionalChart` are. */
export function regionalKey(confidence: number): string {
  return `bar: mean · line: ${intervalName(confidence)} · dot: one image`
}
