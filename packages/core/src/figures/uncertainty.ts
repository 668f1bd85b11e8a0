import type { WrittenSpread } from '../uncertainty/index.js'
import { formatNumber, formatPercent } from '../words/format.js'
import { MUTED, magnitudeScale, sensitivityScale } from './palette.js'
import { pixelGrid } from './pixel-grid.js'
import { cellSize, imagePanel, mapOnImagePanel, panel } from './raster-panel.js'
import { figure, HEADING_HEIGHT, MARGIN, text, translate } from './svg.js'

/** One image's maps with their standard errors. */
export interface DrawnUncertainty {
  /** [H, W, C] in 0 … 1. */
  readonly image: { readonly data: ArrayLike<number>; readonly shape: readonly [number, number, number] }
  /** A row each. */
  readonly spreads: readonly { readonly over: string; readonly spread: WrittenSpread }[]
  readonly title: string
  readonly subtitle: string
}

const WIDTH = 850
const PANEL = 180
const ROW = PANEL + 66

/** A row for each thing that maps hang on: the image, the mean map in its own scale, and its standard error. */
export function uncertaintyFigure({ image, spreads, title, subtitle }: DrawnUncertainty): string {
  const [height, width] = image.shape
  const cell = cellSize({ height, width }, PANEL)
  const column = (c: number) => (c * (WIDTH - 2 * MARGIN)) / 3
  const row = ({ over, spread }: DrawnUncertainty['spreads'][number]) => {
    const [mean, error] = [spread.mean.flat(), spread.standardError.flat()]
    const [scale, sizes] = [sensitivityScale(mean), magnitudeScale(error)]
    const raster = { data: mean, width, height }
    const errors = panel(
      raster,
      cell,
      pixelGrid(width, height, (i) => sizes.colour(error[i]!)),
    )
    const note = (y: number, words: string) =>
      text(0, height * cell + y, words, { 'font-size': 10, fill: MUTED })
    return [
      text(0, -10, `over ${spread.n} ${over}`, { 'font-weight': 'bold' }),
      imagePanel(image.data, raster, cell),
      translate(
        column(1),
        0,
        text(0, -10, 'mean', { 'font-weight': 'bold' }),
        mapOnImagePanel(raster, image.data, scale, cell, []),
        note(16, `red for, blue against, up to ${formatNumber(scale.limit)} (${spread.unit})`),
      ),
      translate(
        column(2),
        0,
        text(0, -10, 'standard error', { 'font-weight': 'bold' }),
        errors,
        note(16, `dark is large, up to ${formatNumber(sizes.limit)} (${spread.unit})`),
        note(30, `${formatPercent(spread.beyond, 0)} of the pixels are beyond two of them`),
      ),
    ]
  }
  const top = HEADING_HEIGHT + 30
  const described = spreads.map(
    ({ over, spread }) => `over ${spread.n} ${over}, ${formatPercent(spread.beyond, 0)}`,
  )
  return figure(
    {
      width: WIDTH,
      height: top + spreads.length * ROW,
      title,
      subtitle,
      description: `Mean maps and their standard errors; pixels beyond two standard errors: ${described.join('; ')}.`,
    },
    ...spreads.map((each, i) => translate(MARGIN, top + i * ROW, ...row(each))),
  )
}
