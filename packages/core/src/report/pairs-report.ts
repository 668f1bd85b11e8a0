import { pairsFigureName } from '../pairs/figures.js'
import type { PairResult, PairsResult } from '../pairs/result.js'
import { primaryOf } from '../pairs/verdict.js'
import { imagesOfEach, notComputedSentences } from '../study/rests-on.js'
import { formatConfidence, formatCount, formatFixed, formatLevel, formatP } from '../words/format.js'
import { definitions, figure, Numbering, type Section } from './elements.js'
import { type Html, html, prose } from './html.js'
import { page } from './page.js'
import { limitationsSection } from './sections/limitations.js'
import { classTable, pairTable, regionTable } from './sections/pairs-tables.js'
import { provenanceSection } from './sections/provenance.js'
import { designRows, measuredText, regionNames } from './sections/question.js'

/** What the report of all pairs is written from. */
interface PairsContext {
  readonly result: PairsResult
  /** From `pairsFigures`. */
  readonly figures: Readonly<Record<string, string>>
  readonly numbering: Numbering
}

/** Every class compared with every other, as one self-contained HTML page in the form of a study's report. */
export function renderPairsReport(result: PairsResult, figures: Readonly<Record<string, string>>): string {
  const context: PairsContext = { result, figures, numbering: new Numbering() }
  const { provenance, classes, pairs } = result
  // In the order of the page: figures and tables are numbered as they come.
  const verdict = verdictBlock(context)
  const sections = [
    answerSection(context),
    regionsSection(context),
    questionSection(context),
    tablesSection(context),
    limitationsSection({ ...result, networks: 1 }),
    provenanceSection({ result, training: undefined, numbering: context.numbering }),
  ]
  return page({
    title: `Where the network looks in ${formatCount(classes.length)} classes`,
    kicker: `Umbra study of ${pairs.length} pairs · ${provenance.data.name}`,
    created: provenance.created,
    verdict,
    sections,
    files: 'pairs.json and pairs.csv',
    umbra: provenance.umbra,
  }).markup
}

function verdictBlock({ result, figures, numbering }: PairsContext): Html {
  const { verdict, pairs, classes, config } = result
  const alpha = 1 - config.confidence
  const level = `${formatLevel(100 * alpha)}%`
  const count = (holds: (pair: PairResult) => boolean) =>
    `${pairs.filter(holds).length} of ${pairs.length} pairs`
  const facts: [string, string][] = [
    ['Where: profiles over the regions', `${count((pair) => primaryOf(pair).pHolm < alpha)} differ`],
    [
      'How much: strength',
      pairs[0]?.strength ? `${count(({ strength }) => strength!.pHolm < alpha)} differ` : 'not tested',
    ],
    ['Any region', `${count(({ regions }) => regions.some(({ pHolm }) => pHolm < alpha))} differ`],
    ['Whole map', `${count(({ overall }) => overall.pHolm < alpha)} differ`],
    ['Images', `${imagesOfEach(classes)}, of ${classes.length}`],
  ]
  return html`<div class="verdict" role="note" aria-label="Verdict">
<p>${prose(verdict.text)}</p>
</div>
${figure(
  numbering,
  figures.pairs!,
  html`The primary test of every pair. Below the diagonal its generalised eta squared, above it p${result.profileP === 'relabelling' ? ' of relabelling' : ''}, Holm-adjusted
over the ${String(pairs.length)} pairs and bold where significant.`,
)}<dl class="facts">
${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${prose(value)}</dd></div>\n`)}</dl>
<p class="status">H0 is rejected, and H1 supported, in ${verdict.differing} of ${pairs.length} pairs at the ${level} level, Holm-adjusted.</p>
`
}

function questionSection({ result }: PairsContext): Section {
  const { config, regions, classes, pairs } = result
  const excluded = classes.reduce((sum, one) => sum + one.excluded, 0)
  const inkless = classes.reduce((sum, { withoutInk = 0 }) => sum + withoutInk, 0)
  const left = [
    ...(config.selection === 'correct' ? [`${formatCount(excluded)} misclassified`] : []),
    ...(inkless > 0 ? [`${formatCount(inkless)} without ink in some region`] : []),
  ].join(' and ')
  return {
    id: 'question',
    title: 'Question and design',
    content: html`<p><b>H0</b>, for each pair of classes: sensitivity is shared out over the regions (${regionNames(regions)}) in the same way for
both; profiles have no interaction of class and region.</p>
<p><b>H1.</b> The profiles differ: at least one region’s share of an image’s sensitivity is larger in one class than in the other.</p>
${measuredText(config)}
<p>Each class is drawn and mapped once, and every pair compared as a study of the two alone compares it. Testing
${pairs.length} pairs would find some by chance, so Holm’s adjustment runs over the pairs: over all profile tests, over all
tests of strength, over all raw interactions, over all whole-map tests, over pairs and contrasts together, and over pairs and regions together.</p>
${definitions([['Images', `${imagesOfEach(classes)}${left && `; ${left} left out in all`}`], ...designRows(result)])}`,
  }
}

function answerSection({ result, figures, numbering }: PairsContext): Section {
  const { pairs } = result
  return {
    id: 'answer',
    title: 'Answer',
    content: html`<p>${prose(sizesText(result))}</p>
${pairs.some((pair) => primaryOf(pair).notComputed !== undefined) ? notComputedNotes(result) : undefined}
${figure(
  numbering,
  figures.maps!,
  html`Mean maps of the classes on one zero-centred scale: red supported the class, blue opposed it. Below each, the mean
image.`,
)}`,
  }
}

/** The range of effects over the pairs, and the least different pair where it is a single one. */
function sizesText({ pairs, classes, config, profileP }: PairsResult): string {
  const test = profileP
    ? `The class × region interaction of profiles (p of ${profileP === 'F' ? 'F, relabelling being too coarse for so many pairs' : 'relabelling'})`
    : 'The class × region interaction of a mixed-design analysis of variance (class between images, region within; ' +
      'Greenhouse–Geisser correction)'
  const tested = pairs.filter((pair) => primaryOf(pair).effect)
  const size = (pair: PairResult) => primaryOf(pair).effect!.value
  const sorted = [...tested].sort((x, y) => size(x) - size(y))
  const [least] = sorted
  if (!least) return `${test} could not be computed for any pair.`
  const middle = (size(sorted[(sorted.length - 1) >> 1]!) + size(sorted[sorted.length >> 1]!)) / 2
  const [a, b] = least.classes.map((label) => classes[label]!.name)
  const single = sorted.length > 1 && size(sorted[1]!) > size(least)
  const named = single
    ? ` Least differ ${a} and ${b}, ${formatP(primaryOf(least).pHolm)} after adjustment at a level of ${formatLevel(1 - config.confidence)}.`
    : ''
  return (
    `${test} has a generalised eta squared from ${formatFixed(size(least), 3)} to ${formatFixed(size(sorted.at(-1)!), 2)} ` +
    `over the pairs, median ${formatFixed(middle, 2)}, n = ${imagesOfEach(classes)}.${named}`
  )
}

/** Primary tests that have no answer. */
function notComputedNotes({ pairs, classes }: PairsResult): Html {
  const names = ({ classes: [a, b] }: PairResult) => `${classes[a]!.name} and ${classes[b]!.name}`
  const sentences = notComputedSentences(pairs.map((pair) => ({ of: names(pair), test: primaryOf(pair) })))
  return html`${sentences.map((sentence) => html`<p class="note">${prose(sentence)}</p>\n`)}`
}

function regionsSection({ result, figures, numbering }: PairsContext): Section {
  const measures = [
    ...result.regions.map(({ name }) => name),
    ...result.pairs[0]!.contrasts.map(({ region }) => region),
    'whole map',
  ]
  return {
    id: 'regions',
    title: 'Where, and which way',
    content: html`<p>An interaction has no direction. Hedges’ g of each region has one, and tells where two classes part: the
row’s class minus the column’s, in pooled standard deviations. Two contrasts of regions, which a difference in level alone
leaves at zero, and the whole map stand beside them.</p>
${measures.map((measure) =>
  figure(
    numbering,
    figures[pairsFigureName(measure)]!,
    html`${measure.charAt(0).toUpperCase()}${measure.slice(1)}: Hedges’ g below the diagonal, adjusted p above it.`,
  ),
)}`,
  }
}

function tablesSection({ result, numbering }: PairsContext): Section {
  const { classes, config } = result
  return {
    id: 'tables',
    title: 'Tables',
    content: html`${classTable(result, numbering)}
${pairTable(result, numbering)}
${regionTable(result, numbering)}
<p>One pair is examined more closely, over pixels and over other choices and networks, by
<code>umbra robustness --classes ${classes[0]!.class},${classes[1]!.class}</code>; what stands here holds for one network and one set
of choices. Intervals in this report that are not called simultaneous hold at
${formatConfidence(config.confidence)} each, not over all pairs together.</p>`,
  }
}
