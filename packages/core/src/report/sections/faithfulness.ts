import { scoreText } from '../../attribution/occlusion/settings-text.js'
import { formatConfidence, formatCount } from '../../words/format.js'
import type { ReportContext, ReportedFaithfulness } from '../context.js'
import { figure, type Section } from '../elements.js'
import { html, prose } from '../html.js'
import { measureTable } from './faithfulness-table.js'

/** How far maps made as the study's can be believed, where that was measured. */
export function faithfulnessSection(
  { numbering, study }: Pick<ReportContext, 'numbering' | 'study'>,
  { result, figures }: ReportedFaithfulness,
): Section {
  const { n, config, verdict } = result
  const whose = config.classes ? study.result.classes.map(({ name }) => name).join(' and ') : 'all classes'
  return {
    id: 'faithfulness',
    title: 'How far can the maps be believed?',
    content: html`<p>Measured of ${formatCount(n)} images of ${whose}, each mapped for the class predicted, as the study maps them: does the score fall where the map
says it would, and is the map better than the ink by itself?</p>
${verdict.map((sentence) => html`<p>${prose(sentence)}</p>\n`)}${figure(
  numbering,
  figures.effects,
  html`Advantage of the map over each control, image by image, as Hedges’ g of pairs with ${formatConfidence(config.confidence)} intervals.`,
)}
${measureTable(result, numbering)}
${figure(numbering, figures.curves, html`Mean over ${formatCount(n)} images of the ${scoreText(config.curve)} of the class predicted, as pixels are covered or uncovered in the order of the map, of the ink, and at random.`)}
<p>Whether a map is right no measure says: only whether it predicts what covering does. What each can show, and its source, is in docs/faithfulness.md.</p>`,
  }
}
