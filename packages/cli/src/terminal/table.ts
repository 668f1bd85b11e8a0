/** A column of a table: its heading, and which side its cells lean to. */
export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

const GAP = '  '

/**
 * A plain table: headings, a rule, rows; two spaces between columns and one before the first.
 *
 * @param rows - one string per column, without control sequences
 * @param heading - how the line of headings is styled, such as picocolors' `bold`
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  heading: (text: string) => string = (text) => text,
): string {
  const widths = columns.map(({ title }, c) =>
    Math.max(title.length, ...rows.map((row) => row[c]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    ` ${cells.map((cell, c) => pad(cell, widths[c]!, columns[c]!.align)).join(GAP)}`.trimEnd()
  return [
    heading(line(columns.map(({ title }) => title))),
    ` ${widths.map((width) => '─'.repeat(width)).join(GAP)}`,
    ...rows.map(line),
  ].join('\n')
}

function pad(cell: string, width: number, align: Column['align'] = 'left'): string {
  return align === 'right' ? cell.padStart(width) : cell.padEnd(width)
}
