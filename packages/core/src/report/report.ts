import type { SpecificationCurve, StudyFigures } from '../figures/index.js'
import type { Study } from '../study/result.js'
import type { ReportContext, ReportedRobustness } from './context.js'
import { Numbering, type Section } from './elements.js'
import { type Html, html, trusted } from './html.js'
import { answerSection } from './sections/answer.js'
import { limitationsSection } from './sections/limitations.js'
import { patternsSection } from './sections/patterns.js'
import { pooledPixelsSection } from './sections/pooled-pixels.js'
import { provenanceSection } from './sections/provenance.js'
import { questionSection } from './sections/question.js'
import { robustnessSection } from './sections/robustness.js'
import { tablesSection } from './sections/tables.js'
import { verdictBlock } from './sections/verdict.js'
import { STYLE } from './style.js'

/** What a report shows beside the study's numbers. */
export interface ReportOptions {
  /** From `studyFigures`. */
  readonly figures: StudyFigures
  /** Fills the section on whether the answer survives its choices; `figures.robustness` draws it. */
  readonly specifications?: SpecificationCurve | undefined
  /** Adds to that section the other measures' curves, a table of all, and what the answer hangs on. */
  readonly robustness?: ReportedRobustness | undefined
}

/**
 * A study as one self-contained HTML page: the verdict first, then question, answer, robustness, figures, tables,
 * limitations and provenance. No scripts and nothing loaded from elsewhere; its content security policy forbids both.
 */
export function renderReport(study: Study, { figures, specifications, robustness }: ReportOptions): string {
  const context: ReportContext = { study, figures, specifications, robustness, numbering: new Numbering() }
  // In the order of the page: figures and tables are numbered as they come.
  const sections = [
    questionSection(context),
    answerSection(context),
    robustnessSection(context),
    patternsSection(context),
    tablesSection(context),
    pooledPixelsSection(context),
    limitationsSection(context),
    provenanceSection(context),
  ]
  return page(context, sections).markup
}

function page(context: ReportContext, sections: readonly Section[]): Html {
  const { result } = context.study
  const [a, b] = result.classes
  const title = `Where the network looks in ${a.name} and in ${b.name}`
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Umbra ${result.provenance.umbra}">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<p class="kicker">Umbra study · ${result.provenance.data.name} · ${result.provenance.created.slice(0, 10)}</p>
<h1>${title}</h1>
${verdictBlock(context)}
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
<footer>Umbra ${result.provenance.umbra}. Everything on this page is also in result.json, samples.csv and maps.npz beside it.</footer>
</body>
</html>
`
}
