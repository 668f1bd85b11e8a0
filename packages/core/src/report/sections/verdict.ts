import { type SpecificationCurve, specificationShares } from '../../figures/index.js'
import { typicalSample } from '../../figures/sample-choice.js'
import { imagesText, nText } from '../../study/rests-on.js'
import type {
  ControlledEffect,
  DifferenceTest,
  ProfileTest,
  ReportedTest,
  Study,
  StudyControls,
} from '../../study/result.js'
import { intervalWords, largestEffects, shownInterval } from '../../study/verdict-words.js'
import {
  formatCount,
  formatDf,
  formatEstimate,
  formatLevel,
  formatNumber,
  formatP,
  formatShare,
  intervalName,
} from '../../words/format.js'
import type { ReportContext } from '../context.js'
import { figure, type Numbering } from '../elements.js'
import { type Html, html, prose } from '../html.js'

/** The verdict, its picture and its most telling numbers, before anything else. */
export function verdictBlock({ study, specifications, figures, numbering }: ReportContext): Html {
  const { verdict, tests, classes, config } = study.result
  const [a, b] = classes
  const [largest, tie] = largestEffects(tests.regions)
  const difference = (test: DifferenceTest, p: string) =>
    [
      `${a.name} − ${b.name} = ${formatEstimate(test.estimate ?? Number.NaN, shownInterval(test))} (${intervalWords(study.result, test)})`,
      ...(test.effect
        ? [
            `${test.effect.name} ${['overall', 'strength'].includes(test.region) ? formatEstimate(test.effect.value, test.effect.interval) : formatNumber(test.effect.value)}`,
          ]
        : []),
      p,
      ...(test.n ? [nText(test)] : []),
    ].join(', ')
  const facts: [string, string][] = [
    ...(tests.profile ? [['Where: profiles', profileText(tests.profile)] satisfies [string, string]] : []),
    ...(tests.strength
      ? [
          [
            'How much: strength',
            tests.strength.notComputed === undefined
              ? difference(
                  { ...tests.strength, region: 'strength' },
                  formatP(tests.strength.p, tests.strength.logP),
                )
              : `could not be computed: ${tests.strength.notComputed}`,
          ] satisfies [string, string],
        ]
      : []),
    [tests.profile ? 'Raw interaction' : 'Class × region interaction', interactionText(tests.interaction)],
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
    ...(study.result.controls
      ? [['Untrained networks', untrainedFact(study.result.controls)] satisfies [string, string]]
      : []),
    ['Over other choices', specifications ? agreementText(specifications) : 'not examined in this report'],
  ]
  const level = `${formatLevel(100 * (1 - config.confidence))}%`
  return html`<div class="verdict" role="note" aria-label="Verdict">
<p>${prose(verdict.text)}</p>
</div>
${overviewOf(study, figures.overview, numbering)}<dl class="facts">
${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${prose(value)}</dd></div>\n`)}</dl>
<p class="status">${(tests.profile ?? tests.interaction).notComputed === undefined ? `${verdict.supported ? 'H0 is rejected, H1 supported' : 'H0 is not rejected, H1 not supported'}, at the ${level} level.` : 'H0 could not be tested.'}</p>
`
}

function untrainedFact({ untrained }: StudyControls): string {
  if ('notComputed' in untrained) return untrained.notComputed
  const { profile, interaction } = untrained
  const place = ({ rank, controls, p }: ControlledEffect) =>
    Number.isNaN(p) ? 'not defined' : `rank ${rank} of ${controls.length + 1}, ${formatP(p)}`
  return `${profile ? `profiles: ${place(profile)}; ` : ''}raw interaction: ${place(interaction)}`
}

function overviewOf(study: Study, overview: string, numbering: Numbering): Html {
  const { classes, config } = study.result
  const typical = classes.map(
    ({ class: label, name }) => `${name}: image ${typicalSample(study, label)?.sample.index}`,
  )
  return figure(
    numbering,
    overview,
    html`(a) Of each class the image nearest to the median of its class in all regions (${typical.join(', ')}), its
occlusion map, and the mean map of the class, all on one zero-centred scale: red supported the class, blue opposed it.
(b) Sensitivity by region: bars are means, lines their ${intervalName(config.confidence)}s, dots single images, ${imagesText(classes)}. Above each pair stands
the Holm-adjusted p of Welch’s t test.`,
  )
}

/** `p = 2.0 × 10⁻⁴ by relabelling, F(1.9, 720.9) = 204, p = 3.6 × 10⁻⁶⁹, generalised eta squared 0.338, n = 200 and 200`. */
export function profileText(test: ProfileTest): string {
  const without = test.without.some((images) => images > 0)
    ? `; ${test.without.map(formatCount).join(' and ')} without a profile`
    : ''
  if (test.notComputed !== undefined) return `${interactionText(test)}${without}`
  return `${formatP(test.permutationP)} by relabelling, ${interactionText(test)}${without}`
}

/** `F(1.8, 214.8) = 28.4, p = 2.0 × 10⁻⁷, generalised eta squared 0.214, n = 60 and 60`. */
export function interactionText(test: ReportedTest): string {
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
