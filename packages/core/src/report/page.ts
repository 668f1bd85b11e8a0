import type { Section } from './elements.js'
import { type Html, html, trusted } from './html.js'
import { STYLE } from './style.js'

/** What a report's page is made of. */
export interface PageContent {
  readonly title: string
  /** The line above the title: what kind of report, on what, when. */
  readonly kicker: string
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
export function page({ title, kicker, verdict, sections, files, umbra }: PageContent): Html {
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
<p class="kicker">${kicker}</p>
<h1>${title}</h1>
${verdict}
<nav aria-label="Contents"><ol>${sections.map(({ id, title: heading }) => html`<li><a href="#${id}">${heading}</a></li>\n`)}</ol></nav>
</header>
<main>
${sections.map(
  ({ id, title: heading, content }) => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${heading}</h2>
${content}
</section>
`,
)}</main>
<footer>Umbra ${umbra}. Everything on this page, and when it was made, is also in ${files} beside it.</footer>
</body>
</html>
`
}
