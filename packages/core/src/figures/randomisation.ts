import type { Cascade } from '../controls/cascade.js'
import { formatConfidence, formatFixed } from '../words/format.js'
import type { FigureOptions } from './figure-options.js'
import { columnName, drawnWords, shownPlaces, stripPanel } from './map-strip.js'
import { MUTED } from './palette.js'
import { cellSize } from './raster-panel.js'
import { MEASURE_LOOKS, SIMILARITY_AXIS, similarityChart, similarityLegend } from './similarity-chart.js'
import { figure, HEADING_HEIGHT, MARGIN, text, translate } from './svg.js'

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

const MEASURES = [
  { measure: 'spearman', words: 'Spearman, signed' },
  { measure: 'spearmanOfMagnitudes', words: 'Spearman of magnitudes' },
  { measure: 'ssim', words: 'SSIM' },
] as const

/**
 * How alike each map is to the trained network's, step by step as layers are drawn anew, with intervals; below, the maps of one image,
 * each in its own scale, since the scores of networks drawn anew have another unit.
 */
export function randomisationFigure(drawn: DrawnCascade, options: FigureOptions): string {
  const { image, result, shown = 0, trained, firstDraw } = drawn
  const [height, width] = image.shape
  const top = HEADING_HEIGHT + 44
  const strip = top + CHART + 34
  const places = shownPlaces(result.steps.length + 1)
  const column = (WIDTH - 2 * MARGIN - SIMILARITY_AXIS) / places.length
  const cell = cellSize({ height, width }, column - 10)
  const { spearman } = result.steps.at(-1)!
  const series = MEASURES.map(({ measure, words }) => ({
    words,
    ...MEASURE_LOOKS[measure],
    of: (step: (typeof result.steps)[number]) => step[measure],
  }))
  const layout = { width: WIDTH - 2 * MARGIN, height: CHART, marginRight: 0, ticks: places }
  const [legend, legendWidth] = similarityLegend(series)
  const band = `bands: ${formatConfidence(result.confidence)} interval over ${result.over}`
  const before = (place: number) => (place > 0 && result.order === 'cascading' ? '+ ' : '')
  return figure(
    {
      width: WIDTH,
      height: strip + height * cell + 52,
      title: drawn.title,
      subtitle: drawn.subtitle,
      description: `Similarity to the trained network's map over ${result.steps.length} steps from ${result.steps[0]!.name} to ${result.steps.at(-1)!.name}; signed Spearman is ${formatFixed(spearman.mean, 2)} at the last.`,
    },
    translate(
      MARGIN + SIMILARITY_AXIS,
      top - 12,
      legend,
      text(legendWidth, 0, band, { 'font-size': 10, fill: MUTED }),
    ),
    translate(MARGIN, top, similarityChart(result.steps, series, layout, options)),
    ...places.map((place, c) =>
      translate(
        MARGIN + SIMILARITY_AXIS + c * column,
        strip,
        columnName(result.steps[place - 1]?.name ?? 'trained', column, before(place)),
        stripPanel(place === 0 ? trained[shown] : firstDraw[place - 1]![shown], image.data, {
          ...{ width, height, cell, column },
        }),
      ),
    ),
    translate(
      MARGIN,
      strip + height * cell + 40,
      text(0, 0, stripWords(drawn), { 'font-size': 10, fill: MUTED }),
    ),
  )
}

function stripWords({ result }: DrawnCascade): string {
  return `Maps of the first draw, each in its own scale: red supported the class, blue opposed it. Weights ${drawnWords(result.steps)}.`
}
