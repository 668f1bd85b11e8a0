import { scoreText } from '../attribution/occlusion/settings-text.js'
import type { ImageInteractions, InteractionsDocument } from '../interactions/interactions-schema.js'
import { strongestPairs } from '../interactions/strongest-pairs.js'
import { formatCount, formatNumber } from '../words/format.js'
import { definitions, figure, Numbering, type Section } from './elements.js'
import { html, prose } from './html.js'
import { page } from './page.js'
import { pairsTable, partsTable } from './sections/interactions-tables.js'
import { provenanceSection, type ReportedProvenance } from './sections/provenance.js'

/** What a report of interactions is made from, beside its document. */
export interface InteractionsReport {
  /** From `interactionsFigure`, of each image. */
  readonly figures: readonly string[]
  readonly provenance: ReportedProvenance
}

/** Images of which figures and tables are shown: a page of more cannot be read. */
const SHOWN = 12

/** What parts of images do together, as one self-contained HTML page in the form of a study's report. */
export function renderInteractionsReport(
  document: InteractionsDocument,
  { figures, provenance }: InteractionsReport,
): string {
  const { images } = document
  const numbering = new Numbering()
  const [only] = images
  const one = images.length === 1
  const said = one ? imageSentences(only!, document) : severalSentences(document)
  const block = html`<div class="verdict" role="note" aria-label="Verdict">
${said.map((sentence) => html`<p>${prose(sentence)}</p>\n`)}</div>
${one ? drawn(only!, document, figures[0]!, numbering) : undefined}`
  const ofImages = images
    .slice(0, SHOWN)
    .map((image, i) => imageSection(image, document, one ? undefined : figures[i]!, i, numbering))
  return page({
    title: 'What do parts of the image do together?',
    kicker: `Umbra interactions · ${one ? only!.name : `${formatCount(images.length)} images`}`,
    created: provenance.created,
    verdict: block,
    sections: [
      ...ofImages,
      designSection(document),
      limitsSection(document),
      provenanceSection({ result: { provenance }, training: undefined, numbering, what: 'this' }),
    ],
    files: 'interactions.json',
    umbra: provenance.umbra,
  }).markup
}

/** What a class is called. */
function classText({ classNames }: InteractionsDocument, target: number): string {
  return classNames?.[target] ?? String(target)
}

/** What is found of one image, in words. */
function imageSentences(image: ImageInteractions, document: InteractionsDocument): string[] {
  const { players, pairs, shapley, changing } = image
  const of = `the ${scoreText(document.score)} of ${classText(document, image.target)}`
  const { redundant, synergistic } = strongestPairs(image)
  if (changing.length === 0)
    return ['No part changes the image when covered, so that no part and no two of them take anything.']
  const values = pairs?.drops ?? shapley!.values
  const most = values.indexOf(Math.max(...values))
  const name = ({ i, j }: { i: number; j: number }) => `${players[i]!.name} and ${players[j]!.name}`
  const alone = pairs
    ? `Covered alone, ${players[most]!.name} takes most from ${of}: ${formatNumber(values[most]!)} of ${formatNumber(image.score)}.`
    : `The ${values.length} values sum to ${formatNumber(image.score - shapley!.allCovered)}, ${of} less what it is with every part covered; most is of ${players[most]!.name}, ${formatNumber(values[most]!)}.`
  if (redundant.length + synergistic.length === 0) return [alone, 'No two parts do anything together.']
  const strongest = [
    ...redundant.slice(0, 1).map((pair) => `most redundant are ${name(pair)} (${formatNumber(pair.value)})`),
    ...synergistic
      .slice(0, 1)
      .map((pair) => `most synergistic are ${name(pair)} (${formatNumber(pair.value)})`),
  ]
  const n = changing.length
  const all = `Of ${formatCount((n * (n - 1)) / 2)} pairs of the ${formatCount(n)} parts that change the image when covered`
  const [a, b] = [sumOf(redundant), sumOf(synergistic)]
  return [
    alone,
    `${all}, ${formatCount(redundant.length)} ${redundant.length === 1 ? 'is' : 'are'} redundant and ${formatCount(synergistic.length)} synergistic: ${strongest.join(', ')}.`,
    `Redundant pairs come to ${formatNumber(a)} in all, synergistic ones to ${formatNumber(b)}: on the whole the parts are ${Math.abs(a) > Math.abs(b) ? 'redundant' : 'synergistic'}.`,
  ]
}

/** What is found of several images together. */
function severalSentences({ images, score }: InteractionsDocument): string[] {
  const sums = images.map((image) => {
    const { redundant, synergistic } = strongestPairs(image)
    return [sumOf(redundant), sumOf(synergistic)] as const
  })
  const [a, b] = [0, 1].map((k) => sums.reduce((sum, each) => sum + each[k]!, 0) / sums.length)
  const synergistic = sums.filter(([x, y]) => Math.abs(y) > Math.abs(x)).length
  return [
    `By the ${scoreText(score)} the parts of ${formatCount(synergistic)} of ${formatCount(images.length)} images are synergistic on the whole, of the others redundant or neither.`,
    `Redundant pairs of an image come to ${formatNumber(a!)} on average, synergistic ones to ${formatNumber(b!)}.`,
    ...(images.length > SHOWN
      ? [`The first ${SHOWN} images are shown; figures of all are in interactions/ beside this page.`]
      : []),
  ]
}

function imageSection(
  image: ImageInteractions,
  document: InteractionsDocument,
  svg: string | undefined,
  i: number,
  numbering: Numbering,
): Section {
  const sentences = svg === undefined ? [] : imageSentences(image, document)
  return {
    id: `image-${i + 1}`,
    title: svg === undefined ? 'In numbers' : image.name,
    content: html`${sentences.map((sentence) => html`<p>${prose(sentence)}</p>\n`)}${svg === undefined ? undefined : drawn(image, document, svg, numbering)}
${image.shapley ? partsTable(image, numbering) : undefined}${pairsTable(image, numbering)}`,
  }
}

function drawn(image: ImageInteractions, document: InteractionsDocument, svg: string, numbering: Numbering) {
  const of = `the ${scoreText(document.score)} of ${classText(document, image.target)}`
  const caption = image.pairs
    ? html`What every two parts take from ${of} together: purple where covering both takes more than each alone, so that one can stand for the other;
orange where it takes less, so that each needs the other.`
    : html`What every two parts bring to ${of} together, over all coalitions of the others: purple where one can stand for the other, orange where each needs
the other.`
  return figure(numbering, svg, caption)
}

function designSection({ images, interactions, score, baseline }: InteractionsDocument): Section {
  const range = (values: readonly number[]) => {
    const [least, most] = [Math.min(...values), Math.max(...values)]
    return least === most ? formatCount(most) : `${formatCount(least)} to ${formatCount(most)}`
  }
  const parts = range(images.map(({ players }) => players.length))
  const changing = range(images.map((image) => image.changing.length))
  return {
    id: 'design',
    title: 'What was measured',
    content: definitions([
      ['Images', formatCount(images.length)],
      [
        'Parts of an image',
        images.every((image) => image.changing.length === image.players.length)
          ? `${parts}, all of which change it when covered`
          : `${parts}; ${changing} change it when covered, and those of the others are 0`,
      ],
      [
        'Of every two',
        interactions === 'pairs'
          ? 'the drop with both covered minus the two drops alone: above 0 redundant, below 0 synergistic'
          : 'Shapley interaction index (Grabisch and Roubens, 1999): below 0 redundant, above 0 synergistic',
      ],
      ...(interactions === 'shapley'
        ? [
            [
              'Of every one',
              'Shapley value (Shapley, 1953), and that of Banzhaf (1965), which weighs all coalitions alike',
            ] as const,
          ]
        : []),
      ['Score', `${scoreText(score)} of the class explained`],
      ['Covered pixels become', baseline],
      [
        'Covered copies of an image',
        `${range(images.map(({ copies }) => copies))}, for each draw of the baseline; nothing is sampled`,
      ],
    ]),
  }
}

function limitsSection({ interactions }: InteractionsDocument): Section {
  return {
    id: 'limits',
    title: 'What this cannot tell',
    content: html`<p>${
      interactions === 'pairs'
        ? html`A pair is judged with all else there: of three strokes of which any one is enough, no pair takes anything, and only indices over all
coalitions (<code>--interactions shapley</code>) see them.`
        : html`A coalition’s picture, a few parts on nothing, is unlike any the network was trained on: what it says of most coalitions is extrapolation, and
all sizes of coalitions weigh alike.`
    } Neighbouring parts of one stroke do much together because the network sees strokes, and where the parts are cut is chance: other parts
give other pairs. What is found is of this network, baseline, score and division; probabilities saturate, and of a sure image nearly every pair is
redundant by them. Formulae and sources are in docs/faithfulness.md.</p>`,
  }
}

function sumOf(pairs: readonly { readonly value: number }[]): number {
  return pairs.reduce((sum, { value }) => sum + value, 0)
}
