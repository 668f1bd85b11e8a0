import { type ColourDepth, colourCode, RESET, type Rgb } from './colour.js'

/** A picture to draw: a colour for every pixel, and a character for where there are no colours. */
export interface Drawing {
  readonly width: number
  readonly height: number
  colour(x: number, y: number): Rgb
  /** A single plain character for the pixels (x, y) and (x, y + 1), which share a cell. */
  character(x: number, y: number): string
}

/** Between two drawings set side by side. */
const GAP = '   '

/**
 * Draws pictures of one height side by side, two pixels to a character cell: upper half blocks whose text and ground
 * are the two pixels' colours, or plain characters where there is no colour.
 *
 * @param titles - set above the drawings; cut to their width
 * @returns lines without their line ends
 */
export function drawSideBySide(
  drawings: readonly Drawing[],
  titles: readonly string[],
  depth: ColourDepth,
): string[] {
  const heading = drawings.map(({ width }, i) => (titles[i] ?? '').slice(0, width).padEnd(width)).join(GAP)
  const rows = Math.ceil(Math.max(...drawings.map(({ height }) => height)) / 2)
  const lines = Array.from({ length: rows }, (_, row) =>
    drawings.map((drawing) => cells(drawing, 2 * row, depth)).join(GAP).trimEnd(),
  )
  return [heading.trimEnd(), ...lines]
}

function cells(drawing: Drawing, y: number, depth: ColourDepth): string {
  const columns = Array.from({ length: drawing.width }, (_, x) => x)
  if (depth === 'none') return columns.map((x) => drawing.character(x, y)).join('')
  let line = ''
  let previous = ''
  for (const x of columns) {
    const upper = drawing.colour(x, y)
    const lower = y + 1 < drawing.height ? drawing.colour(x, y + 1) : upper
    const code = colourCode(upper, 'text', depth) + colourCode(lower, 'ground', depth)
    line += code === previous ? '▀' : `${code}▀`
    previous = code
  }
  return line + RESET
}
