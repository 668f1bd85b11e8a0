import type { Section } from './elements.js'
import { type Html, html, trusted } from './html.js'
import { backMatter } from './sections/back-matter.js'
import { STYLE } from './style.js'

/** What a report's page is made of. */
export interface PageContent {
  readonly title: string
  /** The line above the title: what kind of report, on what. */
  readonly kicker: string
  /** When it ran, in ISO 8601; the day is shown. */
  readonly created: string
  readonly verdict: Html
  readonly sections: readonly Section[]
  /** The files that hold all its numbers. */
  readonly files: string
  /** Version. */
  readonly umbra: string
}

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/** One self-contained HTML page: no scripts, nothing loaded from elsewhere, and a policy that forbids both. */
export function page({ title, kicker, created, verdict, sections: body, files, umbra }: PageContent): Html {
  const sections = [...body, ...backMatter(verdict, body)]
  // Within the last section, with which it stays on one sheet of paper.
  const footer = html`<footer>Umbra ${umbra}. Every number on this page is also in ${files} beside it.</footer>
`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Umbra ${umbra}">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<p class="kicker">${kicker}${dayOf(created)}</p>
<h1>${title}</h1>
${verdict}
<nav aria-label="Contents"><ol>${sections.map(({ id, title: heading }) => html`<li><a href="#${id}">${heading}</a></li>\n`)}</ol></nav>
</header>
<main>
${sections.map(
  ({ id, title: heading, content }, i) => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${heading}</h2>
${content}
${i === sections.length - 1 ? footer : undefined}</section>
`,
)}</main>
</body>
</html>
`
}

/** ` · 30 November 2026`, the day in Greenwich; nothing where a result does not say. */
function dayOf(created: string): Html | undefined {
  const time = Date.parse(created)
  if (Number.isNaN(time)) return undefined
  const day = DAY.format(time)
  return html` · <time datetime="${new Date(time).toISOString().slice(0, 10)}">${day}</time>`
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
