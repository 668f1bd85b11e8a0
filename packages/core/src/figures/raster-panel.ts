import { meanOverChannels } from '../mean-over-channels.js'
import { greyOf, isPicture, overlaidColour } from './overlay.js'
import { type DivergingScale, grey, INK, LINE, MUTED, PAPER, rgb } from './palette.js'
import { pixelGrid } from './pixel-grid.js'
import { pixelOutline } from './pixel-outline.js'
import { brightness, type ScalarRaster } from './raster.js'
import { coordinate, svg, text } from './svg.js'

/** A region of the image, by its rows or by its pixels. */
export interface DrawnRegion {
  readonly name: string
  /** Of a horizontal band: its first row, and one past its last. */
  readonly rows?: readonly [number, number]
  /** Of any other: flat pixel indices y·W + x. */
  readonly pixels?: readonly number[]
}

/** Pixels of the figure per pixel of the image, so that the longer side is at most `target`: whole where it can be. */
export function cellSize(raster: { width: number; height: number }, target: number): number {
  const cell = target / Math.max(raster.width, raster.height)
  return cell > 1 ? Math.floor(cell) : cell
}

/** A map in the colours of a scale, framed, with region lines and, where given, the image's ink as a thin outline. */
export function mapPanel(
  map: ScalarRaster,
  scale: DivergingScale,
  cell: number,
  options: { readonly bands?: readonly DrawnRegion[]; readonly ink?: ScalarRaster } = {},
): string {
  const grid = pixelGrid(map.width, map.height, (i) => scale.colour(map.data[i]!))
  const outline = options.ink ? inkOutline(options.ink, cell) : ''
  return panel(map, cell, grid + outline, options.bands)
}

/**
 * A map with its image: over a grey image as `mapPanel` draws it, with the ink as a thin outline; over a picture in colours
 * laid on that (`overlaidColour`).
 *
 * @param image - [H, W, C]
 */
export function mapOnImagePanel(
  map: ScalarRaster,
  image: ArrayLike<number>,
  scale: DivergingScale,
  cell: number,
  bands: readonly DrawnRegion[],
): string {
  const { width, height } = map
  if (!isPicture(image.length / (width * height))) {
    return mapPanel(map, scale, cell, { bands, ink: brightness(image, height, width) })
  }
  const grey = greyOf(image, height, width)
  const grid = pixelGrid(width, height, (i) => overlaidColour(scale, grey[i]!, map.data[i]!))
  return panel(map, cell, grid, bands)
}

/** An image as stored, grey or in colour: 0 is black. @param data - [H, W, C], 1 or 3 channels; more are averaged */
export function imagePanel(
  data: ArrayLike<number>,
  size: { readonly width: number; readonly height: number },
  cell: number,
  bands?: readonly DrawnRegion[],
): string {
  const channels = data.length / (size.width * size.height)
  const colour = (i: number) => {
    if (channels === 1) return grey(data[i]!)
    const values = Array.from({ length: channels }, (_, c) => data[i * channels + c]!)
    if (channels === 3) return rgb(values[0]!, values[1]!, values[2]!)
    return grey(meanOverChannels(values, new Float64Array(1))[0]!)
  }
  return panel(size, cell, pixelGrid(size.width, size.height, colour), bands, '#aeb4bb')
}

/** Pixels scaled to a panel, region lines over them, a frame round them. `pixels` is in image coordinates. */
export function panel(
  size: { readonly width: number; readonly height: number },
  cell: number,
  pixels: string,
  bands: readonly DrawnRegion[] = [],
  lineColour: string = MUTED,
): string {
  const [width, height] = [size.width * cell, size.height * cell]
  const cuts = bands.flatMap(({ rows }) => (rows && rows[0] > 0 ? rows[0] : []))
  const lines = cuts.map((row) => `M0 ${coordinate(row * cell)}h${coordinate(width)}`).join('')
  const scale = { transform: `scale(${+cell.toFixed(4)})` }
  return [
    svg('g', scale, pixels),
    ...bands.map(({ pixels: own }) => (own ? maskOutline(own, size, cell, lineColour) : '')),
    lines && svg('path', { d: lines, stroke: lineColour, 'stroke-width': 0.75, 'stroke-dasharray': '3 2' }),
    svg('rect', { width, height, fill: 'none', stroke: LINE, 'stroke-width': 0.75 }),
  ].join('')
}

/** The outline of a region that is no band, dashed. */
function maskOutline(
  pixels: readonly number[],
  { width, height }: { readonly width: number; readonly height: number },
  cell: number,
  stroke: string,
): string {
  const inside = new Set(pixels)
  const { path } = pixelOutline((x, y) => inside.has(y * width + x), width, height)
  const dash = `${coordinate(3 / cell)} ${coordinate(2 / cell)}`
  return svg(
    'g',
    { transform: `scale(${+cell.toFixed(4)})` },
    outlinePath(path, 1, { stroke, 'stroke-width': 0.75 / cell, 'stroke-dasharray': dash }),
  )
}

/** The bands' names to the right of a panel, each at the height of its band. */
export function bandNames(bands: readonly DrawnRegion[], cell: number, x: number): string {
  return bands
    .map(({ name, rows }) =>
      rows ? text(x, ((rows[0] + rows[1]) / 2) * cell + 3.5, name, { 'font-size': 10, fill: MUTED }) : '',
    )
    .join('')
}

/** Where an image reaches half its maximum, along pixel edges. */
export function inkOutline(ink: ScalarRaster, cell: number): string {
  const half = Array.from(ink.data).reduce((most, value) => Math.max(most, value), 0) / 2
  if (half === 0) return ''
  const { path } = pixelOutline((x, y) => ink.data[y * ink.width + x]! >= half, ink.width, ink.height)
  return outlinePath(path, cell, { stroke: INK, 'stroke-width': 0.8, 'stroke-opacity': 0.55 })
}

/** A path in image coordinates, its stroke given in pixels of the figure. */
export function outlinePath(
  path: string,
  cell: number,
  stroke: { readonly stroke: string; readonly 'stroke-width': number } & Record<string, string | number>,
): string {
  return svg('path', {
    d: path,
    fill: 'none',
    'stroke-linejoin': 'round',
    ...stroke,
    // Not vector-effect, which some rasterisers lack.
    'stroke-width': +(stroke['stroke-width'] / cell).toFixed(4) || 0.01,
  })
}

/** A light line under a dark one, so that an outline shows on any colour. */
export function haloedOutline(path: string, cell: number, dashed: boolean): string {
  const dash = dashed ? { 'stroke-dasharray': `${coordinate(3 / cell)} ${coordinate(2.2 / cell)}` } : {}
  return (
    outlinePath(path, cell, { stroke: PAPER, 'stroke-width': dashed ? 2 : 3.6, 'stroke-opacity': 0.85 }) +
    outlinePath(path, cell, { stroke: dashed ? MUTED : INK, 'stroke-width': dashed ? 0.9 : 1.7, ...dash })
  )
}
