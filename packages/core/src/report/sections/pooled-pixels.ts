import {
  formatCount,
  formatDf,
  formatEstimate,
  formatFixed,
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
    `t(${formatDf(test.df)}) = ${formatNumber(test.statistic, 4)}, ${formatP(test.p, test.logP)}`,
  )
  const factor = Math.sqrt(Math.max(0, designEffect))
  const corrected = prose(
    `${formatFixed(test.statistic, 2)} / ${formatFixed(factor, 2)} = ${formatFixed(test.statistic / factor, 2)}`,
  )
  const decision = test.p < 1 - config.confidence ? 'rejects' : 'does not reject'
  return {
    id: 'pooled-pixels',
    title: 'The pooled-pixel test, for comparison',
    content: html`<p>The report this project began from pooled the pixels of all images of a class and compared the two
heaps by Student’s t test, H0 being that their means are equal. Done here on the same maps, ${found}: it
${decision} H0.</p>
<p><b>It should not be believed.</b> It counts ${formatCount(pixels)} pixels as independent observations, but pixels of one
image rise and fall together (intraclass correlation ${formatNumber(intraclassCorrelation)}, design effect
${formatNumber(designEffect)}), so they are worth about ${formatCount(Math.round(effectiveN))} and its standard error is too small by a factor
of ${formatFixed(factor, 2)}. And it asks only whether the classes differ in level, not whether they differ in where.</p>
<p>Divided by that factor its t is ${corrected}; the test of the whole map by image, in the <a href="#tables">tables</a>,
has t ${formatFixed(tests.overall.statistic, 2)}.</p>
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
    ['effective number of independent pixels', formatCount(Math.round(effectiveN))],
    ['t divided by the root of the design effect', formatFixed(test.statistic / factor, 2)],
  ],
})}`,
  }
}
