import type { Order } from '../faithfulness/measures.js'
import type { FaithfulnessResult, MeanCurve, MeasureResult } from '../faithfulness/result.js'
import { ROAD_SHARES } from '../faithfulness/road.js'
import { formatConfidence, formatFixed } from '../words/format.js'
import { chart } from './chart.js'
import type { FigureOptions } from './figure-options.js'
import { GRID, INK, LINE, MUTED, UNDIRECTED_COLOUR } from './palette.js'
import { axisX, axisY, dot, gridX, gridY, line, ruleX, ruleY } from './plot.js'
import { similarityLegend } from './similarity-chart.js'
import { figure, HEADING_HEIGHT, MARGIN, text, translate } from './svg.js'

/** How orders look wherever they stand beside each other. */
const LOOKS: Readonly<
  Record<Order, { readonly words: string; readonly stroke: string; readonly dash?: string }>
> = {
  map: { words: 'the map', stroke: '#b3451f' },
  ink: { words: 'ink order', stroke: INK, dash: '5 3' },
  random: { words: 'random order', stroke: UNDIRECTED_COLOUR, dash: '2 2' },
}

const WIDTH = 850
const CHART = 230
const GAP = 26
const PANEL = (WIDTH - 2 * MARGIN - 2 * GAP) / 3

/** Curves to draw: over images, or of one. */
export interface FaithfulnessCurves {
  readonly title: string
  readonly subtitle: string
  readonly curves: readonly MeanCurve[]
  /** Units covered at each step. */
  readonly levels: readonly number[]
  /** What the curves follow: `probability`. */
  readonly score: string
}

/** Deletion, insertion and ROAD side by side: the score as more and more is covered, in the order of the map, of the ink and at random. */
export function faithfulnessCurvesFigure(drawn: FaithfulnessCurves, options: FigureOptions): string {
  const { title, subtitle, curves, levels, score } = drawn
  const top = HEADING_HEIGHT + 44
  const shares = levels.map((level) => level / levels.at(-1)!)
  const [legend] = similarityLegend(curves.map(({ order }) => LOOKS[order]))
  const panels = [
    { words: 'deletion: lower is more faithful', x: shares, of: (curve: MeanCurve) => curve.deletion },
    { words: 'insertion: higher is more faithful', x: shares, of: (curve: MeanCurve) => curve.insertion },
    {
      words: 'ROAD, most first: lower is more faithful',
      x: [...ROAD_SHARES],
      of: (curve: MeanCurve) => curve.roadMost,
    },
  ]
  const ends = panels.map(({ of, words }) => {
    const means = curves.map((curve) => `${LOOKS[curve.order].words} ${formatFixed(meanOf(of(curve)), 2)}`)
    return `${words}, mean of steps: ${means.join(', ')}`
  })
  return figure(
    { width: WIDTH, height: top + CHART + 34, title, subtitle, description: `${ends.join('; ')}.` },
    translate(MARGIN, top - 30, legend),
    ...panels.map(({ words, x, of }, i) =>
      translate(
        MARGIN + i * (PANEL + GAP),
        top,
        text(34, -6, words, { 'font-size': 10, fill: MUTED }),
        curvePanel(curves, { x, of }, options),
        text(
          34,
          CHART + 18,
          `share ${i === 1 ? 'uncovered' : i === 0 ? 'covered' : 'taken away'}; ${score}`,
          {
            'font-size': 10,
            fill: MUTED,
          },
        ),
      ),
    ),
  )
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function curvePanel(
  curves: readonly MeanCurve[],
  { x, of }: { readonly x: readonly number[]; readonly of: (curve: MeanCurve) => readonly number[] },
  options: FigureOptions,
): string {
  const values = curves.flatMap(of)
  return chart(options, {
    ...{ width: PANEL, height: CHART, marginLeft: 34, marginRight: 8, marginTop: 4, marginBottom: 22 },
    x: { label: null, domain: [0, 1] },
    y: { label: null, domain: [Math.min(0, ...values), Math.max(...values, 0.01)], nice: true },
    marks: [
      gridY({ stroke: GRID, strokeOpacity: 1 }),
      ruleY([0], { stroke: LINE }),
      axisX([0, 0.2, 0.4, 0.6, 0.8, 1], { tickSize: 3, label: null }),
      axisY({ tickSize: 0, label: null }),
      ...curves.map((curve) => {
        const { stroke, dash } = LOOKS[curve.order]
        const points = of(curve).map((y, i) => ({ x: x[i]!, y }))
        return line(points, {
          x: 'x',
          y: 'y',
          stroke,
          strokeWidth: 1.6,
          ...(dash && { strokeDasharray: dash }),
        })
      }),
    ],
  })
}

const ROW = 26
const NAMES = 190

/** The advantage of the map over both controls by every measure: Hedges' g of the pairs with its interval. */
export function faithfulnessEffectsFigure(
  { measures, n, config }: FaithfulnessResult,
  options: FigureOptions,
): string {
  const top = HEADING_HEIGHT + 44
  const height = measures.length * ROW + 30
  const rows = measures.flatMap((measure, row) =>
    measure.comparisons.flatMap(({ control, g, gInterval }) =>
      g === undefined || !gInterval
        ? []
        : [
            {
              control,
              x: g,
              least: gInterval[0],
              most: gInterval[1],
              y: row + (control === 'ink' ? 0.35 : 0.65),
            },
          ],
    ),
  )
  const limits = rows.flatMap(({ least, most }) => [least, most])
  const [legend] = similarityLegend(
    (['ink', 'random'] as const).map((control) => ({
      ...LOOKS[control],
      words: `against ${LOOKS[control].words}`,
    })),
  )
  return figure(
    {
      width: WIDTH,
      height: top + height + 26,
      title: 'How much more faithful is the map?',
      subtitle: `Hedges’ g of pairs with ${formatConfidence(config.confidence)} intervals over ${n} images; right of 0 the map is more faithful`,
      description: measures.map(effectText).join('; '),
    },
    translate(MARGIN, top - 30, legend),
    translate(
      MARGIN,
      top,
      ...measures.map(({ words }, row) => text(0, row * ROW + ROW / 2 + 4, words, { 'font-size': 11 })),
    ),
    translate(
      MARGIN + NAMES,
      top,
      chart(options, {
        ...{
          width: WIDTH - 2 * MARGIN - NAMES,
          height,
          marginLeft: 8,
          marginRight: 8,
          marginTop: 0,
          marginBottom: 30,
        },
        x: { label: null, domain: [Math.min(-0.5, ...limits), Math.max(0.5, ...limits)], nice: true },
        y: { label: null, domain: [measures.length, 0], axis: null },
        marks: [
          gridX({ stroke: GRID, strokeOpacity: 1 }),
          ruleX([0], { stroke: LINE }),
          axisX({ tickSize: 3, label: null }),
          ...rows.flatMap((row) => {
            const { stroke } = LOOKS[row.control]
            const ends = [
              { x: row.least, y: row.y },
              { x: row.most, y: row.y },
            ]
            return [
              line(ends, { x: 'x', y: 'y', stroke, strokeWidth: 1.6 }),
              dot([row], { x: 'x', y: 'y', r: 3, fill: stroke }),
            ]
          }),
        ],
      }),
    ),
  )
}

function effectText({ words, comparisons }: MeasureResult): string {
  const said = comparisons.map(
    ({ control, g, verdict }) =>
      `${verdict}, g ${g === undefined ? 'undefined' : formatFixed(g, 2)}, against ${LOOKS[control].words}`,
  )
  return `${words}: ${said.join(' and ')}`
}
