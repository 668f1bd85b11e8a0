import { formatFixed, formatLevel, formatPercent } from '../words/format.js'
import { chart } from './chart.js'
import type { FigureOptions } from './figure-options.js'
import { CLASS_COLOURS, GRID, INK, MUTED } from './palette.js'
import { axisX, dot, gridX, ruleX, ruleY } from './plot.js'
import { figure, HEADING_HEIGHT, MARGIN, text, translate } from './svg.js'

/** How often a test rejected in studies without any difference. */
export interface CalibrationRow {
  readonly test: string
  readonly rejections: number
  readonly runs: number
  /** Binomial interval of the rejection rate, each in 0 … 1. */
  readonly interval: readonly [number, number]
}

/** Rejection rates of several tests under the null. */
export interface Calibration {
  /** Nominal rate. */
  readonly alpha: number
  /** How the null studies were made: `one class split in two at random`. */
  readonly design: string
  readonly rows: readonly CalibrationRow[]
}

const WIDTH = 760
const LABELS = 220
const NUMBERS = 130
const ROW = 28

/** Rejection rates in null studies, with binomial intervals, against the nominal rate. */
export function calibrationFigure({ alpha, design, rows }: Calibration, options: FigureOptions): string {
  const top = HEADING_HEIGHT + 14
  const height = rows.length * ROW
  const plotWidth = WIDTH - 2 * MARGIN - LABELS - NUMBERS
  const rates = rows.map(({ rejections, runs }) => rejections / runs)
  const drawn = chart(options, {
    width: plotWidth,
    height: height + 40,
    marginLeft: 10,
    marginRight: 14,
    marginTop: 0,
    marginBottom: 40,
    x: { domain: [0, Math.min(1, Math.max(2 * alpha, ...rows.map(({ interval }) => interval[1])) * 1.05)] },
    y: { domain: [rows.length - 0.5, -0.5], axis: null },
    marks: [
      gridX({ stroke: GRID, strokeOpacity: 1, ticks: 6 }),
      axisX({
        ticks: 6,
        tickSize: 3,
        label: 'share of null studies rejected',
        labelArrow: 'none',
        labelAnchor: 'center',
        tickFormat: (v: number) => `${+(v * 100).toFixed(1)}%`,
      }),
      ruleX([alpha], { stroke: INK, strokeDasharray: '4 3', strokeWidth: 1.2 }),
      ...rows.flatMap((row, r) => [
        ruleY([r], { x1: row.interval[0], x2: row.interval[1], stroke: INK, strokeWidth: 1.2 }),
        ruleX(row.interval, { y1: r - 0.16, y2: r + 0.16, stroke: INK, strokeWidth: 1.2 }),
        dot([{ rate: rates[r]!, r }], {
          x: 'rate',
          y: 'r',
          r: 3,
          fill: rowColour(row, alpha),
        }),
      ]),
    ],
  })
  const labels = rows.map(({ test, rejections, runs }, r) => {
    const y = (r + 0.5) * ROW + 4
    const right = WIDTH - 2 * MARGIN
    const rate = `${formatPercent(rates[r]!)}  (${formatFixed(rejections, 0)} of ${formatFixed(runs, 0)})`
    return text(0, y, test) + text(right, y, rate, { 'text-anchor': 'end', 'font-size': 10, fill: MUTED })
  })
  return figure(
    {
      width: WIDTH,
      height: top + height + 54,
      title: 'Do the tests keep their promise?',
      subtitle: `null studies: ${design} · dashed: nominal ${formatPercent(alpha, 0)} · lines: binomial intervals`,
      description:
        rows.map(({ test }, r) => `${test} rejects ${formatPercent(rates[r]!)}`).join('; ') +
        `, nominal ${formatLevel(alpha)}.`,
    },
    translate(MARGIN, top, ...labels),
    translate(MARGIN + LABELS, top, drawn),
  )
}

/** Teal where the interval holds the nominal rate or lies below it, brown where the test rejects too often. */
function rowColour({ interval }: CalibrationRow, alpha: number): string {
  return interval[0] > alpha ? CLASS_COLOURS[0] : CLASS_COLOURS[1]
}
