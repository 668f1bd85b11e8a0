import stringWidth from 'string-width'
import { wrap } from './wrap.js'

/** A column of a table: its heading, and which side its cells lean to. */
export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Gives way where the whole table does not fit: the smallest number first, those of one number together. */
  readonly expendable?: number | undefined
}

/** What a summary is drawn on: `Terminal` is one. */
export interface Screen {
  /** Columns to fill. */
  readonly width: number
  readonly colours: { bold(text: string): string }
}

/** A screen as wide as it takes, without styles: for files and tests. */
export const plainScreen: Screen = { width: Number.POSITIVE_INFINITY, colours: { bold: (text) => text } }

const GAP = '  '

/**
 * A plain table: headings, a rule, rows; two spaces between columns and one before the first. Where it is wider than the screen, its
 * expendable columns are left out; if that is not enough every row becomes a list of its cells.
 *
 * @param rows - one string per column, without control sequences
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: Screen = plainScreen,
): string {
  let shown = filled(columns, rows)
  while (widthOf(shown) > screen.width) {
    const least = Math.min(...shown.map(({ expendable = Number.POSITIVE_INFINITY }) => expendable))
    if (least === Number.POSITIVE_INFINITY) return asLists(shown, rows.length, screen)
    shown = shown.filter(({ expendable }) => expendable !== least)
  }
  const widths = shown.map(columnWidth)
  const line = (cells: readonly string[]) =>
    ` ${cells.map((cell, c) => pad(cell, widths[c]!, shown[c]!.align)).join(GAP)}`.trimEnd()
  return [
    screen.colours.bold(line(shown.map(({ title }) => title))),
    ` ${widths.map((width) => '─'.repeat(width)).join(GAP)}`,
    ...rows.map((_, r) => line(shown.map(({ cells }) => cells[r]!))),
  ].join('\n')
}

interface Filled extends Column {
  readonly cells: readonly string[]
}

function columnWidth({ title, cells }: Filled): number {
  return Math.max(...[title, ...cells].map((text) => stringWidth(text)))
}

/** Columns of a terminal that a table with all its columns takes. */
export function tableWidth(columns: readonly Column[], rows: readonly (readonly string[])[]): number {
  return widthOf(filled(columns, rows))
}

function filled(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly Filled[] {
  return columns.map((column, c) => ({ ...column, cells: rows.map((row) => row[c] ?? '') }))
}

function widthOf(columns: readonly Filled[]): number {
  return columns.reduce((sum, column) => sum + columnWidth(column), 1 + GAP.length * (columns.length - 1))
}

/** Every row by its first cell, with the others below it, each behind its heading. */
function asLists(columns: readonly Filled[], rows: number, { width, colours }: Screen): string {
  const [first, ...others] = columns
  const titles = Math.max(...others.map(({ title }) => stringWidth(title)))
  const entry = (column: Filled, r: number) => {
    const cell = column.cells[r]!
    const line = `   ${pad(column.title, titles)}${GAP}${cell}`.trimEnd()
    return stringWidth(line) <= width
      ? line
      : [wrap(column.title, width, '   '), wrap(cell, width, '     ')].join('\n')
  }
  return Array.from({ length: rows }, (_, r) =>
    [
      colours.bold(wrap(`${first!.title} ${first!.cells[r]!}`.trim(), width, ' ')),
      ...others.filter(({ cells }) => cells[r] !== '').map((column) => entry(column, r)),
    ].join('\n'),
  ).join('\n')
}

function pad(cell: string, width: number, align: Column['align'] = 'left'): string {
  const room = ' '.repeat(Math.max(0, width - stringWidth(cell)))
  return align === 'right' ? room + cell : cell + room
}
