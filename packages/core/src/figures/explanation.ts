import type { Band } from '../regions/index.js'
import { formatNumber } from '../words/format.js'
import { colourBar } from './colour-bar.js'
import { isPicture } from './overlay.js'
import { darken, GRID, INK, LINE, sensitivityScale } from './palette.js'
import { pixelGrid } from './pixel-grid.js'
import { brightness, type ScalarRaster } from './raster.js'
import { bandNames, cellSize, imagePanel, mapOnImagePanel, mapPanel, panel } from './raster-panel.js'
import { figure, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'
import { rangeText } from './ticks.js'

/** One explained image. */
export interface ExplainedImage {
  /** [H, W, C] in 0 … 1. */
  readonly image: { readonly data: ArrayLike<number>; readonly shape: readonly [number, number, number] }
  /** [H, W], or [1, H, W] as an explainer gives it. */
  readonly map: { readonly data: ArrayLike<number>; readonly shape: readonly number[] }
  /** Bands with the mean of the map in each, NaN where undefined; drawn where there are any. */
  readonly regions?: readonly (Pick<Band, 'name' | 'rows'> & { readonly value: number })[]
  /** `What speaks for 6 in seven.png` */
  readonly title: string
  /** Prediction and settings. */
  readonly subtitle?: string
  /** Of the explained class, for the legend. */
  readonly className: string
  /** Name of the score whose drop is mapped; `logit` unless told. */
  readonly score?: string
}

const WIDTH = 850
const PANEL = 196
const GAP = 16
/** Places of the regions' bars, and how wide they are. */
const BARS_AT = 62
const BARS = 132

/**
 * One image's explanation: the image, its map with the image's ink as a thin outline, the map laid over the image,
 * and, where regions are given, their means beside their bands.
 *
 * @throws RangeError if the map has not one value for each of the image's pixels
 */
export function explanationFigure(explanation: ExplainedImage): string {
  const { image, regions = [], subtitle = '', className, score = 'logit' } = explanation
  const [height, width, channels] = image.shape
  if (explanation.map.data.length !== height * width) {
    throw new RangeError(`a map of ${explanation.map.data.length} values for ${height}×${width} pixels`)
  }
  const map: ScalarRaster = { data: explanation.map.data, width, height }
  const ink = brightness(image.data, height, width)
  const scale = sensitivityScale(map.data)
  const cell = cellSize(map, PANEL)
  const [panelWidth, panelHeight] = [width * cell, height * cell]
  const top = HEADING_HEIGHT + 30
  const column = (c: number) => c * (panelWidth + GAP)
  const overlay = pixelGrid(width, height, (i) =>
    darken(scale.colour(map.data[i]!), 1 - 0.42 * (ink.data[i] ?? 0)),
  )
  const overlaid = isPicture(channels)
  const panels = [
    imagePanel(image.data, map, cell, regions),
    mapPanel(map, scale, cell, overlaid ? { bands: regions } : { bands: regions, ink }),
    overlaid ? mapOnImagePanel(map, image.data, scale, cell, regions) : panel(map, cell, overlay, regions),
  ]
  const titles = ['image', 'occlusion map', 'map on image']
  const values = regions.map(({ name, value }) => `${name} ${formatNumber(value)}`).join(', ')
  return figure(
    {
      width: regions.length > 0 ? WIDTH : WIDTH - BARS_AT - BARS,
      height: top + panelHeight + 94,
      title: explanation.title,
      subtitle,
      description: `Occlusion map for class ${className}, ${rangeText(scale.limit)}${values && `; mean by region: ${values}`}.`,
    },
    ...panels.map((drawn, c) =>
      translate(MARGIN + column(c), top, text(0, -10, titles[c]!, { 'font-weight': 'bold' }), drawn),
    ),
    regions.length > 0
      ? translate(
          MARGIN + column(2) + panelWidth,
          top,
          bandNames(regions, cell, 7),
          text(BARS_AT, -10, 'mean by region', { 'font-weight': 'bold' }),
          translate(BARS_AT, 0, regionBars(regions, cell, scale.limit)),
        )
      : '',
    translate(
      MARGIN,
      top + panelHeight + 36,
      colourBar(
        scale,
        column(2) + panelWidth,
        {
          quantity: `Drop of the ${score} of ${className} when a pixel’s windows are covered`,
          negative: `opposed ${className}: covering raises it`,
          positive: `supported ${className}: covering lowers it`,
        },
        { overlaid },
      ),
    ),
  )
}

/** A bar at the height of each band, from zero to the region's mean, with its value. */
function regionBars(regions: NonNullable<ExplainedImage['regions']>, cell: number, limit: number): string {
  const finite = regions.map(({ value }) => value).filter(Number.isFinite)
  const largest = Math.max(...finite.map(Math.abs), 0)
  const scale = sensitivityScale([limit || 1])
  const hasNegative = finite.some((value) => value < 0)
  const room = BARS - 44
  const zero = hasNegative ? room / 2 : 0
  const unit = largest === 0 ? 0 : (hasNegative ? room / 2 : room) / largest
  const bars = regions.map(({ rows, value }) => {
    const y = rows[0] * cell
    const height = (rows[1] - rows[0]) * cell
    const length = Number.isFinite(value) ? value * unit : 0
    return (
      svg('rect', {
        x: Math.min(zero, zero + length),
        y: y + height * 0.25,
        width: Math.abs(length),
        height: height * 0.5,
        fill: scale.colour((value < 0 ? -1 : 1) * 0.75 * (limit || 1)),
      }) +
      text(Math.max(zero, zero + length) + 6, y + height / 2 + 4, formatNumber(value), { fill: INK }) +
      svg('path', { d: `M0 ${y}h${BARS}`, stroke: GRID, 'stroke-width': 0.75 })
    )
  })
  const end = Math.max(...regions.map(({ rows }) => rows[1])) * cell
  const axis = svg('path', { d: `M${zero} 0v${end}`, stroke: LINE, 'stroke-width': 0.75 })
  return bars.join('') + axis
}
