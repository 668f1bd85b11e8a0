export type CsvValue = string | number | boolean

/**
 * Writes rows as CSV (RFC 4180) with a header line, `\n` line ends and full-precision numbers; NaN is an empty field.
 *
 * @param columns - the header, and the order of the fields in every row
 */
export function csv(columns: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('')
}

function field(value: CsvValue): string {
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value)
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
