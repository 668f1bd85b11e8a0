import { intervalName } from '../words/format.js'
import { CLASS_COLOURS, MUTED } from './palette.js'
import { svg, text } from './svg.js'
import { textWidth } from './text-width.js'

/** The two classes' colours and names on one line, with what bars, lines and dots are. */
export function classLegend(names: readonly [string, string], confidence: number): string {
  let x = 0
  const swatches = names.map((name, c) => {
    const swatch = svg('rect', { x, y: -9, width: 10, height: 10, fill: CLASS_COLOURS[c] })
    const label = text(x + 15, 0, name, { 'font-weight': 'bold', fill: CLASS_COLOURS[c] })
    x += 15 + textWidth(name, 11) + 16
    return swatch + label
  })
  const key = `bar: mean · line: ${intervalName(confidence)} · dot: one image`
  return swatches.join('') + text(x, 0, key, { 'font-size': 10, fill: MUTED })
}
