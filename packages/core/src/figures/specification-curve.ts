import { axisY, dot, gridY, type Markish, ruleX, ruleY } from '@observablehq/plot'
import { chart, type FigureOptions } from './chart.js'
import { formatLevel, formatNumber, formatPercent } from './format.js'
import { CLASS_COLOURS, GRID, INK, LINE, MUTED } from './palette.js'
import { figure, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'
import { textWidth, wrapText } from './text-width.js'

/** One way to run the study, and what it found. */
export interface Specification {
  /** What was chosen, by name: `{ window: '4×4', score: 'logit', model: 'seed 3' }`. */
  readonly choices: Readonly<Record<string, string>>
  /** First class minus second. */
  readonly estimate: number
  readonly interval: readonly [number, number]
  readonly p: number
}

/** A study repeated over a grid of choices. */
export interface SpecificationCurve {
  readonly classes: readonly [string, string]
  /** What is estimated, for the axis: `Hedges g of the whole-map sensitivity`. */
  readonly measure: string
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

/** Shares of specifications by sign and significance, each in 0 … 1, and the median estimate. */
export function specificationShares({ specifications, alpha }: SpecificationCurve): SpecificationShares {
  const n = specifications.length
  const share = (holds: (s: Specification) => boolean) => specifications.filter(holds).length / n
  const sorted = specifications.map(({ estimate }) => estimate).sort((a, b) => a - b)
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
const LABELS = 176
const CURVE = 230
const ROW = 15
const GROUP_GAP = 9

/**
 * The specification curve (Simonsohn, Simmons and Nelson, 2020, Nat. Hum. Behav. 4:1208): every estimate with its
 * interval, sorted; below each, the choices that gave it. Colour is the class found higher, grey not significant.
 */
export function specificationCurveFigure(curve: SpecificationCurve, options: FigureOptions): string {
  const order = curve.specifications.map((_, i) => i)
  order.sort((a, b) => curve.specifications[a]!.estimate - curve.specifications[b]!.estimate || a - b)
  const sorted = order.map((i) => curve.specifications[i]!)
  const reference = curve.reference === undefined ? -1 : order.indexOf(curve.reference)
  const shares = specificationShares(curve)
  const [a, b] = curve.classes
  const top = HEADING_HEIGHT + 34
  const matrix = choiceMatrix(sorted, curve.alpha, reference)
  const matrixTop = top + CURVE + 14
  const agreement =
    `${formatPercent(shares.positive, 0)} higher in ${a}, ${formatPercent(shares.negative, 0)} higher in ${b}; ` +
    `significant at ${formatLevel(curve.alpha)}: ${formatPercent(shares.significantPositive, 0)} and ${formatPercent(shares.significantNegative, 0)}`
  return figure(
    {
      width: WIDTH,
      height: matrixTop + matrix.height + (curve.joint ? 46 : 22),
      title: `Does the difference between ${a} and ${b} survive its choices?`,
      subtitle: `${curve.specifications.length} specifications · ${agreement}`,
      description: `Specification curve of ${curve.measure}, ${a} minus ${b}: median ${formatNumber(shares.median)}; ${agreement}.`,
    },
    translate(MARGIN, top - 10, curveLegend(curve)),
    translate(MARGIN, top, curveChart(sorted, curve, reference, options)),
    translate(MARGIN, matrixTop, matrix.drawn),
    curve.joint ? text(MARGIN, matrixTop + matrix.height + 28, curve.joint, { fill: MUTED }) : '',
  )
}

function curveChart(
  sorted: readonly Specification[],
  curve: SpecificationCurve,
  reference: number,
  options: FigureOptions,
): string {
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
      axisY({ label: null, tickSize: 3 }),
      ruleY([0], { stroke: LINE }),
      ...at,
      ...sorted.flatMap((specification, i) =>
        specificationMarks(specification, i, sorted.length, curve.alpha),
      ),
    ],
  })
  const label = wrapText(curve.measure, 20).map((line, i) =>
    text(0, 18 + i * 14, line, { 'font-weight': 'bold' }),
  )
  return drawn + label.join('')
}

function specificationMarks(specification: Specification, x: number, n: number, alpha: number): Markish[] {
  const { estimate, interval } = specification
  if (!Number.isFinite(estimate)) return []
  const colour = specificationColour(specification, alpha)
  const [y1, y2] = interval
  const line = interval.every(Number.isFinite)
    ? [ruleX([x], { y1, y2, stroke: colour, strokeOpacity: 0.5, strokeWidth: n > 150 ? 0.8 : 1.4 })]
    : []
  return [...line, dot([{ x, y: estimate }], { x: 'x', y: 'y', r: n > 150 ? 1.6 : 2.6, fill: colour })]
}

/** The class found significantly higher, or grey. */
function specificationColour({ p, estimate }: Specification, alpha: number): string {
  return p <= alpha ? CLASS_COLOURS[estimate > 0 ? 0 : 1] : LINE
}

function curveLegend({ classes, alpha, reference }: SpecificationCurve): string {
  const level = formatLevel(alpha)
  const entries = [
    { colour: CLASS_COLOURS[1], words: `${classes[1]} higher, p ≤ ${level}` },
    { colour: LINE, words: `p > ${level}` },
    { colour: CLASS_COLOURS[0], words: `${classes[0]} higher, p ≤ ${level}` },
  ]
  let x = LABELS
  const drawn = entries.map(({ colour, words }) => {
    const entry =
      svg('circle', { cx: x + 4, cy: -3.5, r: 4, fill: colour }) + text(x + 13, 0, words, { 'font-size': 10 })
    x += 13 + textWidth(words, 10) + 10
    return entry
  })
  const dashed = svg('path', {
    d: `M${x + 4} -9v11`,
    stroke: INK,
    'stroke-dasharray': '2 2',
    'stroke-width': 0.9,
  })
  const study = reference === undefined ? '' : dashed + text(x + 12, 0, 'this study', { 'font-size': 10 })
  return drawn.join('') + study
}

/** Below the curve, a row for each value of each choice; a dot where the specification above took it. */
function choiceMatrix(
  sorted: readonly Specification[],
  alpha: number,
  reference: number,
): { readonly drawn: string; readonly height: number } {
  const width = WIDTH - 2 * MARGIN
  const step = (width - LABELS - 4) / sorted.length
  const x = (i: number) => LABELS + (i + 0.5) * step
  const radius = Math.min(2.6, Math.max(0.7, step * 0.42))
  let y = 0
  let drawn = ''
  for (const name of choiceNames(sorted)) {
    drawn += svg('path', { d: `M0 ${y}h${width}`, stroke: GRID })
    drawn += text(0, y + 14, name, { 'font-weight': 'bold', 'font-size': 10 })
    for (const value of choiceValues(sorted, name)) {
      const cy = y + 10.5
      const dots = sorted.flatMap((specification, i) =>
        specification.choices[name] === value
          ? svg('circle', { cx: x(i), cy, r: radius, fill: specificationColour(specification, alpha) })
          : [],
      )
      drawn += text(LABELS - 14, y + 14, value, { 'text-anchor': 'end', 'font-size': 10 }) + dots.join('')
      y += ROW
    }
    y += GROUP_GAP
  }
  if (reference >= 0) {
    const line = { stroke: INK, 'stroke-dasharray': '2 2', 'stroke-width': 0.9, 'stroke-opacity': 0.6 }
    drawn = svg('path', { d: `M${x(reference).toFixed(2)} -18v${y + 18 - GROUP_GAP}`, ...line }) + drawn
  }
  return { drawn, height: y }
}

/** Choices in the order they first appear, those that never vary left out. */
function choiceNames(specifications: readonly Specification[]): string[] {
  const names = new Set(specifications.flatMap(({ choices }) => Object.keys(choices)))
  return [...names].filter((name) => choiceValues(specifications, name).length > 1)
}

/** The values of a choice, numbers within them in numeric order. */
function choiceValues(specifications: readonly Specification[], name: string): string[] {
  const values = new Set(specifications.flatMap(({ choices }) => choices[name] ?? []))
  return [...values].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}
