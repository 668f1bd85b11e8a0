import { Html, html, prose, trusted } from './html.js'

/** A section with its heading; `id` is its place in the table of contents. */
export interface Section {
  readonly id: string
  readonly title: string
  readonly content: Html
}

/** Counts figures and tables in the order in which they are placed. */
export class Numbering {
  #figures = 0
  #tables = 0

  /** `Figure 1`, then `Figure 2`, … */
  nextFigure(): string {
    return `Figure ${++this.#figures}`
  }

  /** `Table 1`, then `Table 2`, … */
  nextTable(): string {
    return `Table ${++this.#tables}`
  }
}

/**
 * A figure with its caption. Wide figures scroll sideways on narrow screens, by touch and by keyboard; on paper they are made as low as
 * their letters allow, so that they fit below what stands before them.
 */
export function figure(numbering: Numbering, svg: string, caption: Html): Html {
  const label = numbering.nextFigure()
  return html`<figure style="--printed: ${printedHeight(svg)}mm">
<div class="card scroll" role="region" tabindex="0" aria-label="${label}">${trusted(svg)}</div>
<figcaption><b>${label}.</b> ${caption}</figcaption>
</figure>
`
}

/**
 * The most height that a figure takes on paper, in mm: such that a pixel is 0.16 mm, and letters of 11 pixels are five points high, but
 * never more than half a page, with which its caption fits on one that half is filled.
 */
function printedHeight(svg: string): number {
  const height = Number(/^<svg[^>]* height="([\d.]+)"/.exec(svg)?.[1] ?? 0)
  return Math.min(132, Math.max(96, Math.round(height * 0.16)))
}

/** A table as readers of a journal expect it. */
export interface TableContent {
  readonly title: string
  /** The first column heads its rows; others are numbers unless they say `text`. */
  readonly columns: readonly { readonly title: string; readonly kind?: 'text' }[]
  readonly rows: readonly (readonly (string | Html)[])[]
  readonly note?: Html
}

/** A table with caption, scoped headers and note, which scrolls sideways where it must, the caption staying in sight. */
export function table(numbering: Numbering, { title, columns, rows, note }: TableContent): Html {
  const label = numbering.nextTable()
  const kind = (i: number) => (i === 0 || columns[i]?.kind === 'text' ? 'text' : 'number')
  const head = columns.map((column, i) => html`<th scope="col" class="${kind(i)}">${column.title}</th>`)
  const body = rows.map((cells) => {
    const [first = '', ...rest] = cells
    return html`<tr><th scope="row">${set(first)}</th>${rest.map((cell, i) => html`<td class="${kind(i + 1)}">${set(cell)}</td>`)}</tr>
`
  })
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">
<table>
<caption><span><b>${label}.</b> ${title}</span></caption>
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
${entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${set(value)}</dd></div>\n`)}</dl>
`
}

function set(content: string | Html): Html {
  return content instanceof Html ? content : prose(content)
}
