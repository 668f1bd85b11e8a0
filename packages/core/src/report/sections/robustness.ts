import {
  formatLevel,
  formatNumber,
  formatPercent,
  type SpecificationCurve,
  type StudyFigures,
  specificationShares,
} from '../../figures/index.js'
import { figure, type Section } from '../elements.js'
import { html } from '../html.js'

/** Whether the answer survives its choices: the specification curve, or a word on its absence. */
export function robustnessSection(figures: StudyFigures, curve: SpecificationCurve | undefined): Section {
  const title = 'Does the answer survive its choices?'
  if (!curve || !figures.robustness) {
    return {
      id: 'robustness',
      title,
      content: html`<p>Not examined here: this report holds one window, stride, baseline and score, and one trained
model. Another reasonable choice can change the size of a difference and even its sign. <code>umbra robustness</code>
repeats the study over a grid of choices and several trained models.</p>`,
    }
  }
  const shares = specificationShares(curve)
  const [a, b] = curve.classes
  const agreeing = Math.max(shares.positive, shares.negative)
  return {
    id: 'robustness',
    title,
    content: html`<p>The study was repeated under ${curve.specifications.length} specifications. The median estimate is
${formatNumber(shares.median)} (${curve.measure}). ${formatPercent(agreeing, 0)} of the specifications agree on its sign, which is
${shares.positive >= shares.negative ? `higher in ${a}` : `higher in ${b}`}; at the ${formatLevel(curve.alpha)} level
${formatPercent(shares.significantPositive, 0)} find ${a} significantly higher and ${formatPercent(shares.significantNegative, 0)}
find ${b} significantly higher.${curve.joint ? ` ${curve.joint}` : ''}</p>
${figure(
  figures.robustness,
  'Figure 5',
  html`Specification curve. Each column is one way to run the study: above, its estimate with its interval, sorted;
below, the choices that gave it. Grey: not significant.`,
)}`,
  }
}
