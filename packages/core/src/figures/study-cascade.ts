import type { Study, StudyCascade, StudyCascadeStep } from '../study/result.js'
import { formatConfidence, formatFixed } from '../words/format.js'
import type { FigureOptions } from './figure-options.js'
import { columnName, drawnWords, shownPlaces, stripPanel } from './map-strip.js'
import { isPicture } from './overlay.js'
import { panelLetter } from './overview.js'
import { CLASS_COLOURS, INK, MUTED } from './palette.js'
import { brightnessOf, meanRaster } from './raster.js'
import { cellSize } from './raster-panel.js'
import { samplesOfClass } from './sample-choice.js'
import {
  MEASURE_LOOKS,
  SIMILARITY_AXIS,
  type SimilaritySeries,
  similarityChart,
  similarityLegend,
} from './similarity-chart.js'
import { figure, fittedText, HEADING_HEIGHT, MARGIN, text, translate } from './svg.js'
import { fittingLines, proseLines, textWidth } from './text-width.js'

type Series = SimilaritySeries<StudyCascadeStep>

const WIDTH = 900
const CHART = { width: 420, height: 230, marginRight: 4 }
/** Room at the left of the maps for what they are of, and the most a map's longer side takes. */
const NAMES = 84
const MAP = 112
/** Width of both names together up to which the legend of the first chart says more than names. */
const LEGEND_NAMES = 90

/**
 * How alike a study's mean maps are to those of the trained network while its layers are drawn anew, the last first: the signed rank
 * correlation of each class's and of their difference; and of the difference also that of magnitudes, and SSIM. Below, where the study's data
 * have them, the mean maps themselves.
 */
export function studyCascadeFigure(study: Study, cascade: StudyCascade, options: FigureOptions): string {
  const { classes, config, provenance } = study.result
  const [a, b] = classes
  const { steps, draws, images, layers } = cascade
  const top = HEADING_HEIGHT + 52
  const last = steps.at(-1)!
  const strips = stripsOf(study, cascade)
  const bottom = top + CHART.height + 24
  const small = { 'font-size': 10, fill: MUTED }
  return figure(
    {
      width: WIDTH,
      height: bottom + strips.height + 36,
      title: 'Are the mean maps of what was learnt? Layers drawn anew from the last down',
      subtitle: `${provenance.data.name} · mean maps of ${images.join(' and ')} images · ${draws} draws · ${layers} ${layers === 1 ? 'layer' : 'layers'}`,
      description: `With all layers drawn anew, signed Spearman with the trained network's maps is ${formatFixed(last.classes[0].spearman.mean, 2)} and ${formatFixed(last.classes[1].spearman.mean, 2)} of the classes, ${formatFixed(last.difference.spearman.mean, 2)} of their difference.`,
    },
    chartPanel('a', 'signed rank correlation with the trained map', [MARGIN, top], {
      series: bySubject(a.name, b.name),
      steps,
      options,
    }),
    chartPanel('b', differenceWords(a.name, b.name), [MARGIN + CHART.width + 24, top], {
      series: byMeasure(),
      steps,
      options,
    }),
    translate(0, bottom, strips.drawn),
    fittedText(
      MARGIN,
      bottom + strips.height + 4,
      `drawn anew down to, ${steps.map(({ name, layers: drawn }) => `${drawn}: ${name}`).join(' · ')}`,
      WIDTH - 2 * MARGIN,
      small,
    ),
    text(
      MARGIN,
      bottom + strips.height + 20,
      `bands: ${formatConfidence(config.confidence)} interval over draws. Weights ${drawnWords(steps)}.`,
      small,
    ),
  )
}

/** Names that leave no room are left out: the first chart beside has them. */
function differenceWords(a: string, b: string): string {
  const named = `of the difference ${a} − ${b}, by three measures`
  return textWidth(named, 11) <= CHART.width - 18 ? named : 'of the difference, by three measures'
}

function bySubject(a: string, b: string): Series[] {
  const short = textWidth(a + b, 10) <= LEGEND_NAMES
  return [
    {
      words: short ? `mean map of ${a}` : a,
      stroke: CLASS_COLOURS[0],
      dash: '5 3',
      of: (step) => step.classes[0].spearman,
    },
    {
      words: short ? `of ${b}` : b,
      stroke: CLASS_COLOURS[1],
      dash: '2 2',
      of: (step) => step.classes[1].spearman,
    },
    { words: short ? `${a} − ${b}` : 'difference', stroke: INK, of: (step) => step.difference.spearman },
  ]
}

function byMeasure(): Series[] {
  return [
    { words: 'Spearman, signed', ...MEASURE_LOOKS.spearman, of: (step) => step.difference.spearman },
    {
      words: 'of magnitudes',
      ...MEASURE_LOOKS.spearmanOfMagnitudes,
      of: (step) => step.difference.spearmanOfMagnitudes,
    },
    { words: 'SSIM', ...MEASURE_LOOKS.ssim, of: (step) => step.difference.ssim },
  ]
}

function chartPanel(
  letter: string,
  title: string,
  [x, y]: readonly [number, number],
  drawn: {
    readonly series: readonly Series[]
    readonly steps: readonly StudyCascadeStep[]
    readonly options: FigureOptions
  },
): string {
  const [legend] = similarityLegend(drawn.series, CHART.width - SIMILARITY_AXIS)
  return [
    panelLetter(letter, x, y - 30),
    fittedText(x + 18, y - 30, title, CHART.width - 18, { 'font-weight': 'bold' }),
    translate(x + SIMILARITY_AXIS, y - 12, legend),
    translate(x, y, similarityChart(drawn.steps, drawn.series, CHART, drawn.options)),
  ].join('')
}

interface Strips {
  readonly drawn: string
  readonly height: number
}

/** Rows of mean maps, of each class and of their difference; a column for the trained network and one for each step. */
function stripsOf(study: Study, { steps }: StudyCascade): Strips {
  const { cascade } = study.data
  if (!cascade) return { drawn: '', height: 0 }
  const [, , height, width] = cascade.shape
  const places = shownPlaces(steps.length + 1)
  const column = Math.min(MAP + 12, (WIDTH - 2 * MARGIN - NAMES) / places.length)
  const cell = cellSize({ height, width }, column - 12)
  const panel = { width, height, cell, column }
  const row = height * cell + 10
  const rows = rowsOf(study, width * height)
  const words = proseLines(signs(study), WIDTH - 2 * MARGIN - NAMES, 10, 6)
  const top = 42
  return {
    height: top + rows.length * row + 8 + 14 * words.length,
    drawn: [
      panelLetter('c', MARGIN, 16),
      text(MARGIN + 18, 16, 'mean maps of the first draw, each in its own scale', { 'font-weight': 'bold' }),
      ...places.map((place, k) =>
        translate(
          MARGIN + NAMES + k * column,
          top,
          columnName(steps[place - 1]?.name ?? 'trained', column, place > 0 ? '+ ' : ''),
        ),
      ),
      ...rows.map(({ name, ink, map }, r) =>
        translate(
          MARGIN,
          top + r * row,
          ...fittingLines(name, NAMES - 6, 11, 6).map((line, l, all) =>
            text(0, (height * cell) / 2 + 4 + 13 * (l - (all.length - 1) / 2), line, {}),
          ),
          ...places.map((place, k) => translate(NAMES + k * column, 0, stripPanel(map(place), ink, panel))),
        ),
      ),
      ...words.map((line, l) =>
        text(MARGIN + NAMES, top + rows.length * row + 8 + 14 * l, line, { 'font-size': 10, fill: MUTED }),
      ),
    ].join(''),
  }
}

/** Of each class and of their difference: its map at a place, undefined where it is not finite, and the mean image outlined on it. */
function rowsOf(study: Study, pixels: number) {
  const { classes } = study.result
  const { data } = study.data.cascade!
  // Of pictures the mean is a blur, whose outline would say nothing.
  const inks = classes.map(({ class: label }) =>
    isPicture(study.data.images.shape[3])
      ? new Float64Array(pixels)
      : meanRaster(samplesOfClass(study, label).map(({ position }) => brightnessOf(study, position))).data,
  )
  const mapOf = (c: number) => (place: number) => {
    const map = data.subarray((2 * place + c) * pixels, (2 * place + c + 1) * pixels)
    return map.every(Number.isFinite) ? map : undefined
  }
  const [of, other] = [mapOf(0), mapOf(1)]
  const [a, b] = classes
  return [
    { name: a.name, ink: inks[0]!, map: of },
    { name: b.name, ink: inks[1]!, map: other },
    {
      name: `${a.name} − ${b.name}`,
      ink: new Float64Array(pixels),
      map: (place: number) => {
        const [first, second] = [of(place), other(place)]
        return first && second && first.map((value, p) => value - second[p]!)
      },
    },
  ] as const
}

function signs({ result: { classes }, data }: Study): string {
  const [a, b] = classes
  const signed = 'red supported the class, blue opposed it'
  const difference = `of ${a.name} − ${b.name}, red is more for ${a.name}, blue more for ${b.name}`
  const lost = data.cascade!.data.every(Number.isFinite) ? '' : '; grey: some score was not finite'
  return `${signed}; ${difference}${lost}`
}
