import { scoreText, settingsText } from '../attribution/occlusion/settings-text.js'
import type { FaithfulnessResult } from '../faithfulness/result.js'
import { formatConfidence, formatCount } from '../words/format.js'
import { definitions, figure, Numbering, type Section } from './elements.js'
import { html, prose } from './html.js'
import { page } from './page.js'
import { measureTable } from './sections/faithfulness-table.js'
import { measuredImagesText } from './sections/measured-images.js'
import { provenanceSection } from './sections/provenance.js'

/** From `faithfulnessCurvesFigure` and `faithfulnessEffectsFigure`. */
export interface FaithfulnessFigures {
  readonly curves: string
  readonly effects: string
}

/** How faithful maps are, as one self-contained HTML page in the form of a study's report. */
export function renderFaithfulnessReport(result: FaithfulnessResult, figures: FaithfulnessFigures): string {
  const { provenance, verdict, config, n } = result
  const numbering = new Numbering()
  const confidence = formatConfidence(config.confidence)
  const block = html`<div class="verdict" role="note" aria-label="Verdict">
${verdict.map((sentence) => html`<p>${prose(sentence)}</p>\n`)}</div>
${figure(numbering, figures.effects, html`Advantage of the map over each control, image by image, as Hedges’ g of pairs with ${confidence} intervals.`)}`
  const sections = [
    {
      id: 'measures',
      title: 'By measure',
      content: html`${measureTable(result, numbering)}
${figure(numbering, figures.curves, html`Mean over ${formatCount(n)} images of the ${scoreText(config.curve)} of the class predicted, as pixels are covered or uncovered in the order of the map, of the ink, and at random.`)}`,
    },
    designSection(result),
    limitsSection(),
    provenanceSection({ result, training: undefined, numbering }),
  ]
  return page({
    title: 'How faithful are the maps?',
    kicker: `Umbra faithfulness · ${provenance.data.name}`,
    created: provenance.created,
    verdict: block,
    sections,
    files: 'faithfulness.json and faithfulness.csv',
    umbra: provenance.umbra,
  }).markup
}

function designSection({ config, n, excluded, baseline, levels }: FaithfulnessResult): Section {
  return {
    id: 'design',
    title: 'What was measured',
    content: definitions([
      ['Images', measuredImagesText(n, excluded, config)],
      ['Maps', `${settingsText(config)}, ${scoreText(config.score)} of the class predicted`],
      ['Covered pixels become', baseline],
      [
        'Curves',
        `${scoreText(config.curve)}, ${levels.length - 1} steps of ${config.patch === 1 ? 'pixels' : `${config.patch}×${config.patch} patches`}; areas by trapezia`,
      ],
      ['Ink order', 'pixels by how far covering changes them: for a baseline of 0, by their ink'],
      ['Random order', 'drawn anew for every image'],
      ['Superpixels', `about ${config.segments}, by ${config.segmentation === 'slic' ? 'SLIC' : 'a grid'}`],
      ['Random sets', `${config.subsets} for each correlation and for infidelity`],
    ]),
  }
}

function limitsSection(): Section {
  return {
    id: 'limits',
    title: 'What this cannot tell',
    content: html`<p>Every measure but ROAD covers pixels with the baseline and asks the network about pictures unlike those it was trained on; part of
what a score loses is due to that. Measures disagree about which map is best. Ink order knows where the strokes are and nothing of the
network: a map that is no better may still be right, where strokes are all there is to see. The formulae, their sources and what each can show
are in docs/faithfulness.md.</p>`,
  }
}
