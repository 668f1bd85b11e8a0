import { type Html, html, trusted } from './html.js'

/** A section with its heading; `id` is its place in the table of contents. */
export interface Section {
  readonly id: string
  readonly title: string
  readonly content: Html
}

/** A figure with its caption. Wide figures scroll sideways on narrow screens, by touch and by keyboard. */
export function figure(svg: string, label: string, caption: Html): Html {
  return html`<figure>
<div class="card scroll" role="region" tabindex="0" aria-label="${label}">${trusted(svg)}</div>
<figcaption><b>${label}.</b> ${caption}</figcaption>
</figure>
`
}

/** A table as readers of a journal expect it. */
export interface TableContent {
  /** `Table 1` and its title. */
  readonly label: string
  readonly title: string
  /** The first column heads its rows; others are numbers unless they say `text`. */
  readonly columns: readonly { readonly title: string; readonly kind?: 'text' }[]
  readonly rows: readonly (readonly (string | Html)[])[]
  readonly note?: Html
}

/** A table with caption, scoped headers and note, which scrolls sideways where it must. */
export function table({ label, title, columns, rows, note }: TableContent): Html {
  const kind = (i: number) => (i === 0 || columns[i]?.kind === 'text' ? 'text' : 'number')
  const head = columns.map((column, i) => html`<th scope="col" class="${kind(i)}">${column.title}</th>`)
  const body = rows.map((cells) => {
    const [first = '', ...rest] = cells
    return html`<tr><th scope="row">${first}</th>${rest.map((cell, i) => html`<td class="${kind(i + 1)}">${cell}</td>`)}</tr>
`
  })
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">
<table>
<caption><b>${label}.</b> ${title}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table>
</div>
${note ? html`<p class="note">${note}</p>\n` : undefined}`
}

/** Terms and what they are, in two columns. */
export function definitions(entries: readonly (readonly [string, string | Html])[]): Html {
  return html`<dl>
${entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>\n`)}</dl>
`
}
