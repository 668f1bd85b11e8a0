import { escapeXml } from '../figures/svg.js'

/** Markup that may stand in a page as it is. Everything else is text, and is escaped. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

type Content = string | number | Html | undefined | readonly Content[]

/**
 * A template whose interpolated values are escaped, in content and in quoted attributes, unless they are `Html`;
 * arrays are joined, undefined leaves nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(strings.map((part, i) => part + markup(values[i])).join(''))
}

/** Marks text as markup. Only for what this project made, such as a figure. */
export function trusted(text: string): Html {
  return new Html(text)
}

/**
 * Text with numbers set as a journal sets them: powers of ten with a real superscript (the digits Unicode has differ
 * from one another in many fonts), and no line break inside `p = 0.012` or `3.2 × 10⁻⁷`.
 */
export function prose(text: string): Html {
  const unbroken = text
    .replace(/ × 10/g, '\u00A0×\u00A010')
    .replace(/(?<![\p{L}\d])([\p{L}]|g²|ln p) ([=<>≤]) /gu, '$1\u00A0$2\u00A0')
  const parts = unbroken.split(/(?<=10)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/)
  return new Html(
    parts.map((part, i) => (i % 2 === 0 ? escapeXml(part) : `<sup>${plainDigits(part)}</sup>`)).join(''),
  )
}

function plainDigits(superscripts: string): string {
  return [...superscripts].map((digit) => (digit === '⁻' ? '\u2212' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit))).join('')
}

function markup(value: Content): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.markup
  if (typeof value === 'string' || typeof value === 'number') return escapeXml(String(value))
  return value.map(markup).join('')
}
