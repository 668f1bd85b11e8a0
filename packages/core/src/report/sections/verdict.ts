import {
  formatCount,
  formatDf,
  formatEstimate,
  formatLevel,
  formatNumber,
  formatP,
  formatPercent,
  type SpecificationCurve,
  specificationShares,
} from '../../figures/index.js'
import type { RegionTest, StudyResult } from '../../study/result.js'
import type { ReportContext } from '../context.js'
import { type Html, html, prose } from '../html.js'

/** The verdict and its most telling numbers, before anything else. */
export function verdictBlock({ study, specifications }: ReportContext): Html {
  const { verdict, tests, classes, config } = study.result
  const [a, b] = classes
  const size = (test: RegionTest) => Math.abs(test.effect?.value ?? 0)
  const largest = [...tests.regions].sort((x, y) => size(y) - size(x))[0]
  const difference = (test: RegionTest, p: string) =>
    [
      `${a.name} − ${b.name} = ${formatEstimate(test.estimate ?? Number.NaN, test.interval)}`,
      ...(test.effect
        ? [`${test.effect.name} ${formatEstimate(test.effect.value, test.effect.interval)}`]
        : []),
      p,
    ].join(', ')
  const facts: [string, string][] = [
    ['Class × region interaction', interactionText(tests.interaction)],
    ...(largest
      ? [
          [
            `Largest regional effect: ${largest.region}`,
            difference(largest, `Holm ${formatP(largest.pHolm)}`),
          ] satisfies [string, string],
        ]
      : []),
    ['Whole map', difference(tests.overall, formatP(tests.overall.p, tests.overall.logP))],
    ['Over other choices', specifications ? agreementText(specifications) : 'not examined in this report'],
  ]
  const level = `${formatLevel(100 * (1 - config.confidence))}%`
  return html`<div class="verdict" role="note" aria-label="Verdict">
<p>${prose(verdict.text)}</p>
<p class="status">${verdict.supported ? 'H0 is rejected, H1 supported' : 'H0 is not rejected, H1 not supported'}, at the ${level} level.</p>
</div>
<dl class="facts">
${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${prose(value)}</dd></div>\n`)}</dl>
`
}

/** `F(1.8, 214.8) = 28.4, p = 2.0 × 10⁻⁷, generalised eta squared 0.214`. */
export function interactionText({
  df,
  statistic,
  p,
  logP,
  effect,
}: StudyResult['tests']['interaction']): string {
  const size = effect ? `, ${effect.name} ${formatEstimate(effect.value, effect.interval)}` : ''
  return `F(${formatDf(df)}) = ${formatNumber(statistic)}, ${formatP(p, logP)}${size}`
}

function agreementText(curve: SpecificationCurve): string {
  const { positive, negative, significant, significantPositive, significantNegative } =
    specificationShares(curve)
  const [a, b] = curve.classes
  const count = `${formatCount(curve.specifications.length)} specifications`
  if (curve.directed === false) {
    const networks = curve.networks ?? 1
    const throughout = networks > 1 ? `, on every one of ${networks} networks` : ''
    return `patterns differ significantly under ${formatPercent(significant, 0)} of ${count}${throughout}`
  }
  const share = (higher: number, among: number, name: string) =>
    `${formatPercent(higher, 0)} higher in ${name} (${formatPercent(among, 0)} significantly)`
  return `${curve.measure}: of ${count} ${share(positive, significantPositive, a)}, ${share(negative, significantNegative, b)}`
}
