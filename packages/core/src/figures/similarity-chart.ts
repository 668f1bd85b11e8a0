import type { SimilarityMean } from '../controls/map-similarity.js'
import { chart } from './chart.js'
import type { FigureOptions } from './figure-options.js'
import { GRID, INK, LINE, UNDIRECTED_COLOUR } from './palette.js'
import { areaY, axisX, axisY, dot, gridY, line, ruleY } from './plot.js'
import { fittedText, svg, translate } from './svg.js'
import { roomForEach, textWidth } from './text-width.js'

/** How one measure, or that of one map, is drawn along the steps. */
export interface SimilaritySeries<Step> {
  readonly words: string
  readonly stroke: string
  readonly dash?: string
  of(step: Step): SimilarityMean
}

/** What the three measures look like wherever they stand beside each other. */
export const MEASURE_LOOKS = {
  spearman: { stroke: INK },
  spearmanOfMagnitudes: { stroke: '#b3451f', dash: '5 3' },
  ssim: { stroke: UNDIRECTED_COLOUR, dash: '2 2' },
} as const

interface ChartLayout {
  readonly width: number
  readonly height: number
  readonly marginRight: number
  /** Steps that have a tick, 0 being the trained network; all unless told. */
  readonly ticks?: readonly number[]
}

/** Room at the left of the chart for its axis. */
export const SIMILARITY_AXIS = 40

/** How alike maps are to the trained network's while more and more layers are drawn anew, with bands for intervals; 1 before any is. */
export function similarityChart<Step extends { readonly layers: number }>(
  steps: readonly Step[],
  series: readonly SimilaritySeries<Step>[],
  { ticks = [...steps.keys(), steps.length], ...size }: ChartLayout,
  options: FigureOptions,
): string {
  const drawn = series.map(({ of, stroke, dash }) => ({
    stroke,
    look: { stroke, strokeWidth: 1.6, ...(dash && { strokeDasharray: dash }) },
    points: [
      { x: 0, y: 1, least: 1, most: 1 },
      ...steps.map((step, s) => {
        const { mean, interval = [mean, mean] } = of(step)
        return { x: s + 1, y: mean, least: interval[0], most: interval[1] }
      }),
    ],
  }))
  const least = drawn.flatMap(({ points }) => points.map((point) => point.least)).filter(Number.isFinite)
  return chart(options, {
    ...size,
    marginLeft: SIMILARITY_AXIS,
    marginTop: 6,
    marginBottom: 24,
    x: { label: null, domain: [-0.5, steps.length + 0.5] },
    y: { label: null, domain: [Math.max(-1, Math.min(0, ...least)), 1], nice: true },
    marks: [
      gridY({ stroke: GRID, strokeOpacity: 1 }),
      ruleY([0], { stroke: LINE }),
      axisX([...ticks], {
        tickSize: 3,
        label: null,
        tickFormat: (x: number) => (x === 0 ? 'trained' : `${steps[x - 1]!.layers} drawn`),
      }),
      axisY({ tickSize: 0, label: null }),
      ...drawn.flatMap(({ points, stroke, look }) => [
        areaY(points, { x: 'x', y1: 'least', y2: 'most', fill: stroke, fillOpacity: 0.12 }),
        line(points, { x: 'x', y: 'y', ...look }),
        dot(points, { x: 'x', y: 'y', r: steps.length > 30 ? 1.6 : 3, fill: stroke }),
      ]),
    ],
  })
}

/** Of a legend's entry, what stands before and behind its words. */
const [SWATCH, APART] = [26, 10]

/**
 * The series' lines with their words in a row, and how wide that is.
 *
 * @param most - most room there is: longer words are shortened, the longest first
 */
export function similarityLegend(
  series: readonly Omit<SimilaritySeries<never>, 'of'>[],
  most = Number.POSITIVE_INFINITY,
): readonly [legend: string, width: number] {
  const room = roomForEach(
    series.map(({ words }) => textWidth(words, 10)),
    most - series.length * (SWATCH + APART),
  )
  let x = 0
  const entries = series.map(({ words, stroke, dash }) => {
    const path = svg('path', { d: 'M0 -3.5h20', stroke, 'stroke-width': 1.6, 'stroke-dasharray': dash })
    const entry = translate(x, 0, path, fittedText(SWATCH, 0, words, room, { 'font-size': 10 }))
    x += SWATCH + Math.min(room, textWidth(words, 10)) + APART
    return entry
  })
  return [entries.join(''), x]
}
