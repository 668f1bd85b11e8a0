import { scoreText, settingsText } from '../attribution/occlusion/settings-text.js'
import { MEASURES } from '../faithfulness/measures.js'
import { nameOfOrder } from '../methods/name-of-order.js'
import type { ComparedMethod, MethodsResult } from '../methods/result.js'
import {
  formatConfidence,
  formatCount,
  formatDuration,
  formatEstimate,
  formatFixed,
  formatNumber,
  formatPValue,
} from '../words/format.js'
import { definitions, figure, Numbering, type Section, table } from './elements.js'
import { html, prose } from './html.js'
import { page } from './page.js'
import { measuredImagesText } from './sections/measured-images.js'
import { provenanceSection } from './sections/provenance.js'

/** From `methodMapsFigure`, `methodAgreementFigure` and, of two classes, `methodAnswersFigure`. */
export interface MethodsFigures {
  readonly maps: string
  readonly agreement: string
  readonly answers?: string
}

/** Attribution methods beside each other, as one self-contained HTML page in the form of a study's report. */
export function renderMethodsReport(result: MethodsResult, figures: MethodsFigures): string {
  const { provenance, verdict, n } = result
  const numbering = new Numbering()
  const block = html`<div class="verdict" role="note" aria-label="Verdict">
${verdict.map((sentence) => html`<p>${prose(sentence)}</p>\n`)}</div>
${figure(numbering, figures.maps, html`Maps as ranks, every pixel within its own map: methods have no unit in common.`)}`
  const sections: Section[] = [
    {
      id: 'agreement',
      title: 'Agreement',
      content: figure(
        numbering,
        figures.agreement,
        html`Agreement of maps, means over ${formatCount(n)} images.`,
      ),
    },
    faithfulnessSection(result, numbering),
    ...(figures.answers ? [answersSection(result, figures.answers, numbering)] : []),
    methodsSection(result, numbering),
    designSection(result),
    provenanceSection({ result, training: undefined, numbering }),
  ]
  return page({
    title: 'Does it depend on the method?',
    kicker: `Umbra compare-methods · ${provenance.data.name}`,
    created: provenance.created,
    verdict: block,
    sections,
    files: 'methods.json and methods.csv',
    umbra: provenance.umbra,
  }).markup
}

function faithfulnessSection(result: MethodsResult, numbering: Numbering): Section {
  const { faithfulness, config, n } = result
  const confidence = formatConfidence(config.confidence)
  const [first] = faithfulness
  const controls = [1, 2].map((o) => [
    { 1: 'ink order', 2: 'random order' }[o]!,
    ...MEASURES.map((_, k) => (first ? formatFixed(first.measures[k]!.orders[o]!.mean, 3) : '–')),
  ])
  const columns = [
    { title: 'order' },
    ...MEASURES.map(({ words, better }) => ({ title: `${words} (${better})` })),
  ]
  return {
    id: 'faithfulness',
    title: 'Faithfulness',
    content: html`${table(numbering, {
      title: `Means over ${formatCount(n)} images`,
      columns,
      rows: [
        ...faithfulness.map(({ id, measures }) => [
          nameOfOrder(id, result),
          ...measures.map(({ orders }) => formatFixed(orders[0]!.mean, 3)),
        ]),
        ...controls,
      ],
      note: html`What each measures is in docs/faithfulness.md.`,
    })}
${table(numbering, {
  title: `Advantage over ink order, image by image, with its ${confidence} interval`,
  columns: [{ title: 'method' }, ...MEASURES.map(({ words }) => ({ title: words }))],
  rows: faithfulness.map(({ id, measures }) => [
    nameOfOrder(id, result),
    ...measures.map(({ comparisons: [ink] }) =>
      Number.isNaN(ink!.advantage)
        ? '–'
        : `${formatEstimate(ink!.advantage, ink!.interval)}, ${ink!.verdict}`,
    ),
  ]),
  note: html`Positive where the map is more faithful, in the unit of the measure. Better or worse is said where the p-value of sign flips, Holm-adjusted over
all methods, measures and both controls, is below the level and the interval does not hold 0.`,
})}`,
  }
}

function answersSection(result: MethodsResult, drawn: string, numbering: Numbering): Section {
  const { answers, regions, methods } = result
  const [a, b] = answers!.classes
  return {
    id: 'answers',
    title: `${a.name} and ${b.name} by every method`,
    content: html`${figure(numbering, drawn, html`Difference of ${a.name} (n = ${formatCount(a.n)}) and ${b.name} (n = ${formatCount(b.n)}) in the mean of the map over each region.`)}
${table(numbering, {
  title: 'The comparison of the classes made with each method’s maps',
  columns: [
    { title: 'method' },
    { title: 'pattern: p' },
    ...regions.flatMap((region) => [{ title: `${region}: t` }, { title: 'g' }, { title: 'p' }]),
  ],
  rows: answers!.methods.map(({ id, profile, regions: tests }, m) => [
    m < methods.length ? nameOfOrder(id, result) : 'ink order, not adjusted',
    formatPValue(profile.pHolm),
    ...tests.flatMap(({ statistic, effect, p, pHolm }) => [
      formatFixed(statistic, 2),
      effect ? formatEstimate(effect.value, effect.interval) : '–',
      formatPValue(m < methods.length ? pHolm : p),
    ]),
  ]),
  note: html`Pattern: do the classes’ profiles over regions differ, by relabelling images, Holm-adjusted over methods: a study’s primary test. t: Welch’s; g:
Hedges’; p of regions Holm-adjusted over all regions of all methods. Sobol indices and HSIC have no direction: they compare how much hangs on a region.`,
})}`,
  }
}

function methodsSection({ methods, leftOut, config }: MethodsResult, numbering: Numbering): Section {
  return {
    id: 'methods',
    title: 'The methods',
    content: html`${table(numbering, {
      title: `What was compared, each with at most ${formatCount(config.samples)} passes of an image`,
      columns: [
        { title: 'method' },
        { title: 'needs', kind: 'text' },
        { title: 'time an image' },
        { title: 'source', kind: 'text' },
      ],
      rows: methods.map(({ name, needs, seconds, source }) => [
        name,
        needs,
        seconds === undefined ? '–' : formatDuration(seconds),
        source,
      ]),
      note: html`Times of this run and machine, all threads for one image${methods.some(({ seconds }) => seconds === undefined) ? '; – where all maps were kept from before, or made by workers of a queue' : ''}. Occlusion takes as many passes as there are windows.`,
    })}${methods.flatMap((method) => (method.completeness ? [completenessText(method, method.completeness, config)] : []))}${leftOut.map(({ id, reason }) => html`<p>Left out: ${id}. ${reason}</p>\n`)}`,
  }
}

/** How good the steps of an integral were. */
function completenessText(
  { name }: ComparedMethod,
  { meanDifference, meanResidual, largestResidual }: NonNullable<ComparedMethod['completeness']>,
  { score }: MethodsResult['config'],
) {
  return html`<p>Completeness: the maps of ${name} are to add up to what the ${scoreText(score)} loses from the image to the baseline, ${prose(formatNumber(meanDifference))} on
average in magnitude. They miss it by ${prose(formatNumber(meanResidual))} on average and by ${prose(formatNumber(largestResidual))} at most.</p>
`
}

function designSection({ config, n, excluded, baseline, agreement }: MethodsResult): Section {
  return {
    id: 'design',
    title: 'What was measured',
    content: definitions([
      ['Images', measuredImagesText(n, excluded, config)],
      [
        'Maps',
        `of the ${scoreText(config.score)} of the class predicted; occlusion: ${settingsText(config)}`,
      ],
      ['Covered pixels become', baseline],
      [
        'Superpixels and cells',
        `about ${config.segments}; superpixels by ${config.segmentation === 'slic' ? 'SLIC' : 'a grid'}`,
      ],
      ['Top', `${formatCount(agreement.topPixels)} pixels, ties at random`],
      [
        'Faithfulness',
        `${scoreText(config.curve)}, ${config.steps} steps, ${config.subsets} random sets; docs/faithfulness.md`,
      ],
    ]),
  }
}
