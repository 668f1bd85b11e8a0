import type { PairResult, PairsResult } from '../../pairs/result.js'
import { primaryOf } from '../../pairs/verdict.js'
import { nCell } from '../../study/rests-on.js'
import type { MeanSummary } from '../../study/result.js'
import { largestEffects, shownInterval } from '../../study/verdict-words.js'
import {
  formatConfidence,
  formatCount,
  formatDf,
  formatEstimate,
  formatFixed,
  formatNumber,
  formatPValue,
} from '../../words/format.js'
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
      ? {
          note: html`Per ink: of images with ink in every region; ${formatCount(classes.reduce((sum, { withoutInk = 0 }) => sum + withoutInk, 0))} without ink in some region were left out in all.`,
        }
      : {}),
  })
}

/** The primary test of every pair, strongest first, and the raw interaction beside it. */
export function pairTable(result: PairsResult, numbering: Numbering): Html {
  const size = (pair: PairResult) => primaryOf(pair).effect?.value ?? Number.NaN
  const sortable = (value: number) => (Number.isNaN(value) ? -1 : value)
  const profiles = result.profileP !== undefined
  const raw = profiles ? 'raw ' : ''
  return table(numbering, {
    title: `Class × region interaction of every pair${profiles ? ', of profiles and raw' : ''}, strongest first.`,
    columns: [
      'pair',
      'n',
      ...(profiles ? ['F', 'df', 'p of F', 'relabelling p', 'Holm p', 'generalised η²'] : []),
      `${raw}F`,
      `${raw}df`,
      `${raw}ε`,
      `${raw}p`,
      `${raw}Holm p`,
      `${raw}η²`,
    ].map((title) => ({ title })),
    rows: [...result.pairs]
      .sort((x, y) => sortable(size(y)) - sortable(size(x)))
      .map((pair) => [
        nameOf(pair, result),
        nCell(primaryOf(pair)),
        ...(pair.profile ? profileCells(pair.profile) : []),
        formatNumber(pair.interaction.statistic),
        formatDf(pair.interaction.df),
        formatNumber(pair.interaction.epsilon),
        formatPValue(pair.interaction.p, pair.interaction.logP),
        formatPValue(pair.interaction.pHolm),
        formatFixed(pair.interaction.effect?.value ?? Number.NaN, 3),
      ]),
    note: html`${profiles ? `Profiles are the primary question; ${result.profileP === 'F' ? 'adjusted is the p of F, since relabelling could not tell so many pairs apart' : 'adjusted is the p of relabelling'}. ` : ''}Raw degrees of freedom carry the Greenhouse–Geisser correction, ε. Holm’s adjustment is over the
${String(result.pairs.length)} pairs.`,
  })
}

function profileCells(profile: NonNullable<PairResult['profile']>): string[] {
  return [
    formatNumber(profile.statistic),
    formatDf(profile.df),
    formatPValue(profile.p, profile.logP),
    formatPValue(profile.permutationP),
    formatPValue(profile.pHolm),
    formatFixed(profile.effect?.value ?? Number.NaN, 3),
  ]
}

/** Of every pair the region in which it differs most, and the whole map. */
export function regionTable(result: PairsResult, numbering: Numbering): Html {
  const interval = `[${formatConfidence(result.config.confidence)}]`
  return table(numbering, {
    title: 'Where each pair differs most, and over the whole map; first minus second.',
    columns: [
      { title: 'pair' },
      { title: 'most in', kind: 'text' as const },
      { title: `difference [${formatConfidence(result.config.confidence)} simultaneous]` },
      { title: 'Hedges g' },
      { title: 'Holm p' },
      { title: `whole map: Hedges g ${interval}` },
      { title: 'Holm p' },
    ],
    rows: result.pairs.map((pair) => {
      const [most, tie] = largestEffects(pair.regions)
      const { effect } = pair.overall
      return [
        nameOf(pair, result),
        ...(most && !tie
          ? [
              most.region,
              formatEstimate(most.estimate ?? Number.NaN, shownInterval(most)),
              formatNumber(most.effect?.value ?? Number.NaN),
              formatPValue(most.pHolm),
            ]
          : ['–', '–', '–', '–']),
        formatEstimate(effect?.value ?? Number.NaN, effect?.interval),
        formatPValue(pair.overall.pHolm),
      ]
    }),
    note: html`Welch’s t test. Holm’s adjustment is over pairs and regions together, for the whole map over the pairs. The
intervals of the differences, simultaneous, hold for all pairs and regions together, and so for a region chosen as the one that
differs most; those of the whole map hold each by itself. A dash stands
where no single region differs most. Every region and contrast is in pairs.csv, every method in pairs.json.`,
  })
}

function nameOf({ classes: [a, b] }: PairResult, { classes }: PairsResult): string {
  return `${classes[a]!.name} − ${classes[b]!.name}`
}
