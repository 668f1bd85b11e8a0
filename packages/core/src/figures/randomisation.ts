import type { Cascade, CascadeStep } from '../controls/cascade.js'
import { SIMILARITIES } from '../controls/map-similarity.js'
import { formatConfidence, formatFixed } from '../words/format.js'
import { chart } from './chart.js'
import type { FigureOptions } from './figure-options.js'
import { GRID, INK, LINE, MISSING, MUTED, sensitivityScale, UNDIRECTED_COLOUR } from './palette.js'
import { areaY, axisX, axisY, dot, gridY, line, ruleY } from './plot.js'
import { cellSize, mapOnImagePanel } from './raster-panel.js'
import { figure, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'
import { textWidth, wrapText } from './text-width.js'

/** A cascade, and one of its images with the maps of the first draw. */
export interface DrawnCascade extends Cascade {
  /** [H, W, C] in 0 … 1, of the image shown. */
  readonly image: { readonly data: ArrayLike<number>; readonly shape: readonly [number, number, number] }
  /** Place of that image among those compared. @default 0 */
  readonly shown?: number
  /** `Is the map of image 11 of what was learnt?` */
  readonly title: string
  /** What it says, in a sentence, and the settings. */
  readonly subtitle: string
}

const WIDTH = 850
const CHART = 230
/** Most maps in the strip: more are too small to be seen. */
const MOST_MAPS = 8

const LOOKS = {
  spearman: { words: 'Spearman, signed', stroke: INK, dash: undefined },
  spearmanOfMagnitudes: { words: 'Spearman of magnitudes', stroke: '#b3451f', dash: '5 3' },
  ssim: { words: 'SSIM', stroke: UNDIRECTED_COLOUR, dash: '2 2' },
} as const

/**
 * How alike each map is to the trained network's, step by step as layers are drawn anew, with intervals; below, the maps of one image,
 * each in its own scale, since the scores of networks drawn anew have another unit.
 */
export function randomisationFigure(drawn: DrawnCascade, options: FigureOptions): string {
  const { result } = drawn
  const top = HEADING_HEIGHT + 44
  const strip = top + CHART + 34
  const places = shownPlaces(result.steps.length + 1)
  const column = (WIDTH - 2 * MARGIN - LABELS) / places.length
  const cell = cellSize({ height: drawn.image.shape[0], width: drawn.image.shape[1] }, column - 10)
  const height = drawn.image.shape[0] * cell
  const { spearman } = result.steps.at(-1)!
  return figure(
    {
      width: WIDTH,
      height: strip + height + 52,
      title: drawn.title,
      subtitle: drawn.subtitle,
      description: `Similarity to the trained network's map over ${result.steps.length} steps from ${result.steps[0]!.name} to ${result.steps.at(-1)!.name}; signed Spearman is ${formatFixed(spearman.mean, 2)} at the last.`,
    },
    translate(MARGIN + LABELS, top - 12, legend(drawn)),
    translate(MARGIN, top, similarityChart(result.steps, places, options)),
    ...places.map((place, c) =>
      translate(MARGIN + LABELS + c * column, strip, stripMap(drawn, place, cell, column)),
    ),
    translate(MARGIN, strip + height + 40, text(0, 0, stripWords(drawn), { 'font-size': 10, fill: MUTED })),
  )
}

/** Room at the left for the axis. */
const LABELS = 40

/** All steps, or so many evenly spaced, the trained network and the last step among them. */
function shownPlaces(count: number): number[] {
  const shown = Math.min(count, MOST_MAPS)
  return Array.from({ length: shown }, (_, c) => Math.round((c * (count - 1)) / (shown - 1)))
}

function similarityChart(
  steps: readonly CascadeStep[],
  places: readonly number[],
  options: FigureOptions,
): string {
  const points = SIMILARITIES.flatMap((measure) => [
    { measure, x: 0, y: 1, least: 1, most: 1 },
    ...steps.map((step, s) => {
      const { mean, interval = [mean, mean] } = step[measure]
      return { measure, x: s + 1, y: mean, least: interval[0], most: interval[1] }
    }),
  ])
  const lowest = Math.min(0, ...points.map(({ least }) => least).filter(Number.isFinite))
  return chart(options, {
    width: WIDTH - 2 * MARGIN,
    height: CHART,
    marginLeft: LABELS,
    marginRight: 0,
    marginTop: 6,
    marginBottom: 24,
    x: { label: null, domain: [-0.5, steps.length + 0.5] },
    y: { label: null, domain: [Math.max(-1, lowest), 1], nice: true },
    marks: [
      gridY({ stroke: GRID, strokeOpacity: 1 }),
      ruleY([0], { stroke: LINE }),
      axisX([...places], {
        tickSize: 3,
        label: null,
        tickFormat: (x: number) => (x === 0 ? 'trained' : `${x} drawn`),
      }),
      axisY({ tickSize: 0, label: null }),
      ...SIMILARITIES.flatMap((measure) => {
        const own = points.filter((point) => point.measure === measure)
        const { stroke, dash } = LOOKS[measure]
        const look = { stroke, strokeWidth: 1.6, ...(dash && { strokeDasharray: dash }) }
        return [
          areaY(own, { x: 'x', y1: 'least', y2: 'most', fill: stroke, fillOpacity: 0.12 }),
          line(own, { x: 'x', y: 'y', ...look }),
          dot(own, { x: 'x', y: 'y', r: steps.length > 30 ? 1.6 : 3, fill: stroke }),
        ]
      }),
    ],
  })
}

/** One map of the strip with what was drawn anew above it. */
function stripMap(drawn: DrawnCascade, place: number, cell: number, column: number): string {
  const { image, shown = 0, result, trained, firstDraw } = drawn
  const [height, width] = image.shape
  const map = place === 0 ? trained[shown]! : firstDraw[place - 1]![shown]
  const name = place === 0 ? 'trained' : result.steps[place - 1]!.name
  const across = (column - width * cell) / 2
  const [first = ''] = wrapText(name, Math.floor(column / 6.3))
  const fitting = first.length * 6.3 > column ? `${first.slice(0, Math.floor(column / 6.3) - 1)}…` : first
  const prefix = place === 0 ? '' : result.order === 'cascading' ? '+ ' : ''
  const label = text(column / 2, -8, `${prefix}${fitting}`, { 'text-anchor': 'middle', 'font-size': 10 })
  if (!map) {
    const box = { width: width * cell, height: height * cell, fill: MISSING }
    return label + translate(across, 0, svg('rect', box))
  }
  const raster = { data: map, width, height }
  return label + translate(across, 0, mapOnImagePanel(raster, image.data, sensitivityScale(map), cell, []))
}

function stripWords({ result }: DrawnCascade): string {
  const drawn = new Set(result.steps.map((step) => step.drawn))
  const how = drawn.size > 1 ? 'drawn by their initialiser or permuted' : drawn.has('permuted') ? 'permuted within each tensor' : 'drawn by their initialiser' // biome-ignore format: one
  return `Maps of the first draw, each in its own scale: red supported the class, blue opposed it. Weights ${how}.`
}

function legend({ result }: DrawnCascade): string {
  let x = 0
  const small = { 'font-size': 10 }
  const entries = SIMILARITIES.map((measure) => {
    const { words, stroke, dash } = LOOKS[measure]
    const path = svg('path', { d: 'M0 -3.5h20', stroke, 'stroke-width': 1.6, 'stroke-dasharray': dash })
    const entry = translate(x, 0, path, text(26, 0, words, small))
    x += 26 + textWidth(words, 10) + 10
    return entry
  })
  const band = `bands: ${formatConfidence(result.confidence)} interval over ${result.over}`
  return [...entries, text(x, 0, band, { ...small, fill: MUTED })].join('')
}
