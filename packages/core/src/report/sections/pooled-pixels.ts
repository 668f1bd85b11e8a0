import type { StudyResult } from '../../study/result.js'
import {
  formatCount,
  formatDf,
  formatEstimate,
  formatFixed,
  formatNumber,
  formatP,
  formatPValue,
  intervalName,
} from '../../words/format.js'
import type { ReportContext } from '../context.js'
import { type Section, table } from '../elements.js'
import { html, prose } from '../html.js'

/** The test over pooled pixels, labelled for what it is. */
export function pooledPixelsSection({ study, numbering }: ReportContext): Section {
  const { config, tests, classes } = study.result
  const test = tests.pooledPixels
  const { pixels, intraclassCorrelation, designEffect, effectiveN } = test
  const [a, b] = classes
  const factor = Math.sqrt(Math.max(0, designEffect))
  return {
    id: 'pooled-pixels',
    title: 'The pooled-pixel test, for comparison',
    content: html`<p>The report this project began from pooled the pixels of all images of a class and compared the two
heaps by Student’s t test, H0 being that their means are equal. Done here on the same maps, ${prose(foundText(test, config))}.</p>
<p><b>It should not be believed.</b> ${prose(countingText(test, factor))} And it asks only whether the classes differ in level,
not whether they differ in where.</p>
${factor > 0 && test.notComputed === undefined ? html`<p>${prose(correctedText(study.result, factor))}, in the <a href="#tables">tables</a>.</p>` : undefined}
${table(numbering, {
  title: `The original report’s test (${test.name}), and how far it overstates.`,
  columns: [{ title: 'quantity' }, { title: 'value' }],
  rows: [
    [
      `difference ${a.name} − ${b.name} [${intervalName(config.confidence)}, as if pixels were independent]`,
      formatEstimate(test.estimate ?? Number.NaN, test.interval),
    ],
    ['t', formatNumber(test.statistic, 4)],
    ['df', formatDf(test.df)],
    ['p', formatPValue(test.p, test.logP)],
    ['ln p', formatNumber(test.logP, 4)],
    ['pixels pooled', formatCount(pixels)],
    ['intraclass correlation of pixels within an image', formatNumber(intraclassCorrelation)],
    ['design effect', formatNumber(designEffect)],
    ['effective number of independent pixels', formatCount(Math.round(effectiveN))],
    ['t divided by the root of the design effect', formatFixed(test.statistic / factor, 2)],
  ],
})}`,
  }
}

type PooledPixels = StudyResult['tests']['pooledPixels']

function foundText(test: PooledPixels, { confidence }: StudyResult['config']): string {
  if (test.notComputed !== undefined) return `it could not be computed: ${test.notComputed}`
  const decision = test.p < 1 - confidence ? 'rejects' : 'does not reject'
  return `t(${formatDf(test.df)}) = ${formatNumber(test.statistic, 4)}, ${formatP(test.p, test.logP)}: it ${decision} H0`
}

/** What is wrong with its n, and how far its standard error is out. */
function countingText(test: PooledPixels, factor: number): string {
  const { pixels, intraclassCorrelation, designEffect, effectiveN } = test
  const counting = `It counts ${formatCount(pixels)} pixels as independent observations, but the pixels of one image are not`
  if (!(factor > 0)) return `${counting}.`
  const alike =
    intraclassCorrelation > 0
      ? 'they rise and fall together'
      : 'images differ less than chance alone would have it'
  const how =
    factor >= 1
      ? `too small by a factor of ${formatFixed(factor, 2)}`
      : `too large by a factor of ${formatFixed(1 / factor, 2)}`
  return (
    `${counting}: ${alike} (intraclass correlation ${formatNumber(intraclassCorrelation)}, design effect ` +
    `${formatNumber(designEffect)}), so they are worth about ${formatCount(Math.round(effectiveN))} and its standard error is ${how}.`
  )
}

function correctedText({ tests: { pooledPixels, overall } }: StudyResult, factor: number): string {
  const { statistic } = pooledPixels
  const byImage =
    overall.notComputed === undefined ? `has t ${formatFixed(overall.statistic, 2)}` : 'has no t'
  return (
    `Divided by that factor its t is ${formatFixed(statistic, 2)} / ${formatFixed(factor, 2)} = ` +
    `${formatFixed(statistic / factor, 2)}; the test of the whole map by image ${byImage}`
  )
}
