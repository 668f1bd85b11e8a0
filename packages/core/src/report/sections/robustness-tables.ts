import type { CrossedEstimate, JointFigure, MeasureCurve, RobustnessResult } from '../../robustness/result.js'
import {
  formatCount,
  formatEstimate,
  formatFixed,
  formatInterval,
  formatNumber,
  formatPValue,
  formatShare,
  intervalName,
} from '../../words/format.js'
import { type Numbering, table } from '../elements.js'
import { type Html, html } from '../html.js'

/** How far the estimates of every measure agree, and what they are across networks. */
export function measureTable({ curves, classes, models }: RobustnessResult, numbering: Numbering): Html {
  const [a, b] = classes
  const several = models.length > 1
  const once = curves.some(({ groups }) => groups)
  const share = (all: number, significant: number) => `${formatShare(all)} (${formatShare(significant)})`
  const answers = ({ groups = [], effective = Number.NaN }: MeasureCurve) => [
    `${formatCount(groups.length)} of ${formatCount(groups.reduce((sum, { members }) => sum + members.length, 0))}`,
    formatNumber(effective, 2),
  ]
  return table(numbering, {
    title: `Hedges g, ${a.name} minus ${b.name}, over all specifications${several ? ' and networks' : ''}${once ? ', equal answers counted once' : ''}.`,
    columns: [
      { title: 'measure' },
      { title: 'median g' },
      { title: `${a.name} higher (significantly)` },
      { title: `${b.name} higher (significantly)` },
      ...(once ? [{ title: 'answers' }, { title: 'effectively' }] : []),
    ],
    rows: curves.map((curve) => [
      curve.measure,
      formatFixed(curve.joint.median.value, 2),
      share(curve.positive, curve.significantPositive),
      share(curve.negative, curve.significantNegative),
      ...(once ? answers(curve) : []),
    ]),
    note: once
      ? html`Specifications whose values correlate at 0.995 or more over images give one answer, and are counted and shown once; within such a
group g differs by ${formatNumber(widest(curves), 2)} at most. Effectively: how many uncorrelated specifications they amount to (Galwey, 2009).`
      : html`Shares are of all estimates, each specification on each network.`,
  })
}

function widest(curves: readonly MeasureCurve[]): number {
  return Math.max(0, ...curves.flatMap(({ groups = [] }) => groups.map(({ spread = 0 }) => spread)))
}

/** What holds for new networks and new images, over all choices and under the study's own. */
export function networksTable(
  { curves, classes, models, config }: RobustnessResult,
  numbering: Numbering,
): Html {
  const [a, b] = classes
  const rows = curves.flatMap((curve) => [
    ...crossedRow(curve.measure, 'all choices, g', curve.crossed),
    ...crossedRow(curve.measure, 'the study’s own, g', curve.own?.g),
    ...crossedRow(curve.measure, 'the study’s own, difference', curve.own?.difference),
    ...acrossRow(curve),
  ])
  if (models.length < 2 || rows.length === 0) return html``
  const interval = intervalName(config.confidence)
  return table(numbering, {
    title: `${a.name} minus ${b.name} for new networks and new images, over ${models.length} networks.`,
    columns: [
      { title: 'measure' },
      { title: 'of' },
      { title: `estimate [${interval}]` },
      { title: 'of regions together' },
      { title: 'two-way bootstrap' },
      { title: 'df' },
      { title: 'p' },
      { title: 'networks / images / both' },
      { title: 'n' },
    ],
    rows,
    note: html`Networks and images are crossed random effects: intervals hold for other networks trained in this way and for other images.
Of regions together: the intervals of all regions hold at once (Bonferroni), and so that of the one named. The last but one column says
what of the squared standard error is due to drawing networks, to drawing images, and to what a network makes of an image. n: images of each
class that every network has. The bootstrap draws networks and images apart; of few networks it is too narrow.`,
  })
}

function crossedRow(measure: string, of: string, estimate: CrossedEstimate | undefined): string[][] {
  if (!estimate) return []
  const { shares, images, simultaneous, bootstrap, df, p } = estimate
  const limits = (interval: readonly [number, number] | undefined) =>
    interval ? formatInterval(interval, 2) : '–'
  return [
    [
      ...[measure, of, formatEstimate(estimate.estimate, estimate.interval)],
      ...[limits(simultaneous?.interval), limits(bootstrap?.interval), formatFixed(df, 1), formatPValue(p)],
      [shares.networks, shares.images, shares.both].map(formatShare).join(' / '),
      images.map(formatCount).join(', '),
    ],
  ]
}

/** Of older results, which took the images for fixed. */
function acrossRow({ measure, across }: MeasureCurve): string[][] {
  if (!across) return []
  const estimate = formatEstimate(across.estimate, across.interval)
  return [
    [measure, 'all choices, g, images as fixed', estimate, '–', '–', '–', formatPValue(across.p), '–', '–'],
  ]
}

/** The joint permutation test of every measure. */
export function jointTable({ curves, classes: [a, b] }: RobustnessResult, numbering: Numbering): Html {
  return table(numbering, {
    title: 'Joint permutation test of each measure: views of one null hypothesis.',
    columns: [
      { title: 'measure' },
      { title: 'median g' },
      { title: 'p' },
      { title: 'of one sign' },
      { title: 'p' },
      { title: `${a.name} significantly higher` },
      { title: 'p' },
      { title: `${b.name} significantly higher` },
      { title: 'p' },
    ],
    rows: curves.map(({ measure, joint: { median, sameSign, significantPositive, significantNegative } }) => [
      measure,
      formatFixed(median.value, 2),
      formatPValue(median.p),
      formatShare(sameSign.value),
      formatPValue(sameSign.p),
      ...jointCells(significantPositive),
      ...jointCells(significantNegative),
    ]),
    note: html`The labels of the images are permuted for all specifications and networks at once; p is not adjusted for the number
of measures; those of the last two columns are one-sided and doubled, and a direction is judged by them. Significant here is by Student’s t, which relabels quickly; in the table above, by Welch’s. Specifications go together so closely that chance alone often gives most of them one sign, so that the share of one sign says little.`,
  })
}

function jointCells(figure: JointFigure | undefined): [string, string] {
  return figure ? [formatShare(figure.value), formatPValue(figure.p)] : ['–', '–']
}

/** How much of the variance of each measure's estimates every choice explains. */
export function influenceTable({ curves }: RobustnessResult, numbering: Numbering): Html {
  const choices = [...new Set(curves.flatMap(({ influences }) => influences.map(({ choice }) => choice)))]
  if (choices.length === 0) return html``
  return table(numbering, {
    title: 'What g hangs on: share of its variance that each choice explains by itself.',
    columns: [{ title: 'measure' }, ...choices.map((title) => ({ title })), { title: 'choices together' }],
    rows: curves.map(({ measure, influences }) => {
      const shareOf = (choice: string) => influences.find((one) => one.choice === choice)?.share ?? 0
      const rest = Math.max(0, 1 - influences.reduce((sum, { share }) => sum + share, 0))
      return [measure, ...choices.map((choice) => formatShare(shareOf(choice))), formatShare(rest)]
    }),
    note: html`Eta squared, over all estimates, those of equal answers too.`,
  })
}

/** The medians by value of the choice that explains most, which is where signs change. */
export function valuesTable({ curves }: RobustnessResult, numbering: Numbering): Html {
  const choice = strongest(curves)
  if (choice === undefined) return html``
  const of = ({ influences }: MeasureCurve) => influences.find((one) => one.choice === choice)?.values ?? []
  const values = [...new Set(curves.flatMap((curve) => of(curve).map(({ value }) => value)))]
  return table(numbering, {
    title: `Median g by ${choice}, and the share of estimates above zero.`,
    columns: [{ title: 'measure' }, ...values.map((title) => ({ title }))],
    rows: curves.map((curve) => [
      curve.measure,
      ...values.map((value) => {
        const found = of(curve).find((one) => one.value === value)
        return found ? `${formatFixed(found.median, 2)} (${formatShare(found.positive)})` : '–'
      }),
    ]),
  })
}

/** The choice whose shares, summed over the measures, are largest. */
function strongest(curves: readonly MeasureCurve[]): string | undefined {
  const sums = new Map<string, number>()
  for (const { choice, share } of curves.flatMap(({ influences }) => influences)) {
    sums.set(choice, (sums.get(choice) ?? 0) + share)
  }
  return [...sums].sort((x, y) => y[1] - x[1])[0]?.[0]
}
