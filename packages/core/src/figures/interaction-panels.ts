import type { ImageInteractions, RankedPair } from '../interactions/index.js'
import { type DivergingScale, INK, PAPER } from './palette.js'
import { pixelGrid } from './pixel-grid.js'
import { outlineOfPixels } from './pixel-outline.js'
import { brightness, type ScalarRaster } from './raster.js'
import { haloedOutline, mapOnImagePanel, panel } from './raster-panel.js'
import { coordinate, svg } from './svg.js'

interface Size {
  readonly width: number
  readonly height: number
}

type Players = ImageInteractions['players']

/** Every pixel with its part's value; NaN where no part is. Where parts overlap, the last is seen. */
export function playerMap(
  players: Players,
  values: ArrayLike<number>,
  { width, height }: Size,
): ScalarRaster {
  const data = new Float64Array(width * height).fill(Number.NaN)
  for (const [p, { pixels }] of players.entries()) for (const pixel of pixels) data[pixel] = values[p]!
  return { data, width, height }
}

interface Drawn {
  readonly players: Players
  /** [H, W, C]. */
  readonly image: ArrayLike<number>
  readonly size: Size
  readonly scale: DivergingScale
  readonly cell: number
}

/** What one part, outlined, does with every other. */
export function partnerMap({
  players,
  player,
  matrix,
  image,
  size,
  scale,
  cell,
}: Drawn & { readonly player: number; readonly matrix: readonly (readonly number[])[] }): string {
  const map = playerMap(players, matrix[player]!, size)
  const { path } = outlineOfPixels(players[player]!.pixels, size.width, size.height)
  return (
    mapOnImagePanel(map, image, scale, cell, []) +
    svg('g', { transform: `scale(${+cell.toFixed(4)})` }, haloedOutline(path, cell, false))
  )
}

/** Pairs as lines from the middle of one part to that of the other, the wider the stronger, over the image in pale grey. */
export function links({
  players,
  pairs,
  image,
  size,
  scale,
  cell,
}: Drawn & { readonly pairs: readonly RankedPair[] }): string {
  const { width, height } = size
  const ink = brightness(image, height, width).data
  const pale = pixelGrid(width, height, (i) => {
    const level = Math.round(255 - 70 * Math.min(1, Math.max(0, ink[i]!))).toString(16)
    return `#${level}${level}${level}`
  })
  const most = Math.max(...pairs.map(({ value }) => Math.abs(value)), 0)
  // The strongest last, on top.
  const lines = [...pairs].reverse().map(({ i, j, value }) => {
    const [from, to] = [i, j].map((p) => middleOf(players[p]!.pixels, width, cell))
    const d = `M${coordinate(from!.x)} ${coordinate(from!.y)}L${coordinate(to!.x)} ${coordinate(to!.y)}`
    const stroke = scale.colour(0.75 * Math.sign(value) * scale.limit)
    const ends = [from!, to!].map(({ x, y }) => svg('circle', { cx: x, cy: y, r: 2.2, fill: INK }))
    const thickness = 1.2 + (4 * Math.abs(value)) / most
    return (
      svg('path', { d, stroke: PAPER, 'stroke-width': thickness + 1.4, fill: 'none' }) +
      svg('path', { d, stroke, 'stroke-width': thickness, fill: 'none' }) +
      ends.join('')
    )
  })
  return panel(size, cell, pale) + lines.join('')
}

function middleOf(pixels: readonly number[], width: number, cell: number): { x: number; y: number } {
  let [x, y] = [0, 0]
  for (const pixel of pixels) {
    x += (pixel % width) + 0.5
    y += Math.floor(pixel / width) + 0.5
  }
  return { x: (x / pixels.length) * cell, y: (y / pixels.length) * cell }
}
