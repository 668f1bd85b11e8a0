import { headText } from '@umbra/core/explain'
import {
  type ControlledEffect,
  imagesText,
  leftOutText,
  type MeanSummary,
  nCell,
  notComputedOf,
  type RegionTest,
  type StudyResult,
} from '@umbra/core/study'
import {
  formatConfidence,
  formatDf,
  formatEstimate,
  formatFixed,
  formatLevel,
  formatNumber,
  formatPValue,
  scoreText,
  settingsText,
} from '@umbra/core/words'
import { type Column, type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

/** A study on one screen: what was compared, a row for each region, and at the end the verdict. */
export function studySummary(result: StudyResult, screen: Screen): string {
  const { classes, config, provenance } = result
  const { colours, width } = screen
  const [a, b] = classes
  const { bold } = colours
  const { engine, outputs } = provenance
  return [
    bold(wrap(`Where the network looks in ${a.name} and in ${b.name}`, width)),
    wrap(`${provenance.data.name}, ${imagesText(classes)} (left out: ${leftOutText(classes)})`, width),
    wrap(`${settingsText(config)}, score ${scoreText(config.score)}`, width),
    ...(outputs ? [wrap(`outputs: ${headText(outputs, outputs.count)}`, width)] : []),
    `engine ${engine.name}, ${engine.variant}, ${engine.threads} thread${engine.threads === 1 ? '' : 's'}`,
    '',
    ...(result.tests.profile ? [shareTable(result, screen), ''] : []),
    regionTable(result, screen),
    '',
    wrap(controlsText(result), width),
    wrap(
      `Positive: covering the pixels lowers the ${scoreText(config.score)} of the image's own class. p: Welch's t test, Holm-adjusted over the regions; g: Hedges; level ${formatLevel(1 - config.confidence)}. An interval in the table is that row's alone; simultaneous ones hold for all regions together.`,
      width,
    ),
    ...notComputedOf(result).map((sentence) => wrap(sentence, width)),
    '',
    bold('Verdict'),
    wrap(result.verdict.text, width),
  ].join('\n')
}

/** Where: each region's share of the profile, what is left of it at equal ink, and its place among untrained networks. */
function shareTable({ classes, tests, controls, config }: StudyResult, screen: Screen): string {
  const [a, b] = classes
  const right = 'right' as const
  const untrained = controls && 'shares' in controls.untrained ? controls.untrained : undefined
  const columns = [
    { title: 'share of' },
    { title: `${a.name} − ${b.name} [${formatConfidence(config.confidence)}]`, align: right },
    { title: 'g', align: right },
    { title: 'p', align: right },
    ...(controls ? [{ title: 'at equal ink', align: right }] : []),
    ...(untrained ? [{ title: 'rank', align: right }] : []),
  ]
  const rows = tests.profile!.regions.map((test, r) => {
    const own = untrained?.shares[r]
    return [
      test.region,
      formatEstimate(test.estimate ?? Number.NaN, test.interval),
      test.effect ? formatFixed(test.effect.value, 2) : '–',
      formatPValue(test.pHolm),
      ...(controls ? [formatNumber(controls.ink.adjusted.shares[r]?.estimate ?? Number.NaN)] : []),
      ...(own ? [rankText(own)] : []),
    ]
  })
  return table(columns, rows, screen)
}

/** `3 of 21`: place of the magnitude among those of untrained networks and itself. */
function rankText({ rank, controls }: ControlledEffect): string {
  return Number.isNaN(rank) ? '–' : `${rank} of ${controls.length + 1}`
}

/** What is compared with what, in a line or two. */
function controlsText({ controls }: StudyResult): string {
  if (!controls) return ''
  const { untrained } = controls
  if ('notComputed' in untrained) return `Untrained networks: ${untrained.notComputed}.`
  const { draws, notFinite, profile, interaction } = untrained
  const lost = notFinite > 0 ? `, ${notFinite} without finite scores` : ''
  const patterns = profile ? `profiles rank ${rankText(profile)}, ` : ''
  return `Untrained networks: ${draws}${lost}; ${patterns}the raw interaction ${rankText(interaction)}. Rank: by magnitude, 1 the largest.`
}

/** In a narrow terminal t and its df are left to the report, so that no row breaks. */
function regionTable(result: StudyResult, screen: Screen): string {
  const { classes, tests } = result
  const [a, b] = classes
  const rows = [
    ...tests.regions.map((test, r) => row(test, a.regions[r]!, b.regions[r]!, formatPValue(test.pHolm))),
    // Holm adjusts over the regions; the whole map is one test by itself.
    row({ ...tests.overall, region: 'whole map' }, a.overall, b.overall, wholeMapP(tests.overall)),
  ]
  return table(columns(result), rows, screen)
}

/** n stands in the heading, and in a column where some row rests on fewer images. */
function columns(result: StudyResult): readonly Column[] {
  const { classes, config } = result
  const [a, b] = classes
  const right = 'right' as const
  return [
    { title: 'region' },
    { title: `${a.name}: mean (SD)`, align: right, expendable: 2 },
    { title: `${b.name}: mean (SD)`, align: right, expendable: 2 },
    { title: `${a.name} − ${b.name} [${formatConfidence(config.confidence)}]`, align: right },
    { title: 't', align: right, expendable: 1 },
    { title: 'df', align: right, expendable: 1 },
    { title: 'p', align: right },
    { title: 'g', align: right },
    ...(restOnFewer(result) ? [{ title: 'n', align: right }] : []),
  ]
}

function row(test: RegionTest, a: MeanSummary, b: MeanSummary, p: string): string[] {
  const { region, estimate = Number.NaN, interval, statistic, df, effect } = test
  return [
    region,
    meanAndSd(a),
    meanAndSd(b),
    formatEstimate(estimate, interval),
    formatFixed(statistic, 2),
    formatDf(df),
    p,
    effect ? formatFixed(effect.value, 2) : '–',
    nCell(test),
  ]
}

/** Whether some row rests on fewer images than were drawn. */
function restOnFewer({ classes, tests }: StudyResult): boolean {
  return tests.regions.some(({ n }) => n?.some((count, c) => count < classes[c]!.n))
}

function wholeMapP({ p, logP }: RegionTest): string {
  return formatPValue(p, logP)
}

function meanAndSd({ mean, sd }: MeanSummary): string {
  return `${formatNumber(mean)} (${formatNumber(sd, 2)})`
}
