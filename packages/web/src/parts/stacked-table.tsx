import type { ComponentChildren } from 'preact'
import { ScrollRegion } from './scroll-region.js'

export interface StackedColumn {
  readonly label: string
  /** Whether its cells need the width of a phone. */
  readonly wide?: boolean
}

export interface StackedRow {
  readonly name: string
  /** Whether it is of all the others together. */
  readonly whole?: boolean
  /** Whether it is the one that the others are beside. */
  readonly marked?: boolean
  /** One for each column. */
  readonly cells: readonly ComponentChildren[]
}

interface Props {
  /** What the table is called where it scrolls. */
  readonly label: string
  readonly class?: string
  readonly caption?: ComponentChildren
  /** What the rows' names are. */
  readonly corner: string
  readonly columns: readonly StackedColumn[]
  readonly rows: readonly StackedRow[]
}

/** A table of numbers; on a phone each row is a block of its own, with every number under its column's name, and nothing is cut off. */
export function StackedTable({ label, class: name = '', caption, corner, columns, rows }: Props) {
  return (
    <ScrollRegion class={name} label={label}>
      <table class="stacked">
        {caption && (
          <caption>
            <span>{caption}</span>
          </caption>
        )}
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {columns.map((column, c) => (
              <th key={c} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={r} class={row.whole ? 'whole' : undefined} data-target={row.marked ? '' : undefined}>
              <th scope="row">{row.name}</th>
              {columns.map((column, c) => (
                <td key={c} data-label={column.label} data-wide={column.wide ? '' : undefined}>
                  {row.cells[c]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
