import { parquetWriteBuffer } from 'hyparquet-writer'

/** Values of one column: whole numbers, numbers, or text. */
export type ParquetColumn = Int32Array | Float64Array | readonly string[]

/**
 * Writes columns of equal length as Apache Parquet (https://parquet.apache.org/docs/file-format/), which pandas, DuckDB, R's
 * arrow and spreadsheets' importers open: INT32, DOUBLE and UTF-8, compressed with Snappy. NaN is null.
 *
 * @returns the file; the same columns give the same bytes
 */
export function parquet(columns: Readonly<Record<string, ParquetColumn>>): Uint8Array {
  const columnData = Object.entries(columns).map(([name, data]) => {
    if (data instanceof Int32Array) return { name, data, type: 'INT32' as const, nullable: false }
    if (!(data instanceof Float64Array))
      return { name, data: [...data], type: 'STRING' as const, nullable: false }
    const defined = Array.from(data, (value) => (Number.isNaN(value) ? null : value))
    return { name, data: defined, type: 'DOUBLE' as const }
  })
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'umbra' }))
}
