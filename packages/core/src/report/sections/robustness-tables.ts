import type { MeasureCurve, RobustnessResult } from '../../robustness/result.js'
import { formatEstimate, formatFixed, formatPValue, formatShare, intervalName } from '../../words/format.js'
import { type Numbering, table } from '../elements.js'
import { type Html, html } from '../html.js'

/** How far the estimates of every measure agree, and what they are across networks. */
export function measureTable(
  { curves, classes, models, config }: RobustnessResult,
  numbering: Numbering,
): Html {
  const [a, b] = classes
  const several = models.length > 1
  const share = (all: number, significant: number) => `${formatShare(all)} (${formatShare(significant)})`
  const across = ({ across: over }: MeasureCurve) =>
    over ? [formatEstimate(over.estimate, over.interval), formatPValue(over.p)] : ['–', '–']
  return table(numbering, {
    title: `Hedges g, ${a.name} minus ${b.name}, over all specifications${several ? ' and networks' : ''}.`,
    columns: [
      { title: 'measure' },
      { title: 'median g' },
      { title: `${a.name} higher (significantly)` },
      { title: `${b.name} higher (significantly)` },
      ...(several
        ? [{ title: `g across networks [${intervalName(config.confidence)}]` }, { title: 'p' }]
        : []),
    ],
    rows: curves.map((curve) => [
      curve.measure,
      formatFixed(curve.joint.median.value, 2),
      share(curve.positive, curve.significantPositive),
      share(curve.negative, curve.significantNegative),
      ...(several ? across(curve) : []),
    ]),
    note: html`Shares are of all estimates, each specification on each network. ${
      several
        ? html`Across networks: mean of each network’s median g over the specifications, with Student’s t on
${models.length === 2 ? '1 degree' : `${models.length - 1} degrees`} of freedom. It speaks of networks trained in this way, on these images; the joint test
of images, on these networks.`
        : undefined
    }`,
  })
}

/** The joint permutation test of every measure. */
export function jointTable({ curves }: RobustnessResult, numbering: Numbering): Html {
  return table(numbering, {
    title: 'Joint permutation test of each measure: three views of one null hypothesis.',
    columns: [
      { title: 'measure' },
      { title: 'median g' },
      { title: 'p' },
      { title: 'of one sign' },
      { title: 'p' },
      { title: 'significant with one sign' },
      { title: 'p' },
    ],
    rows: curves.map(({ measure, joint: { median, sameSign, significant } }) => [
      measure,
      formatFixed(median.value, 2),
      formatPValue(median.p),
      formatShare(sameSign.value),
      formatPValue(sameSign.p),
      formatShare(significant.value),
      formatPValue(significant.p),
    ]),
    note: html`The labels of the images are permuted for all specifications and networks at once; p is not adjusted for the number
of measures. Significant here is by Student’s t, which relabels quickly; in the table above, by Welch’s. Specifications go together so closely that chance alone often gives most of them one sign.`,
  })
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
    note: html`Eta squared, over all estimates.`,
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
