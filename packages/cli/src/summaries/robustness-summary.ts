import type { MeasureCurve, PatternCurve, RobustnessResult } from '@umbra/core/study'
import {
  formatEstimate,
  formatFixed,
  formatLevel,
  formatNumber,
  formatP,
  formatPValue,
  formatShare,
} from '@umbra/core/words'
import { type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

/** A specification curve on one screen: a row for each measure, what the first hangs on, and the study's verdict. */
export function robustnessSummary(result: RobustnessResult, verdict: string, screen: Screen): string {
  const { colours, width } = screen
  const { classes, specifications, models, config, pattern, curves } = result
  const [a, b] = classes
  const { bold } = colours
  const hinging = mostConflicting(curves)
  const networks = models.length === 1 ? `one network (${models[0]!.name})` : `${models.length} networks`
  return [
    bold(wrap(`Does the difference between ${a.name} and ${b.name} survive its choices?`, width)),
    wrap(
      `${specifications.length === 1 ? 'one specification' : `${specifications.length} specifications`} on ${networks}, n = ${a.n} and ${b.n} images`,
      width,
    ),
    ...(models.length > 1 && curves.some(({ crossed }) => crossed)
      ? [
          wrap(
            'Intervals are over new networks and new images; images %: how much of each is due to the draw of images.',
            width,
          ),
        ]
      : []),
    ...(pattern ? ['', wrap(patternText(pattern, config), width)] : []),
    '',
    curveTable(result, screen),
    '',
    wrap(
      `g: Hedges, ${a.name} minus ${b.name}, equal answers counted once; in brackets the share significant at ${formatLevel(1 - config.confidence)}; joint p: of the share significant for the first, and for the second, labels of images permuted for all at once.`,
      width,
    ),
    ...(hinging ? ['', bold(`What it hangs on: ${hinging.measure}`), influenceTable(hinging, screen)] : []),
    '',
    bold('Verdict of the study'),
    wrap(verdict, width),
  ].join('\n')
}

/** The primary question, over all estimates. */
function patternText(
  { significant, joint }: PatternCurve,
  { confidence }: { readonly confidence: number },
): string {
  return (
    `Patterns differ (class × region interaction, level ${formatLevel(1 - confidence)}) in ${formatShare(significant)} of all ` +
    `estimates (joint ${formatP(joint.significant.p)}); median generalised eta squared ${formatNumber(joint.median.value, 2)} (joint ${formatP(joint.median.p)}). ` +
    'Which way, by measure:'
  )
}

/** The measure on whose sign the estimates agree least, of those that hang on a choice at all. */
function mostConflicting(curves: readonly MeasureCurve[]): MeasureCurve | undefined {
  const agreement = ({ positive, negative }: MeasureCurve) => Math.max(positive, negative)
  return curves
    .filter(({ influences }) => influences.length > 0)
    .reduce<MeasureCurve | undefined>(
      (least, curve) => (least && agreement(least) <= agreement(curve) ? least : curve),
      undefined,
    )
}

function curveTable({ curves, classes, models }: RobustnessResult, screen: Screen): string {
  const [a, b] = classes
  const right = 'right' as const
  const across =
    models.length > 1
      ? [
          { title: 'mean g', align: right },
          { title: 'images %', align: right },
        ]
      : []
  return table(
    [
      { title: 'measure' },
      { title: 'median g', align: right },
      { title: 'answers', align: right },
      { title: `${a.name} higher`, align: right },
      { title: `${b.name} higher`, align: right },
      { title: 'joint p', align: right },
      ...across,
    ],
    curves.map((curve) => [
      curve.measure,
      formatFixed(curve.joint.median.value, 2),
      answersText(curve),
      share(curve.positive, curve.significantPositive),
      share(curve.negative, curve.significantNegative),
      jointText(curve.joint),
      ...(across.length > 0 ? overNetworks(curve) : []),
    ]),
    screen,
  )
}

/** `2.0 × 10⁻⁴, > 0.99`. */
function jointText({ significantPositive: a, significantNegative: b, significant }: MeasureCurve['joint']) {
  return a && b ? `${formatPValue(a.p)}, ${formatPValue(b.p)}` : formatPValue(significant.p)
}

/** `61 of 768`. */
function answersText({ groups }: MeasureCurve): string {
  if (!groups) return '–'
  return `${groups.length} of ${groups.reduce((sum, { members }) => sum + members.length, 0)}`
}

/** The mean over networks with its interval, and what of it the draw of images makes out. */
function overNetworks({ crossed, across }: MeasureCurve): [string, string] {
  const over = crossed ?? across
  if (!over) return ['–', '–']
  const interval = crossed?.simultaneous?.interval ?? over.interval
  return [formatEstimate(over.estimate, interval), crossed ? formatShare(crossed.shares.images) : '–']
}

function share(all: number, significant: number): string {
  return `${formatShare(all)} (${formatShare(significant)})`
}

function influenceTable({ influences }: MeasureCurve, screen: Screen): string {
  return table(
    [{ title: 'choice' }, { title: 'share', align: 'right' }, { title: 'median g' }],
    influences.map(({ choice, share: explained, values }) => [
      choice,
      formatShare(explained),
      choice === 'network'
        ? `${formatFixed(Math.min(...values.map(({ median }) => median)), 2)} to ${formatFixed(Math.max(...values.map(({ median }) => median)), 2)}`
        : values.map(({ value, median }) => `${value} ${formatFixed(median, 2)}`).join(', '),
    ]),
    screen,
  )
}
