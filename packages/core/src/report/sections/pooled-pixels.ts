import {
  formatCount,
  formatDf,
  formatEstimate,
  formatNumber,
  formatP,
  formatPercent,
  formatPValue,
} from '../../figures/index.js'
import type { ReportContext } from '../context.js'
import { type Section, table } from '../elements.js'
import { html, prose } from '../html.js'

/** The test over pooled pixels, labelled for what it is. */
export function pooledPixelsSection({ study, numbering }: ReportContext): Section {
  const { config, tests, classes } = study.result
  const test = tests.pooledPixels
  const { pixels, intraclassCorrelation, designEffect, effectiveN } = test
  const [a, b] = classes
  const found = prose(
    `t(${formatDf(test.df)}) = ${formatNumber(test.statistic, 4)}, ${formatP(test.p, test.logP)}.`,
  )
  return {
    id: 'pooled-pixels',
    title: 'The pooled-pixel test, for comparison',
    content: html`<p>The report this project began from pooled the pixels of all images of a class and compared the two
heaps by Student’s t test. Done here on the same maps: ${found} <b>It should not be believed.</b> It counts
${formatCount(pixels)} pixels as independent observations, but pixels of one image rise and fall together: their intraclass
correlation is ${formatNumber(intraclassCorrelation)}. By the design effect, ${formatNumber(designEffect)}, the pixels are worth about
${formatNumber(effectiveN)} independent ones, and the test’s standard error is too small by a factor of about
${formatNumber(Math.sqrt(Math.max(0, designEffect)))}. The tests above count images.</p>
${table(numbering, {
  title: `The original report’s test (${test.name}), and how far it overstates.`,
  columns: [{ title: 'quantity' }, { title: 'value' }],
  rows: [
    [
      `difference ${a.name} − ${b.name} [${formatPercent(config.confidence, 0)} interval, as if pixels were independent]`,
      formatEstimate(test.estimate ?? Number.NaN, test.interval),
    ],
    ['t', formatNumber(test.statistic, 4)],
    ['df', formatDf(test.df)],
    ['p', formatPValue(test.p, test.logP)],
    ['ln p', formatNumber(test.logP, 4)],
    ['pixels pooled', formatCount(pixels)],
    ['intraclass correlation of pixels within an image', formatNumber(intraclassCorrelation)],
    ['design effect', formatNumber(designEffect)],
    ['effective number of independent pixels', formatNumber(effectiveN, 4)],
  ],
})}`,
  }
}
