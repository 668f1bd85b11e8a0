import { nCell, notComputedOf } from '../../study/rests-on.js'
import type { RegionTest, ReportedTest, StudyResult } from '../../study/result.js'
import {
  formatCount,
  formatDf,
  formatEstimate,
  formatFixed,
  formatLimits,
  formatNumber,
  formatPValue,
  intervalName,
} from '../../words/format.js'
import type { ReportContext } from '../context.js'
import { type Numbering, type Section, table } from '../elements.js'
import { type Html, html, prose } from '../html.js'

/** Every number behind the answer: means, tests between the classes by four methods, tests within a class. */
export function tablesSection({ study: { result }, numbering }: ReportContext): Section {
  const tables = [meansTable, welchTable, methodsTable, withinClassTable]
  return {
    id: 'tables',
    title: 'Tables',
    content: html`${notComputedOf(result).map((sentence) => html`<p class="note">${prose(sentence)}</p>\n`)}${tables.map((written) => written(result, numbering))}`,
  }
}

function meansTable({ classes, config }: StudyResult, numbering: Numbering): Html {
  const interval = `${intervalName(config.confidence)} of the mean`
  const undefinedSomewhere = classes.some(({ n, regions }) => regions.some((region) => region.n < n))
  return table(numbering, {
    title: 'Sensitivity by class and region, in units of the score.',
    columns: ['class', 'region', 'n', 'mean', 'SD', interval].map((title, i) =>
      i === 1 ? { title, kind: 'text' as const } : { title },
    ),
    rows: classes.flatMap(({ name, overall, regions }) =>
      [...regions, { name: 'whole map', ...overall }].map((region) => [
        name,
        region.name,
        String(region.n),
        formatNumber(region.mean, 4),
        formatNumber(region.sd),
        formatLimits(region.interval),
      ]),
    ),
    ...(undefinedSomewhere
      ? { note: html`Where n is below the number of images, the others hold no ink in the region.` }
      : {}),
  })
}

/** p by two routes: the number, and its natural logarithm, which goes where doubles do not. */
function pCells({ p, logP }: ReportedTest): [string, string] {
  return [formatPValue(p, logP), formatNumber(logP, 4)]
}

function withOverall({ tests }: StudyResult): RegionTest[] {
  return [...tests.regions, { ...tests.overall, region: 'whole map' }]
}

function welchTable(result: StudyResult, numbering: Numbering): Html {
  const { classes, tests, config } = result
  const [a, b] = classes
  const interval = `[${intervalName(config.confidence)}]`
  const together = tests.regions.some(({ simultaneous }) => simultaneous)
  return table(numbering, {
    title: `${a.name} against ${b.name}: Welch’s t test by region.`,
    columns: [
      'region',
      'n',
      `${a.name} − ${b.name} ${interval}`,
      ...(together ? ['simultaneous interval'] : []),
      't',
      'df',
      'p',
      'ln p',
      'Holm p',
      `Hedges g ${interval}`,
    ].map((title) => ({ title })),
    rows: withOverall(result).map((test, r) => [
      test.region,
      nCell(test),
      formatEstimate(test.estimate ?? Number.NaN, test.interval),
      ...(together ? [test.simultaneous ? formatLimits(test.simultaneous.interval) : '–'] : []),
      formatNumber(test.statistic, 4),
      formatDf(test.df),
      ...pCells(test),
      r === tests.regions.length ? '–' : formatPValue(test.pHolm),
      test.effect ? formatEstimate(test.effect.value, test.effect.interval) : '',
    ]),
    note: html`n: images of each class that a row rests on. Two-sided. Holm’s adjustment is over the ${tests.regions.length} regions; the whole map is a question of its own.
Hedges g is the difference in pooled standard deviations, corrected for small samples. ${together ? SIMULTANEOUS : ''}`,
  })
}

const SIMULTANEOUS =
  'An interval beside a difference is that of its row alone; the simultaneous ones hold for all regions together, and so also ' +
  'for a region chosen because its effect is the largest. They are wider than Holm’s adjustment asks for, so a region may be ' +
  'significant by it though its simultaneous interval holds 0.'

function methodsTable(result: StudyResult, numbering: Numbering): Html {
  return table(numbering, {
    title: 'The same differences by other methods.',
    columns: [
      'region',
      'n',
      'Student t',
      'df',
      'p',
      'ln p',
      'Mann–Whitney U',
      'p',
      'Vargha–Delaney A',
      'permutation p',
    ].map((title) => ({ title })),
    rows: withOverall(result).map(({ region, student, mannWhitney, permutation }) => [
      region,
      nCell(student),
      formatNumber(student.statistic, 4),
      formatDf(student.df),
      ...pCells(student),
      Number.isInteger(mannWhitney.statistic)
        ? formatCount(mannWhitney.statistic)
        : formatFixed(mannWhitney.statistic, 1),
      formatPValue(mannWhitney.p, mannWhitney.logP),
      mannWhitney.effect ? formatEstimate(mannWhitney.effect.value, mannWhitney.effect.interval) : '',
      formatPValue(permutation.p, permutation.logP),
    ]),
    note: html`Not adjusted for the number of regions. A is the probability that an image of the first class has the higher
sensitivity, ties counting half. The permutation p is (b + 1)/(m + 1) with m = ${formatCount(result.config.permutations)} random
exchanges of the class labels, so it cannot be below 1/(m + 1).`,
  })
}

function withinClassTable({ tests, config }: StudyResult, numbering: Numbering): Html {
  const [first] = tests.withinClass
  if (tests.withinClassLeftOut) {
    const { regions, most } = tests.withinClassLeftOut
    return html`<p class="note">Region against region within a class is tested for at most ${most} regions; here are ${regions}.</p>\n`
  }
  if (!first) return html``
  const interval = `[${intervalName(config.confidence)}]`
  const effect = first.effect ? [first.effect.name] : []
  return table(numbering, {
    title: 'Region against region within a class, paired over images.',
    columns: [
      'class',
      'regions',
      'n',
      `difference ${interval}`,
      't',
      'df',
      'p',
      'ln p',
      'Holm p',
      ...effect,
    ].map((title, i) => (i === 1 ? { title, kind: 'text' as const } : { title })),
    rows: tests.withinClass.map((test) => [
      test.class,
      `${test.regions[0]} − ${test.regions[1]}`,
      nCell(test),
      formatEstimate(test.estimate ?? Number.NaN, test.interval),
      formatNumber(test.statistic, 4),
      formatDf(test.df),
      ...pCells(test),
      formatPValue(test.pHolm),
      ...(test.effect ? [formatEstimate(test.effect.value, test.effect.interval)] : []),
    ]),
    note: html`Paired t tests; Holm’s adjustment is over the pairs within a class.`,
  })
}
