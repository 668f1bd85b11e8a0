import { specificationShares } from '../../figures/index.js'
import { curveName } from '../../robustness/curve.js'
import type { RobustnessResult } from '../../robustness/result.js'
import {
  formatCount,
  formatFixed,
  formatLevel,
  formatNumber,
  formatP,
  formatShare,
} from '../../words/format.js'
import type { ReportContext, ReportedRobustness } from '../context.js'
import { figure, type Numbering, type Section } from '../elements.js'
import { type Html, html, prose } from '../html.js'
import { influenceTable, jointTable, measureTable, networksTable, valuesTable } from './robustness-tables.js'

/** Whether the answer survives its choices: the specification curve, or a word on its absence. */
export function robustnessSection(context: ReportContext): Section {
  return { id: 'robustness', title: 'Does the answer survive its choices?', content: content(context) }
}

function content({ specifications: curve, robustness, figures, numbering }: ReportContext): Html {
  if (!curve || !figures.robustness) {
    return html`<p>Not examined here: this report holds one window, stride, baseline and score, and one trained model.
Another reasonable choice can change the size of a difference and even its sign. <code>umbra robustness</code> repeats
the study over a grid of choices and several trained models.</p>`
  }
  const several = (curve.networks ?? 1) > 1
  return html`<p>${robustness ? prose(primaryText(robustness.result)) : prose(curveText(curve))}</p>
${figure(
  numbering,
  figures.robustness,
  html`Specification curve. Each column is one way to run the study, ways that give one answer being shown once: above, its estimate, sorted; below, the choices that
gave it. ${several ? 'Faint points are single networks. ' : undefined}Grey: not significant.`,
)}${robustness ? secondary(robustness, numbering) : undefined}`
}

function curveText(curve: NonNullable<ReportContext['specifications']>): string {
  const shares = specificationShares(curve)
  const [a, b] = curve.classes
  return (
    `The study was repeated under ${countOf(curve.specifications.length)}. The median estimate is ` +
    `${formatNumber(shares.median)} (${curve.measure}). ${formatShare(shares.positive)} of the estimates are higher in ${a}, ` +
    `${formatShare(shares.negative)} in ${b}; at the ${formatLevel(curve.alpha)} level ` +
    `${formatShare(shares.significantPositive)} find ${a} significantly higher and ` +
    `${formatShare(shares.significantNegative)} find ${b} significantly higher.${curve.joint ? ` ${curve.joint}` : ''}`
  )
}

/** `384 specifications`. */
function countOf(specifications: number): string {
  return specifications === 1 ? 'one specification' : `${formatCount(specifications)} specifications`
}

/** What was repeated, and the primary question over all of it. */
function primaryText({ models, specifications, config, pattern, classes }: RobustnessResult): string {
  const networks =
    models.length > 1
      ? `${models.length} independently trained networks (${models.map(({ name }) => name).join(', ')})`
      : `one trained network (${models[0]!.name}), so that nothing is said about how far another would agree`
  const [a, b] = classes
  const opening =
    `The study was repeated under ${countOf(specifications.length)} on ${networks}, over ` +
    `${formatCount(a.n)} images of ${a.name} and ${formatCount(b.n)} of ${b.name}.`
  if (!pattern) return opening
  const { median, significant } = pattern.joint
  return (
    `${opening} The primary question is whether the patterns over regions differ (class × region interaction). Of all ` +
    `estimates ${formatShare(pattern.significant)} find that they do, at the ${formatLevel(1 - config.confidence)} level ` +
    `(joint test of so many significant ones, ${formatP(significant.p)}). The median generalised eta squared is ` +
    `${formatNumber(median.value, 2)} (joint test, ${formatP(median.p)}). The joint test permutes the classes’ labels over the ` +
    'images, for all specifications and networks at once.'
  )
}

/** Which way the patterns differ: all measures in numbers, what they hang on, and their curves. */
function secondary({ result, figures }: ReportedRobustness, numbering: Numbering): Html {
  const [a, b] = result.classes
  const hasContrasts = result.curves.some(({ measure }) => measure === 'middle against the rest')
  return html`<h3>Which way, and what it hangs on</h3>
<p>An interaction has no direction. These measures have, and are secondary: ${
    hasContrasts
      ? html`two contrasts, which a difference in level alone leaves at zero and which together hold all that the
interaction tests, then `
      : undefined
  }each region, and the whole map. ${hasContrasts ? DISCLOSURE : undefined}</p>
${measureTable(result, numbering)}
${networksTable(result, numbering)}
${jointTable(result, numbering)}
${influenceTable(result, numbering)}
${valuesTable(result, numbering)}
${result.curves.map((curve) =>
  figure(
    numbering,
    figures[curveName(curve.measure)]!,
    html`Specification curve of Hedges g, ${curve.measure}: above zero ${a.name} is higher, below it ${b.name}. Median
${formatFixed(curve.joint.median.value, 2)}.`,
  ),
)}`
}

/** What was decided when, which no number shows. */
const DISCLOSURE = html`Of the contrasts, the middle against the rest was fixed beforehand; the top against the bottom was
put beside it after one network’s numbers for 6 and 8 had been seen, so for these two classes it is exploratory.`
