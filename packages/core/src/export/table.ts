import { type CsvValue, csv } from './csv.js'
import { parquet } from './parquet.js'

/** Rows of named columns; NaN where a number is not defined. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly CsvValue[])[]
}

/** A table as CSV. */
export function tableCsv({ columns, rows }: Table): string {
  return csv(columns, rows)
}

/** A table as Parquet: columns of numbers as DOUBLE, all others as text. */
export function tableParquet({ columns, rows }: Table): Uint8Array {
  return parquet(
    Object.fromEntries(
      columns.map((name, c) => {
        const values = rows.map((row) => row[c]!)
        const numeric = values.every((value) => typeof value === 'number')
        return [name, numeric ? Float64Array.from(values) : values.map(String)]
      }),
    ),
  )
}
