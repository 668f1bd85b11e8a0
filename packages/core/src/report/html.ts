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

function markup(value: Content): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.markup
  if (typeof value === 'string' || typeof value === 'number') return escapeXml(String(value))
  return value.map(markup).join('')
}
