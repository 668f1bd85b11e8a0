import { type SpecificationCurve, specificationShares } from '../../figures/index.js'
import { nText } from '../../study/rests-on.js'
import type { RegionTest, StudyResult } from '../../study/result.js'
import { intervalWords, largestEffects, shownInterval } from '../../study/verdict-words.js'
import {
  formatCount,
  formatDf,
  formatEstimate,
  formatLevel,
  formatNumber,
  formatP,
  formatShare,
} from '../../words/format.js'
import type { ReportContext } from '../context.js'
import { type Html, html, prose } from '../html.js'

/** The verdict and its most telling numbers, before anything else. */
export function verdictBlock({ study, specifications }: ReportContext): Html {
  const { verdict, tests, classes, config } = study.result
  const [a, b] = classes
  const [largest, tie] = largestEffects(tests.regions)
  const difference = (test: RegionTest, p: string) =>
    [
      `${a.name} − ${b.name} = ${formatEstimate(test.estimate ?? Number.NaN, shownInterval(test))} (${intervalWords(study.result, test)})`,
      ...(test.effect
        ? [
            `${test.effect.name} ${test.region === 'overall' ? formatEstimate(test.effect.value, test.effect.interval) : formatNumber(test.effect.value)}`,
          ]
        : []),
      p,
      ...(test.n ? [nText(test)] : []),
    ].join(', ')
  const facts: [string, string][] = [
    ['Class × region interaction', interactionText(tests.interaction)],
    ...(largest && !tie
      ? [
          [
            `Largest regional effect: ${largest.region}`,
            difference(largest, `Holm ${formatP(largest.pHolm)}`),
          ] satisfies [string, string],
        ]
      : []),
    [
      'Whole map',
      tests.overall.notComputed === undefined
        ? difference({ ...tests.overall, region: 'overall' }, formatP(tests.overall.p, tests.overall.logP))
        : `could not be computed: ${tests.overall.notComputed}`,
    ],
    ['Over other choices', specifications ? agreementText(specifications) : 'not examined in this report'],
  ]
  const level = `${formatLevel(100 * (1 - config.confidence))}%`
  return html`<div class="verdict" role="note" aria-label="Verdict">
<p>${prose(verdict.text)}</p>
<p class="status">${tests.interaction.notComputed === undefined ? `${verdict.supported ? 'H0 is rejected, H1 supported' : 'H0 is not rejected, H1 not supported'}, at the ${level} level.` : 'H0 could not be tested.'}</p>
</div>
<dl class="facts">
${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${prose(value)}</dd></div>\n`)}</dl>
`
}

/** `F(1.8, 214.8) = 28.4, p = 2.0 × 10⁻⁷, generalised eta squared 0.214, n = 60 and 60`. */
export function interactionText(test: StudyResult['tests']['interaction']): string {
  const { df, statistic, p, logP, effect, notComputed } = test
  const images = test.n ? `, ${nText(test)}` : ''
  if (notComputed !== undefined) return `could not be computed: ${notComputed}${images}`
  const size = effect ? `, ${effect.name} ${formatEstimate(effect.value, effect.interval)}` : ''
  return `F(${formatDf(df)}) = ${formatNumber(statistic)}, ${formatP(p, logP)}${size}${images}`
}

function agreementText(curve: SpecificationCurve): string {
  const { positive, negative, significant, significantPositive, significantNegative } =
    specificationShares(curve)
  const [a, b] = curve.classes
  const n = curve.specifications.length
  const count = n === 1 ? 'one specification' : `${formatCount(n)} specifications`
  if (curve.directed === false) {
    const networks = curve.networks ?? 1
    const throughout = networks > 1 ? `, on every one of ${networks} networks` : ''
    return `patterns differ significantly under ${formatShare(significant)} of ${count}${throughout}`
  }
  const share = (higher: number, among: number, name: string) =>
    `${formatShare(higher)} higher in ${name} (${formatShare(among)} significantly)`
  return `${curve.measure}: of ${count} ${share(positive, significantPositive, a)}, ${share(negative, significantNegative, b)}`
}
