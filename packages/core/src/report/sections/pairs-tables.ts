import {
  formatDf,
  formatEstimate,
  formatFixed,
  formatNumber,
  formatPercent,
  formatPValue,
} from '../../figures/index.js'
import type { PairResult, PairsResult } from '../../pairs/result.js'
import type { MeanSummary } from '../../study/result.js'
import { type Numbering, table } from '../elements.js'
import { type Html, html } from '../html.js'

/** Mean sensitivity of every class, by region. */
export function classTable({ classes, regions, config }: PairsResult, numbering: Numbering): Html {
  const cell = ({ mean, sd }: MeanSummary) => `${formatNumber(mean)} (${formatNumber(sd, 2)})`
  return table(numbering, {
    title: 'Sensitivity by class and region: mean (SD) over images, in units of the score.',
    columns: ['class', 'n', 'left out', ...regions.map(({ name }) => name), 'whole map'].map((title) => ({
      title,
    })),
    rows: classes.map((one) => [
      one.name,
      String(one.n),
      String(one.excluded),
      ...one.regions.map(cell),
      cell(one.overall),
    ]),
    ...(config.normalisation === 'ink'
      ? { note: html`Per ink; images without ink in a region are left out of it.` }
      : {}),
  })
}

/** The primary test of every pair, strongest first. */
export function pairTable(result: PairsResult, numbering: Numbering): Html {
  const size = ({ interaction }: PairResult) => interaction.effect?.value ?? Number.NaN
  return table(numbering, {
    title: 'Class × region interaction of every pair, strongest first.',
    columns: ['pair', 'F', 'df', 'ε', 'p', 'Holm p', 'generalised η²'].map((title) => ({ title })),
    rows: [...result.pairs]
      .sort((x, y) => size(y) - size(x))
      .map((pair) => [
        nameOf(pair, result),
        formatNumber(pair.interaction.statistic),
        formatDf(pair.interaction.df),
        formatNumber(pair.interaction.epsilon),
        formatPValue(pair.interaction.p, pair.interaction.logP),
        formatPValue(pair.interaction.pHolm),
        formatFixed(size(pair), 3),
      ]),
    note: html`Degrees of freedom carry the Greenhouse–Geisser correction, ε. Holm’s adjustment is over the
${String(result.pairs.length)} pairs.`,
  })
}

/** Of every pair the region in which it differs most, and the whole map. */
export function regionTable(result: PairsResult, numbering: Numbering): Html {
  const interval = `[${formatPercent(result.config.confidence, 0)}]`
  const size = ({ effect }: PairResult['overall']) => Math.abs(effect?.value ?? 0)
  return table(numbering, {
    title: 'Where each pair differs most, and over the whole map; first minus second.',
    columns: [
      { title: 'pair' },
      { title: 'most in', kind: 'text' as const },
      { title: `difference ${interval}` },
      { title: `Hedges g ${interval}` },
      { title: 'Holm p' },
      { title: `whole map: Hedges g ${interval}` },
      { title: 'Holm p' },
    ],
    rows: result.pairs.map((pair) => {
      const most = pair.regions.reduce((best, test) => (size(test) > size(best) ? test : best))
      const g = ({ effect }: typeof most) => formatEstimate(effect?.value ?? Number.NaN, effect?.interval)
      return [
        nameOf(pair, result),
        most.region,
        formatEstimate(most.estimate ?? Number.NaN, most.interval),
        g(most),
        formatPValue(most.pHolm),
        g(pair.overall),
        formatPValue(pair.overall.pHolm),
      ]
    }),
    note: html`Welch’s t test. Holm’s adjustment is over pairs and regions together, for the whole map over the pairs. Every
region and contrast is in pairs.csv, every method in pairs.json.`,
  })
}

function nameOf({ classes: [a, b] }: PairResult, { classes }: PairsResult): string {
  return `${classes[a]!.name} − ${classes[b]!.name}`
}
