import type { ColourDepth } from './terminal.js'

const RESET = '\u001b[0m'

/**
 * Two pixels, one above the other, as one character: the upper half block in the colour of the upper, on the colour
 * of the lower.
 *
 * @param upper - `#rrggbb`
 * @param lower - `#rrggbb`
 * @param depth - 24 for true colours, 8 for the nearest of 256
 */
export function halfBlock(upper: string, lower: string, depth: ColourDepth): string {
  return `\u001b[38;${colourCode(upper, depth)}m\u001b[48;${colourCode(lower, depth)}m▀${RESET}`
}

/** A full block of a colour. */
export function block(colour: string, depth: ColourDepth): string {
  return `\u001b[48;${colourCode(colour, depth)}m ${RESET}`
}

function colourCode(colour: string, depth: ColourDepth): string {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ]
  return depth === 24 ? `2;${red};${green};${blue}` : `5;${nearestOf256(red, green, blue)}`
}

/** xterm's palette: 16 + a 6×6×6 cube of levels 0, 95, 135 … 255, then 24 greys from 8 to 238. */
function nearestOf256(red: number, green: number, blue: number): number {
  if (red === green && green === blue && red > 3 && red < 247)
    return 232 + Math.min(23, Math.round((red - 8) / 10))
  const level = (value: number) => (value < 48 ? 0 : value < 115 ? 1 : Math.round((value - 55) / 40))
  return 16 + 36 * level(red) + 6 * level(green) + level(blue)
}
