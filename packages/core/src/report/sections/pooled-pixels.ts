import {
  formatCount,
  formatDf,
  formatEstimate,
  formatNumber,
  formatP,
  formatPValue,
} from '../../figures/index.js'
import type { StudyResult } from '../../study/result.js'
import { type Section, table } from '../elements.js'
import { html } from '../html.js'

/** The test over pooled pixels, labelled for what it is. */
export function pooledPixelsSection({ tests }: StudyResult): Section {
  const test = tests.pooledPixels
  const { pixels, intraclassCorrelation, designEffect, effectiveN } = test
  return {
    id: 'pooled-pixels',
    title: 'The pooled-pixel test, for comparison',
    content: html`<p>The report this project began from pooled the pixels of all images of a class and compared the two
heaps by Student’s t test. Done here on the same maps: t(${formatDf(test.df)}) = ${formatNumber(test.statistic, 4)},
${formatP(test.p, test.logP)}. <b>It should not be believed.</b> It counts ${formatCount(pixels)} pixels as independent
observations, but pixels of one image rise and fall together: their intraclass correlation is
${formatNumber(intraclassCorrelation)}. By the design effect, ${formatNumber(designEffect)}, the pixels are worth about
${formatNumber(effectiveN)} independent ones, and the test’s standard error is too small by a factor of about
${formatNumber(Math.sqrt(Math.max(0, designEffect)))}. The tests above count images.</p>
${table({
  label: 'Table 6',
  title: 'The original report’s test, and how far it overstates.',
  columns: [
    'test',
    'difference [interval]',
    't',
    'df',
    'p',
    'ln p',
    'pixels',
    'intraclass correlation',
    'design effect',
    'effective n',
  ].map((title) => ({ title })),
  rows: [
    [
      test.name,
      formatEstimate(test.estimate ?? Number.NaN, test.interval),
      formatNumber(test.statistic, 4),
      formatDf(test.df),
      formatPValue(test.p, test.logP),
      formatNumber(test.logP, 4),
      formatCount(pixels),
      formatNumber(intraclassCorrelation),
      formatNumber(designEffect),
      formatNumber(effectiveN, 4),
    ],
  ],
})}`,
  }
}
