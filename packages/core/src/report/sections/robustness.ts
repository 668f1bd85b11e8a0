import { formatLevel, formatNumber, formatPercent, specificationShares } from '../../figures/index.js'
import type { ReportContext } from '../context.js'
import { figure, type Section } from '../elements.js'
import { type Html, html, prose } from '../html.js'

/** Whether the answer survives its choices: the specification curve, or a word on its absence. */
export function robustnessSection(context: ReportContext): Section {
  return { id: 'robustness', title: 'Does the answer survive its choices?', content: content(context) }
}

function content({ specifications: curve, figures, numbering }: ReportContext): Html {
  if (!curve || !figures.robustness) {
    return html`<p>Not examined here: this report holds one window, stride, baseline and score, and one trained model.
Another reasonable choice can change the size of a difference and even its sign. <code>umbra robustness</code> repeats
the study over a grid of choices and several trained models.</p>`
  }
  const shares = specificationShares(curve)
  const [a, b] = curve.classes
  const percent = (share: number) => formatPercent(share, 0)
  const words =
    `The study was repeated under ${curve.specifications.length} specifications. The median estimate is ` +
    `${formatNumber(shares.median)} (${curve.measure}). ${percent(Math.max(shares.positive, shares.negative))} of the ` +
    `specifications agree on its sign, higher in ${shares.positive >= shares.negative ? a : b}; at the ` +
    `${formatLevel(curve.alpha)} level ${percent(shares.significantPositive)} find ${a} significantly higher and ` +
    `${percent(shares.significantNegative)} find ${b} significantly higher.${curve.joint ? ` ${curve.joint}` : ''}`
  return html`<p>${prose(words)}</p>
${figure(
  numbering,
  figures.robustness,
  html`Specification curve. Each column is one way to run the study: above, its estimate with its interval, sorted;
below, the choices that gave it. Grey: not significant.`,
)}`
}
