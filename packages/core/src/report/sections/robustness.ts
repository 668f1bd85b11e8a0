import {
  formatEstimate,
  formatFixed,
  formatLevel,
  formatNumber,
  formatPercent,
  formatPValue,
  specificationShares,
} from '../../figures/index.js'
import type { MeasureCurve } from '../../robustness/result.js'
import type { ReportContext, ReportedRobustness } from '../context.js'
import { figure, type Numbering, type Section, table } from '../elements.js'
import { type Html, html, prose } from '../html.js'

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
)}${robustness ? details(robustness, numbering) : undefined}`
}

/** All measures in numbers, what the estimates hang on, and the curves of the other measures. */
function details({ result, figures }: ReportedRobustness, numbering: Numbering): Html {
  const { curves, models, specifications, classes } = result
  const [headline, ...others] = curves
  const networks =
    models.length > 1
      ? `${models.length} independently trained networks (${models.map(({ name }) => name).join(', ')})`
      : `one trained network (${models[0]!.name}), so that nothing is said about how far another would agree`
  const [a, b] = classes
  return html`<p>${prose(`These are ${specifications.length} specifications on ${networks}. The measures are fixed beforehand. The first two are contrasts of regions, which a difference in level alone leaves at zero: ${headline!.measure} is shown above, and both together hold all that the class × region interaction tests.`)}</p>
${measureTable(result, numbering)}
${influenceTable(headline!, numbering)}
${others.map((curve) =>
  figure(
    numbering,
    figures[`robustness-${curve.measure.replaceAll(' ', '-')}`]!,
    html`Specification curve of the ${curve.measure}: above zero ${a.name} is higher, below it ${b.name}.`,
  ),
)}`
}

function measureTable(
  { curves, classes, models, config }: ReportedRobustness['result'],
  numbering: Numbering,
): Html {
  const [a, b] = classes
  const several = models.length > 1
  const share = (all: number, significant: number) =>
    `${formatPercent(all, 0)} (${formatPercent(significant, 0)})`
  return table(numbering, {
    title: 'The curves in numbers',
    columns: [
      { title: 'Measure' },
      { title: 'Median g' },
      { title: 'joint p' },
      { title: `${a.name} higher (significantly)` },
      { title: `${b.name} higher (significantly)` },
      { title: 'p, one sign' },
      { title: 'p, significant' },
      ...(several
        ? [{ title: `Across networks [${formatPercent(config.confidence, 0)}]` }, { title: 'p' }]
        : []),
    ],
    rows: curves.map((curve) => [
      curve.measure,
      formatFixed(curve.joint.median.value, 2),
      formatPValue(curve.joint.median.p),
      share(curve.positive, curve.significantPositive),
      share(curve.negative, curve.significantNegative),
      formatPValue(curve.joint.sameSign.p),
      formatPValue(curve.joint.significant.p),
      ...(several
        ? curve.across
          ? [formatEstimate(curve.across.estimate, curve.across.interval), formatPValue(curve.across.p)]
          : ['–', '–']
        : []),
    ]),
    note: html`Shares are of all estimates, each specification on each network. The joint p-values permute the labels of
the images for all of them at once; they are three views of one null hypothesis. ${
      several
        ? html`Across networks: mean of each network’s median g, with Student’s t over the networks.`
        : undefined
    }`,
  })
}

function influenceTable({ measure, influences }: MeasureCurve, numbering: Numbering): Html {
  return table(numbering, {
    title: `What the estimates hang on: ${measure}`,
    columns: [
      { title: 'Choice' },
      { title: 'Share of variance' },
      { title: 'Median g by value', kind: 'text' },
    ],
    rows: influences.map(({ choice, share, values }) => [
      choice,
      formatPercent(share, 0),
      values.map(({ value, median }) => `${value}: ${formatFixed(median, 2)}`).join('; '),
    ]),
    note: html`Share of variance: eta squared of the choice alone over all estimates; what is left is due to choices
together.`,
  })
}
