/** The report's style sheet: a page to read, on paper, on a phone, by day and by night. Figures keep their light ground. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfc; --ink: #1b1f24; --muted: #59616b; --line: #d5d9de; --card: #ffffff; --tint: #f3f5f4;
  --accent: #01665e; --serif: Charter, 'Bitstream Charter', 'Iowan Old Style', 'Source Serif 4', Cambria, Georgia, serif;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #15181c; --ink: #e6e8ea; --muted: #a3abb4; --line: #363d45; --tint: #1d2227; --accent: #7fcfc4; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 var(--serif); overflow-wrap: break-word; }
header, main { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 3rem; }
p, ul, ol, dl, blockquote { max-width: 42rem; }
h1, h2, h3, .kicker, .facts, nav, table, .note, figcaption, dl { font-family: var(--sans); }
h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.25rem); line-height: 1.2; margin: 0.25rem 0 1.25rem; letter-spacing: -0.01em; text-wrap: balance; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 3rem 0 0.75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 2rem 0 0.5rem; }
a { color: var(--accent); text-underline-offset: 0.15em; }
.kicker { color: var(--muted); font-size: 0.875rem; margin: 0; }
.verdict { max-width: 46rem; margin: 0; padding: 0.25rem 0 0.25rem 1.25rem; border-left: 4px solid var(--accent); font-size: 1.15rem; line-height: 1.5; }
.verdict p { margin: 0; }
.status { font: 600 0.9rem/1.5 var(--sans); color: var(--muted); margin-top: 0.5rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem 2rem; max-width: none; margin: 1.75rem 0 0; }
.facts div { display: block; border: 0; padding: 0; }
.facts dt { color: var(--muted); font-size: 0.8125rem; }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; }
nav { margin: 2rem 0 0; font-size: 0.875rem; }
nav ol { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; list-style: none; margin: 0; padding: 0; max-width: none; }
figure { margin: 1.75rem 0; }
.card { background: #ffffff; border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem; }
.card svg { display: block; width: 100%; height: auto; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
figcaption, .note { max-width: 46rem; color: var(--muted); font-size: 0.875rem; line-height: 1.5; margin: 0.6rem 0 0; }
.note { margin-bottom: 2rem; }
figcaption b { color: var(--ink); }
table { border-collapse: collapse; min-width: 100%; margin: 1.5rem 0 0; font-size: 0.8125rem; line-height: 1.4; font-variant-numeric: tabular-nums lining-nums; }
caption { text-align: left; font-size: 0.875rem; padding-bottom: 0.5rem; }
.scroll:has(> table) { container-type: inline-size; }
caption > span { display: block; position: sticky; left: 0; max-width: 100cqi; }
th, td { padding: 0.35rem 0 0.35rem 1rem; white-space: nowrap; font-weight: normal; vertical-align: baseline; }
tbody th:has(+ td:last-child) { white-space: normal; }
th:first-child { padding-left: 0; text-align: left; }
thead th { border-top: 1.5px solid var(--ink); border-bottom: 1px solid var(--ink); color: var(--muted); }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 1.5px solid var(--ink); }
.number { text-align: right; }
.text { text-align: left; }
dl { font-size: 0.9375rem; max-width: none; }
dl div { display: grid; grid-template-columns: minmax(8rem, 13rem) 1fr; gap: 0.25rem 1.5rem; padding: 0.35rem 0; border-top: 1px solid var(--line); }
dt { color: var(--muted); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
sup { font-size: 0.72em; line-height: 0; }
code, pre { font-family: var(--mono); font-size: 0.875em; }
pre { background: var(--tint); border-radius: 6px; padding: 0.85rem 1rem; overflow-x: auto; }
.references { list-style: none; padding: 0; font-size: 0.9375rem; }
.references li { padding-left: 1.5rem; text-indent: -1.5rem; margin-bottom: 0.4rem; }
footer { color: var(--muted); font: 0.8125rem/1.5 var(--sans); padding: 2rem 0 3rem; }
@media (max-width: 48rem) {
  .card svg { width: 46rem; }
  .verdict { font-size: 1.15rem; padding-left: 1rem; }
  dl div { grid-template-columns: 1fr; }
}
@media print {
  @page { size: A4; margin: 16mm 16mm 18mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt var(--sans); color: #444444; } }
  :root { --paper: #ffffff; --ink: #000000; --muted: #444444; --line: #cccccc; --tint: #f4f4f4; --accent: #01665e; }
  html { font-size: 10pt; }
  body { font-size: 1rem; line-height: 1.45; orphans: 3; widows: 3; }
  header, main { max-width: none; padding-left: 0; padding-right: 0; }
  header { padding-top: 0; }
  nav { display: none; }
  p, ul, ol, dl, .verdict, figcaption, .note { max-width: none; }
  .verdict { font-size: 1.05rem; }
  .facts { grid-template-columns: 1fr 1fr; gap: 0.6rem 2rem; margin-top: 1rem; }
  .card { border: 0; padding: 0; background: none; }
  .card svg { width: auto; max-width: 100%; max-height: var(--printed); margin: 0 auto; }
  .scroll { overflow: visible; background: none; }
  pre { white-space: pre-wrap; }
  dl:not(.facts) div { grid-template-columns: minmax(8rem, 13rem) 1fr; padding: 0.25rem 0; }
  figure { margin: 1rem 0; }
  figcaption, .note { font-size: 0.85rem; line-height: 1.4; }
  table { font-size: 7.5pt; margin-top: 1rem; }
  .note { margin-bottom: 1rem; }
  th, td { padding: 0.25rem 0 0.25rem 0.7em; }
  h2 { margin-top: 1.5rem; }
  h2, h3, caption, thead { break-after: avoid; }
  figure, tr, dl div, .references li { break-inside: avoid; }
  .note { break-before: avoid; }
  thead th, .text { white-space: normal; }
  .references li:nth-last-child(-n + 6), footer { break-before: avoid; }
  footer { padding-top: 1rem; padding-bottom: 0; }
}
`
