export type CsvValue = string | number | boolean

/**
 * Writes rows as CSV (RFC 4180) with a header line, `\n` line ends and full-precision numbers; NaN is an empty field.
 *
 * Text that a spreadsheet would take for a formula is written with an apostrophe before it, as OWASP advises
 * (https://owasp.org/www-community/attacks/CSV_Injection): names of files and classes come from anywhere. Numbers, also such as
 * are text, stay as they are.
 *
 * @param columns - the header, and the order of the fields in every row
 */
export function csv(columns: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('')
}

function field(value: CsvValue): string {
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value)
  const text = neutral(String(value))
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** What begins a formula or hides what begins it, in the widths that spreadsheets read alike. */
const FORMULA = /^[=+\-@\t\r\n\0＝＋－＠]/u
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

function neutral(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}
