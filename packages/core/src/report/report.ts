import type { SpecificationCurve, StudyFigures } from '../figures/index.js'
import type { Study } from '../study/result.js'
import type { ReportContext, ReportedFaithfulness, ReportedRobustness } from './context.js'
import { Numbering } from './elements.js'
import { page } from './page.js'
import { answerSection } from './sections/answer.js'
import { controlsSection } from './sections/controls.js'
import { faithfulnessSection } from './sections/faithfulness.js'
import { limitationsSection } from './sections/limitations.js'
import { patternsSection } from './sections/patterns.js'
import { pooledPixelsSection } from './sections/pooled-pixels.js'
import { provenanceSection } from './sections/provenance.js'
import { questionSection } from './sections/question.js'
import { robustnessSection } from './sections/robustness.js'
import { tablesSection } from './sections/tables.js'
import { verdictBlock } from './sections/verdict.js'

/** What a report shows beside the study's numbers. */
export interface ReportOptions {
  /** From `studyFigures`. */
  readonly figures: StudyFigures
  /** Fills the section on whether the answer survives its choices; `figures.robustness` draws it. */
  readonly specifications?: SpecificationCurve | undefined
  /** Adds to that section the other measures' curves, a table of all, and what the answer hangs on. */
  readonly robustness?: ReportedRobustness | undefined
  /** Adds a section on how far the maps can be believed. */
  readonly faithfulness?: ReportedFaithfulness | undefined
}

/**
 * A study as one self-contained HTML page: the verdict and its picture first, then the numbers, what was learned, robustness, faithfulness, figures,
 * hypotheses and design, tables, limitations, provenance, a glossary and references. No scripts and nothing loaded from elsewhere; its content security policy forbids both.
 */
export function renderReport(
  study: Study,
  { figures, specifications, robustness, faithfulness }: ReportOptions,
): string {
  const context: ReportContext = { study, figures, specifications, robustness, numbering: new Numbering() }
  // In the order of the page: figures and tables are numbered as they come.
  const verdict = verdictBlock(context)
  const sections = [
    answerSection(context),
    controlsSection(context),
    robustnessSection(context),
    ...(faithfulness ? [faithfulnessSection(context, faithfulness)] : []),
    patternsSection(context),
    questionSection(context),
    tablesSection(context),
    pooledPixelsSection(context),
    limitationsSection({ ...study.result, networks: robustness?.result.models.length ?? 1 }),
    provenanceSection({ result: study.result, training: figures.training, numbering: context.numbering }),
  ]
  const [a, b] = study.result.classes
  const { provenance } = study.result
  return page({
    title: `Where the network looks in ${a.name} and in ${b.name}`,
    kicker: `Umbra study · ${provenance.data.name}`,
    created: provenance.created,
    verdict,
    sections,
    files: 'result.json, samples.csv and maps.npz',
    umbra: provenance.umbra,
  }).markup
}
