import { scoreText, settingsText } from '../attribution/occlusion/settings-text.js'
import type { ClassSummary, Study } from '../study/result.js'
import { formatEstimate, formatP, intervalName } from '../words/format.js'
import { classLabel, classLabelRoom } from './class-label.js'
import { classLegend, regionalKey } from './class-legend.js'
import { colourBar } from './colour-bar.js'
import type { FigureOptions } from './figure-options.js'
import { imageNote, isPicture } from './overlay.js'
import { type DivergingScale, MUTED, sensitivityScale } from './palette.js'
import { brightnessOf, imageOf, mapOf, meanRaster, type ScalarRaster } from './raster.js'
import { bandNames, cellSize, imagePanel, mapOnImagePanel, mapPanel } from './raster-panel.js'
import { regionalChart, showsP } from './regional-chart.js'
import { type ChosenSample, samplesOfClass, typicalSample } from './sample-choice.js'
import { shownShareText } from './shown-regions.js'
import { figure, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'

const WIDTH = 920
const PANEL = 140
const GAP = 12
const BAND_NAMES = 56

/** What one row of the overview shows. */
interface Row {
  readonly summary: ClassSummary
  readonly typical: ChosenSample
  readonly map: ScalarRaster
  readonly mean: ScalarRaster
  readonly meanInk: ScalarRaster
}

/**
 * The study on one page: of each class its typical image (see `typicalSample`), that image's map and the mean map of
 * the class, all on one scale; and sensitivity by region with intervals, single images and p-values.
 *
 * @throws RangeError if a class has no image
 */
export function overviewFigure(study: Study, options: FigureOptions): string {
  const { classes, config, regions } = study.result
  const rows = classes.map((summary) => rowOf(study, summary))
  const scale = sensitivityScale(...rows.flatMap(({ map, mean }) => [map.data, mean.data]))
  const { width, height } = rows[0]!.map
  const cell = cellSize(rows[0]!.map, PANEL)
  const [panelWidth, panelHeight] = [width * cell, height * cell]
  const top = HEADING_HEIGHT + 38
  const names = [classes[0].name, classes[1].name] as const
  const label = classLabelRoom(names)
  const left = MARGIN + label
  const right = left + 3 * panelWidth + 2 * GAP
  const mapsHeight = 2 * panelHeight + GAP
  const legendTop = top + mapsHeight + 32
  const chartLeft = right + BAND_NAMES + 14
  const chartWidth = WIDTH - 2 * MARGIN - classLabelRoom(['']) - 3 * panelWidth - 2 * GAP - BAND_NAMES - 14
  const key = classLegend(names, chartWidth, regionalKey(config.confidence))
  const legend = {
    quantity: `Drop of the ${scoreText(config.score)} when a pixel’s windows are covered`,
    negative: 'opposed the class',
    positive: 'supported the class',
  }
  return figure(
    { width: chartLeft + chartWidth + MARGIN, height: legendTop + 58 + key.extra, ...words(study) },
    panelLetter('a', MARGIN, top - 10),
    ...['typical image', 'its map', 'mean map'].map((title, column) =>
      text(left + column * (panelWidth + GAP), top - 10, title, { 'font-weight': 'bold' }),
    ),
    ...rows.map((row, r) =>
      translate(left, top + r * (panelHeight + GAP), drawRow(study, row, { r, label, cell }, scale)),
    ),
    translate(
      left,
      legendTop,
      colourBar(scale, right - left, legend, { overlaid: isPicture(study.data.images.shape[3]) }),
    ),
    panelLetter('b', chartLeft, top - 10),
    text(
      chartLeft + 18,
      top - 10,
      `mean drop of the ${scoreText(config.score)}, by region${shownShareText(study.result)}`,
      {
        'font-weight': 'bold',
      },
    ),
    translate(
      chartLeft,
      top + 4,
      regionalChart(study, { width: chartWidth, height: mapsHeight + 34 }, { ...options, wholeMap: false }),
    ),
    translate(chartLeft, legendTop + 14, key.drawn),
    showsP(regions.length)
      ? text(
          chartLeft,
          legendTop + 32 + key.extra,
          'above each pair: p of the difference (Welch t, Holm over regions)',
          {
            'font-size': 10,
            fill: MUTED,
          },
        )
      : '',
  )
}

function rowOf(study: Study, summary: ClassSummary): Row {
  const typical = typicalSample(study, summary.class)
  if (!typical) throw new RangeError(`class ${summary.name} has no image in the study`)
  const positions = samplesOfClass(study, summary.class).map(({ position }) => position)
  return {
    summary,
    typical,
    map: mapOf(study, typical.position),
    mean: meanRaster(positions.map((n) => mapOf(study, n))),
    meanInk: meanRaster(positions.map((n) => brightnessOf(study, n))),
  }
}

function drawRow(
  study: Study,
  row: Row,
  { r, label, cell }: { readonly r: number; readonly label: number; readonly cell: number },
  scale: DivergingScale,
): string {
  const { regions } = study.result
  const [, height, width, channels] = study.data.images.shape
  const image = imageOf(study, row.typical.position)
  const step = width * cell + GAP
  return [
    classLabel(row.summary.name, r, label, height * cell),
    imagePanel(image, { width, height }, cell, regions),
    translate(step, 0, mapOnImagePanel(row.map, image, scale, cell, regions)),
    translate(
      2 * step,
      0,
      mapPanel(
        row.mean,
        scale,
        cell,
        isPicture(channels) ? { bands: regions } : { bands: regions, ink: row.meanInk },
      ),
    ),
    bandNames(regions, cell, 2 * step + width * cell + 7),
  ].join('')
}

function words(study: Study) {
  const { classes, config, tests, provenance } = study.result
  const [a, b] = classes
  const typical = classes.map(({ class: label }) => typicalSample(study, label)!.sample.index)
  const regions = tests.regions.map(
    (test) =>
      `${test.region}: ${formatEstimate(test.estimate ?? NaN, test.interval)}, Holm ${formatP(test.pHolm)}`,
  )
  return {
    title: `Where the network looks in ${a.name} and in ${b.name}`,
    subtitle: `${provenance.data.name} · n = ${a.n} and ${b.n} images · ${settingsText(config)} · score: ${scoreText(config.score)} · ${imageNote(study.data.images.shape[3])}`,
    description:
      `Typical images ${typical.join(' and ')}, their occlusion maps and the mean maps of both classes on one ` +
      `zero-centred scale; beside them sensitivity by region with ${intervalName(config.confidence)}s and single images. ` +
      `Difference ${a.name} minus ${b.name}: ${regions.join('; ')}.`,
  }
}

/** `a`, `b`: how captions refer to parts of a figure. */
export function panelLetter(letter: string, x: number, y: number): string {
  return svg('g', { 'font-size': 13, 'font-weight': 'bold' }, text(x, y, letter))
}
