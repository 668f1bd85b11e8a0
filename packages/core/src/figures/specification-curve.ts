import { formatLevel, formatNumber, formatShare } from '../words/format.js'
import { chart } from './chart.js'
import type { FigureOptions } from './figure-options.js'
import { CLASS_COLOURS, GRID, INK, LINE, MUTED, UNDIRECTED_COLOUR } from './palette.js'
import { axisY, dot, gridY, lineY, type Markish, ruleX, ruleY } from './plot.js'
import { choiceMatrix } from './specification-choices.js'
import { figure, fittedText, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'
import { fittingLines, proseLines, roomForEach, textWidth } from './text-width.js'
import { needsPowers, powerTicks } from './ticks.js'

/** One way to run the study, and what it found. */
export interface Specification {
  /** What was chosen, by name: `{ window: '4×4', score: 'logit', model: 'seed 3' }`. */
  readonly choices: Readonly<Record<string, string>>
  /** First class minus second; or the size of an effect without direction. */
  readonly estimate: number
  /** Not finite where there is none. */
  readonly interval: readonly [number, number]
  readonly p: number
  /** The estimates of single networks, where the estimate is their mean. */
  readonly singles?: readonly number[]
}

/** A study repeated over a grid of choices. */
export interface SpecificationCurve {
  readonly classes: readonly [string, string]
  /** What is estimated, for the axis: `Hedges g of the whole-map sensitivity`. */
  readonly measure: string
  /** Whether the estimate has a direction, as a difference has and eta squared has not; true unless told. */
  readonly directed?: boolean
  /** Networks behind each estimate; 1 unless told. An effect without direction is significant if it is on all of them. */
  readonly networks?: number
  /** What the lines are, for the legend: `95% interval over images`. */
  readonly lines?: string
  /** p at or below which a specification counts as significant. */
  readonly alpha: number
  readonly specifications: readonly Specification[]
  /** Index of the specification of the study itself. */
  readonly reference?: number
  /** A sentence on the joint test over all specifications, for the report and under the figure. */
  readonly joint?: string
}

/** How far a curve agrees with itself. */
export interface SpecificationShares {
  readonly positive: number
  readonly negative: number
  /** Share of specifications significant at alpha, of either sign, and by sign. */
  readonly significant: number
  readonly significantPositive: number
  readonly significantNegative: number
  readonly median: number
}

/**
 * Shares of specifications by sign and significance, each in 0 … 1, and the median estimate, of those that have one; NaN
 * where none has.
 */
export function specificationShares({ specifications, alpha }: SpecificationCurve): SpecificationShares {
  const defined = specifications.filter(({ estimate }) => Number.isFinite(estimate))
  const n = defined.length
  const share = (holds: (s: Specification) => boolean) => defined.filter(holds).length / n
  const sorted = defined.map(({ estimate }) => estimate).sort((a, b) => a - b)
  return {
    positive: share(({ estimate }) => estimate > 0),
    negative: share(({ estimate }) => estimate < 0),
    significant: share(({ p }) => p <= alpha),
    significantPositive: share(({ p, estimate }) => p <= alpha && estimate > 0),
    significantNegative: share(({ p, estimate }) => p <= alpha && estimate < 0),
    median: n === 0 ? NaN : (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2,
  }
}

const WIDTH = 920
/** Room at the left for the names of choices and their values. */
const LABELS = 176
/** Of it, what the curve's own axis takes; and lines that fit beside the curve. */
const AXIS = 36
const MOST_LINES = 14
const CURVE = 230
/** Of the note under the figure: from one line to the next. */
const NOTE_LINE = 14

/**
 * The specification curve (Simonsohn, Simmons and Nelson, 2020, Nat. Hum. Behav. 4:1208): every estimate with its
 * interval, sorted; below each, the choices that gave it. Colour is the class found higher, grey not significant.
 */
export function specificationCurveFigure(curve: SpecificationCurve, options: FigureOptions): string {
  const order = curve.specifications.map((_, i) => i)
  // Specifications without an estimate come last.
  const place = ({ estimate }: Specification) => (Number.isFinite(estimate) ? estimate : Infinity)
  order.sort((a, b) => compare(place(curve.specifications[a]!), place(curve.specifications[b]!)) || a - b)
  const sorted = order.map((i) => curve.specifications[i]!)
  const reference = curve.reference === undefined ? -1 : order.indexOf(curve.reference)
  const [a, b] = curve.classes
  const top = HEADING_HEIGHT + 34
  const matrix = choiceMatrix(sorted, {
    width: WIDTH - 2 * MARGIN,
    labels: LABELS,
    reference,
    colour: (specification) => specificationColour(specification, curve),
  })
  const matrixTop = top + CURVE + 14
  const agreement = agreementText(curve)
  const notes = curve.joint ? proseLines(curve.joint, WIDTH - 2 * MARGIN, 11) : []
  const difference = curve.directed === false ? 'difference in pattern' : 'difference'
  return figure(
    {
      width: WIDTH,
      height: matrixTop + matrix.height + (notes.length > 0 ? 32 + NOTE_LINE * notes.length : 22),
      title: `Does the ${difference} between ${a} and ${b} survive its choices?`,
      subtitle: `${curve.specifications.length} specifications · ${agreement}`,
      description: `Specification curve of ${curve.measure}, ${a} and ${b}: median ${formatNumber(specificationShares(curve).median)}; ${agreement}.`,
    },
    translate(MARGIN, top - 10, curveLegend(curve)),
    translate(MARGIN, top, curveChart(sorted, curve, reference, options)),
    translate(MARGIN, matrixTop, matrix.drawn),
    ...notes.map((line, i) =>
      text(MARGIN, matrixTop + matrix.height + 28 + NOTE_LINE * i, line, { fill: MUTED }),
    ),
  )
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b
}

function agreementText(curve: SpecificationCurve): string {
  const shares = specificationShares(curve)
  const [a, b] = curve.classes
  const percent = (share: number) => formatShare(share)
  const level = formatLevel(curve.alpha)
  const throughout = (curve.networks ?? 1) > 1 ? ' on every network' : ''
  if (curve.directed === false) return `${percent(shares.significant)} significant at ${level}${throughout}`
  return (
    `${percent(shares.positive)} higher in ${a}, ${percent(shares.negative)} higher in ${b}; ` +
    `significant at ${level}: ${percent(shares.significantPositive)} and ${percent(shares.significantNegative)}`
  )
}

function curveChart(
  sorted: readonly Specification[],
  curve: SpecificationCurve,
  reference: number,
  options: FigureOptions,
): string {
  const powers = needsPowers(sorted.map(({ estimate }) => estimate))
  const at =
    reference >= 0 ? [ruleX([reference], { stroke: INK, strokeDasharray: '2 2', strokeWidth: 0.9 })] : []
  const drawn = chart(options, {
    width: WIDTH - 2 * MARGIN,
    height: CURVE,
    marginLeft: LABELS,
    marginRight: 4,
    marginTop: 6,
    marginBottom: 4,
    x: { domain: [-0.5, sorted.length - 0.5], axis: null },
    y: { label: null, nice: true },
    marks: [
      gridY({ stroke: GRID, strokeOpacity: 1 }),
      axisY({ label: null, tickSize: 3, ...(powers && powerTicks) }),
      ruleY([0], { stroke: LINE }),
      ...at,
      ...sorted.flatMap((specification, i) => intervalMark(specification, i, sorted.length, curve)),
      ...singleMarks(sorted),
      ...sorted.flatMap((specification, i) => estimateMark(specification, i, sorted.length, curve)),
    ],
  })
  const label = fittingLines(curve.measure, LABELS - AXIS, 11, MOST_LINES).map((line, i) =>
    text(0, 18 + i * 14, line, { 'font-weight': 'bold' }),
  )
  return drawn + label.join('')
}

function intervalMark(
  specification: Specification,
  x: number,
  n: number,
  curve: SpecificationCurve,
): Markish[] {
  const [y1, y2] = specification.interval
  if (!Number.isFinite(specification.estimate) || !Number.isFinite(y1 + y2)) return []
  const stroke = specificationColour(specification, curve)
  return [ruleX([x], { y1, y2, stroke, strokeOpacity: 0.5, strokeWidth: n > 150 ? 0.8 : 1.4 })]
}

function estimateMark(
  specification: Specification,
  x: number,
  n: number,
  curve: SpecificationCurve,
): Markish[] {
  const { estimate } = specification
  if (!Number.isFinite(estimate)) return []
  const fill = specificationColour(specification, curve)
  return [dot([{ x, y: estimate }], { x: 'x', y: 'y', r: n > 150 ? 1.6 : 2.6, fill })]
}

/** Single networks as faint points: one line broken between any two, whose round ends are all that is left of it. */
function singleMarks(sorted: readonly Specification[]): Markish[] {
  const points = sorted.flatMap(({ singles = [] }, x) =>
    singles.filter(Number.isFinite).flatMap((y) => [
      { x, y },
      { x, y: Number.NaN },
    ]),
  )
  if (points.length === 0) return []
  const look = { stroke: INK, strokeOpacity: 0.28, strokeWidth: 1.4, strokeLinecap: 'round' } as const
  return [lineY(points, { x: 'x', y: 'y', ...look })]
}

/** The class found significantly higher, or grey. */
function specificationColour(
  { p, estimate }: Specification,
  { alpha, directed = true }: SpecificationCurve,
): string {
  if (!(p <= alpha)) return LINE
  return directed ? CLASS_COLOURS[estimate > 0 ? 0 : 1] : UNDIRECTED_COLOUR
}

function curveLegend(curve: SpecificationCurve): string {
  const { classes, alpha, reference, directed = true, networks = 1, lines, specifications } = curve
  const level = formatLevel(alpha)
  const [some, every] = networks > 1 ? [' on some network', ' on every network'] : ['', '']
  const entries = directed
    ? [
        { colour: CLASS_COLOURS[1], words: `${classes[1]} higher, p ≤ ${level}` },
        { colour: LINE, words: `p > ${level}` },
        { colour: CLASS_COLOURS[0], words: `${classes[0]} higher, p ≤ ${level}` },
      ]
    : [
        { colour: LINE, words: `p > ${level}${some}` },
        { colour: UNDIRECTED_COLOUR, words: `p ≤ ${level}${every}` },
      ]
  const small = { 'font-size': 10 }
  const stroke = { stroke: INK, 'stroke-width': 0.9 }
  const marks = [
    ...entries.map(({ colour, words }) => [svg('circle', { cx: 4, cy: -3.5, r: 4, fill: colour }), words]),
    ...(reference === undefined
      ? []
      : [[svg('path', { d: 'M4 -9v11', 'stroke-dasharray': '2 2', ...stroke }), 'this study']]),
    ...(lines === undefined ? [] : [[svg('path', { d: 'M4 -9v11', ...stroke }), lines]]),
    ...(specifications.some(({ singles }) => singles)
      ? [[svg('circle', { cx: 4, cy: -3.5, r: 1.2, fill: INK, 'fill-opacity': 0.5 }), 'one network']]
      : []),
  ] as const
  const natural = marks.map(([, words]) => textWidth(words!, 10))
  const room = roomForEach(natural, WIDTH - 2 * MARGIN - 21 * marks.length)
  const widths = natural.map((width) => 13 + Math.min(room, width) + 8)
  const all = widths.reduce((sum, width) => sum + width, 0)
  // Begins where the curve does, or further left where it would not end with it.
  let x = Math.max(0, Math.min(LABELS, WIDTH - 2 * MARGIN - all))
  return marks
    .map(([mark, words], i) => {
      const entry = translate(x, 0, mark!, fittedText(13, 0, words!, room, small))
      x += widths[i]!
      return entry
    })
    .join('')
}
