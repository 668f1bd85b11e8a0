import { scoreText, settingsText } from '../attribution/occlusion/settings-text.js'
import type { PixelCluster, Study } from '../study/result.js'
import { formatLevel, formatNumber, formatPValue } from '../words/format.js'
import { colourBar } from './colour-bar.js'
import { differenceTitle } from './difference-words.js'
import { CLASS_COLOURS, differenceScale, INK, MUTED, PAPER } from './palette.js'
import { pixelGrid } from './pixel-grid.js'
import { outlineOfPixels } from './pixel-outline.js'
import { brightnessOf, differenceRaster, mapOf, meanRaster, type ScalarRaster } from './raster.js'
import { bandNames, cellSize, type DrawnRegion, haloedOutline, imagePanel, panel } from './raster-panel.js'
import { samplesOfClass } from './sample-choice.js'
import { figure, fittedText, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'
import { textWidth } from './text-width.js'
import { rangeText } from './ticks.js'

const WIDTH = 920
const MAP = 364
const SMALL = 196
/** Rows of the table beside the map. */
const LISTED = 6
/** Room for the name of a class in it. */
const HIGHER_IN = 98

/**
 * The mean map of the first class minus that of the second, with the outlines of the pixel clusters in which they
 * differ: solid where p is at most 1 − confidence, dashed otherwise, numbered by mass. Beside it the mean images, so
 * that one sees which strokes the clusters lie on, and a table of the clusters.
 */
export function differenceFigure(study: Study): string {
  const { classes, config, regions, tests } = study.result
  const [a, b] = classes
  const members = classes.map(({ class: label }) => samplesOfClass(study, label))
  const means = members.map((samples) => meanRaster(samples.map(({ position }) => mapOf(study, position))))
  const inks = members.map((samples) =>
    meanRaster(samples.map(({ position }) => brightnessOf(study, position))),
  )
  const difference = differenceRaster(means[0]!, means[1]!)
  const scale = differenceScale(difference.data)
  const clusters = [...tests.clusters.clusters].sort((x, y) => y.mass - x.mass)
  const outlines = (cell: number) => clusterOutlines(clusters, difference, cell, 1 - config.confidence)
  const cell = cellSize(difference, MAP)
  const small = cellSize(difference, SMALL)
  const [mapWidth, mapHeight] = [difference.width * cell, difference.height * cell]
  const top = HEADING_HEIGHT + 24
  const side = MARGIN + mapWidth + 84
  const grid = pixelGrid(difference.width, difference.height, (i) => scale.colour(difference.data[i]!))
  const numbered = clusters.slice(0, significantLabels(clusters, config.confidence))
  return figure(
    { width: WIDTH, height: top + mapHeight + 88, ...words(study, scale.limit) },
    mapTitle([a.name, b.name], top - 8, side - MARGIN - 8),
    translate(
      MARGIN,
      top,
      panel(difference, cell, grid, regions),
      outlines(cell),
      clusterNumbers(numbered, difference.width, cell),
      bandNames(regions, cell, mapWidth + 7),
      translate(
        0,
        mapHeight + 30,
        colourBar(scale, mapWidth, {
          quantity: `Difference of the mean drops of the ${scoreText(config.score)}`,
          negative: `higher in ${b.name}`,
          positive: `higher in ${a.name}`,
        }),
      ),
    ),
    ...inks.map((ink, c) => {
      const x = side + c * (difference.width * small + 16)
      return meanImage(ink, x, top, small, `mean image of ${classes[c]!.name}`, c, regions, outlines(small))
    }),
    translate(side, top + difference.height * small + 40, clusterTable(clusters, [a.name, b.name])),
    ...notes(study).map((note, line) =>
      text(side, top + mapHeight + 58 + 14 * line, note, { 'font-size': 10, fill: MUTED }),
    ),
  )
}

function words({ result: { classes, config, tests, provenance } }: Study, limit: number) {
  const [a, b] = classes
  const { clusters } = tests.clusters
  const significant = clusters.filter(({ p }) => p <= 1 - config.confidence).length
  const alpha = formatLevel(1 - config.confidence)
  return {
    title: `Where the maps of ${a.name} and ${b.name} differ`,
    subtitle: `${provenance.data.name} · n = ${a.n} and ${b.n} images · ${settingsText(config)} · score: ${scoreText(config.score)}`,
    description: `Mean map of ${a.name} minus mean map of ${b.name}, ${rangeText(limit)}, with ${significant} of ${clusters.length} pixel clusters significant at ${alpha}.`,
  }
}

/** How to read the outlines, line by line. */
function notes({ result: { config, tests } }: Study): string[] {
  return [
    `solid outline: p ≤ ${formatLevel(1 - config.confidence)}; dashed: above it`,
    `cluster-mass permutation test over images, |t| > ${formatNumber(tests.clusters.threshold)}`,
  ]
}

/** Only significant clusters are numbered on the map, and no more than the table lists. */
function significantLabels(clusters: readonly PixelCluster[], confidence: number): number {
  const first = clusters.findIndex(({ p }) => p > 1 - confidence)
  return Math.min(LISTED, first === -1 ? clusters.length : first)
}

function clusterOutlines(
  clusters: readonly PixelCluster[],
  size: { readonly width: number; readonly height: number },
  cell: number,
  alpha: number,
): string {
  const drawn = clusters.map(({ pixels, p }) => {
    const { path } = outlineOfPixels(pixels, size.width, size.height)
    return path && haloedOutline(path, cell, p > alpha)
  })
  // The last drawn lie on top: the heaviest.
  return svg('g', { transform: `scale(${+cell.toFixed(4)})` }, ...drawn.reverse())
}

/** Each cluster's number, at the member pixel nearest to the cluster's centre. */
function clusterNumbers(clusters: readonly PixelCluster[], width: number, cell: number): string {
  const labels = clusters.map(({ pixels }, i) => {
    const [x, y] = centralPixel(pixels, width)
    return text((x + 0.5) * cell, (y + 0.5) * cell + 4.5, String(i + 1), {
      'text-anchor': 'middle',
      'font-size': 13,
      'font-weight': 'bold',
      stroke: PAPER,
      'stroke-width': 3,
      'stroke-linejoin': 'round',
      'paint-order': 'stroke',
    })
  })
  return labels.join('')
}

function centralPixel(pixels: readonly number[], width: number): [number, number] {
  const places = pixels.map((pixel): [number, number] => [pixel % width, Math.floor(pixel / width)])
  const mean = (axis: 0 | 1) => places.reduce((sum, place) => sum + place[axis], 0) / places.length
  const [cx, cy] = [mean(0), mean(1)]
  const distance = ([x, y]: readonly [number, number]) => (x - cx) ** 2 + (y - cy) ** 2
  return places.reduce((best, place) => (distance(place) < distance(best) ? place : best))
}

function meanImage(
  ink: ScalarRaster,
  x: number,
  y: number,
  cell: number,
  title: string,
  c: number,
  bands: readonly DrawnRegion[],
  outlines: string,
): string {
  return translate(
    x,
    y,
    fittedText(0, -8, title, ink.width * cell + 8, { 'font-weight': 'bold', fill: CLASS_COLOURS[c] }),
    imagePanel(ink.data, ink, cell, bands),
    outlines,
  )
}

/** What is subtracted from what, both names shortened alike where they are long. */
function mapTitle(names: readonly [string, string], y: number, width: number): string {
  const whole = `mean map of ${names[0]} − mean map of ${names[1]}`
  if (textWidth(whole, 11) <= width) return text(MARGIN, y, whole, { 'font-weight': 'bold' })
  return differenceTitle(MARGIN, y, names, 'mean maps', width)
}

function clusterTable(clusters: readonly PixelCluster[], names: readonly [string, string]): string {
  if (clusters.length === 0) return text(0, 0, 'no pixel exceeds the threshold', { fill: MUTED })
  const columns = [
    { x: 0, anchor: 'start', title: 'cluster' },
    { x: 70, anchor: 'start', title: 'higher in' },
    { x: 210, anchor: 'end', title: 'pixels' },
    { x: 300, anchor: 'end', title: 'mass' },
    { x: 408, anchor: 'end', title: 'p' },
  ] as const
  const cells = clusters
    .slice(0, LISTED)
    .map((cluster, i) => [
      String(i + 1),
      names[cluster.sign === 1 ? 0 : 1],
      String(cluster.pixels.length),
      formatNumber(cluster.mass),
      formatPValue(cluster.p),
    ])
  const head = columns.map(({ x, anchor, title }) =>
    text(x, 0, title, { 'text-anchor': anchor, 'font-size': 10, fill: MUTED }),
  )
  const body = cells.flatMap((row, i) =>
    row.map((content, c) =>
      fittedText(columns[c]!.x, 19 + i * 17, content, c === 1 ? HIGHER_IN : Number.POSITIVE_INFINITY, {
        'text-anchor': columns[c]!.anchor,
        ...(c === 1 ? { fill: CLASS_COLOURS[clusters[i]!.sign === 1 ? 0 : 1], 'font-weight': 'bold' } : {}),
      }),
    ),
  )
  const rest = clusters.length - LISTED
  const more =
    rest > 0 ? text(0, 19 + LISTED * 17, `and ${rest} smaller`, { 'font-size': 10, fill: MUTED }) : ''
  return [...head, svg('path', { d: 'M0 5h408', stroke: INK, 'stroke-width': 0.75 }), ...body, more].join('')
}
