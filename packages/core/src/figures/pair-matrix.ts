import { formatFixed, formatLevel, formatPValue, formatScientific } from '../words/format.js'
import { colourBar, magnitudeBar } from './colour-bar.js'
import { differenceScale, GRID, LINE, MUTED, magnitudeScale, PAPER, readableOn } from './palette.js'
import { figure, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'

/** Two classes compared, by their places in `classes`. */
export interface PairComparison {
  readonly row: number
  readonly column: number
  /** First (row) minus second (column), such as Hedges g, or a size without direction; NaN where undefined. */
  readonly effect: number
  /** Adjusted over all pairs. */
  readonly p: number
}

/** All pairs of classes. */
export interface PairMatrix {
  readonly classes: readonly string[]
  /** What is compared, for the title: `Pattern over regions`, `Top`. */
  readonly measure: string
  /** What the effect is: `Hedges g of the whole-map sensitivity`. */
  readonly effect: string
  /** Whether it has a direction, as a difference has and eta squared has not; true unless told. */
  readonly directed?: boolean
  /** How p was adjusted: `Holm over 45 pairs`. */
  readonly adjustment: string
  readonly alpha: number
  readonly pairs: readonly PairComparison[]
}

const CELL = 62
const ROW = 40

/**
 * All pairs of classes: below the diagonal the effect, class of the row minus class of the column on a zero-centred scale,
 * or a size without direction; above it the adjusted p-value, bold where significant.
 */
export function pairMatrixFigure(matrix: PairMatrix): string {
  const { classes, pairs, alpha, directed = true } = matrix
  const effects = pairs.map(({ effect }) => effect)
  const scale = directed ? differenceScale(effects) : magnitudeScale(effects)
  const left = MARGIN + 30
  const top = HEADING_HEIGHT + 30
  const side = classes.length
  const width = Math.max(560, left + side * CELL + MARGIN)
  const barTop = top + side * ROW + 34
  const significant = pairs.filter(({ p }) => p <= alpha).length
  const heading = { 'font-weight': 'bold', 'text-anchor': 'middle' }
  return figure(
    {
      width,
      height: barTop + 54,
      title: `${matrix.measure}: ${significant} of ${pairs.length} pairs differ at ${formatLevel(alpha)}`,
      subtitle: `below the diagonal: ${matrix.effect}${directed ? ', row − column' : ''} · above: p, ${matrix.adjustment}`,
      description: `${matrix.effect}: ${significant} of ${pairs.length} pairs differ at ${formatLevel(alpha)} (${matrix.adjustment}).`,
    },
    ...classes.flatMap((name, i) => [
      text(left + (i + 0.5) * CELL, top - 8, name, heading),
      text(left - 14, top + (i + 0.5) * ROW + 4, name, heading),
      svg('rect', { x: left + i * CELL, y: top + i * ROW, width: CELL, height: ROW, fill: GRID }),
    ]),
    ...pairs.map((pair) => translate(left, top, pairCells(pair, scale.colour, matrix))),
    svg('rect', { x: left, y: top, width: side * CELL, height: side * ROW, fill: 'none', stroke: LINE }),
    translate(
      left,
      barTop,
      directed
        ? colourBar(scale, Math.min(side * CELL, 420), {
            quantity: matrix.effect,
            negative: 'higher in column',
            positive: 'higher in row',
          })
        : magnitudeBar(scale, Math.min(side * CELL, 420), matrix.effect),
    ),
  )
}

/** One significant digit where p is small: what fits a cell. */
function cellP(p: number): string {
  return p < 0.00095 && p >= 1e-300 ? formatScientific(p, 1) : formatPValue(p)
}

function pairCells(
  pair: PairComparison,
  colour: (v: number) => string,
  { alpha, directed = true }: PairMatrix,
): string {
  const swapped = pair.row < pair.column
  const [high, low] = swapped ? [pair.column, pair.row] : [pair.row, pair.column]
  // The cell below the diagonal has the later class as its row.
  const effect = swapped && directed ? -pair.effect : pair.effect
  const centre = { 'text-anchor': 'middle', 'font-size': 10.5 }
  return [
    svg('rect', {
      x: low * CELL,
      y: high * ROW,
      width: CELL,
      height: ROW,
      fill: colour(effect),
      stroke: PAPER,
    }),
    text((low + 0.5) * CELL, (high + 0.5) * ROW + 4, formatFixed(effect, 2), {
      ...centre,
      fill: readableOn(colour(effect)),
    }),
    text((high + 0.5) * CELL, (low + 0.5) * ROW + 4, cellP(pair.p), {
      ...centre,
      'font-size': 9.5,
      ...(pair.p <= alpha ? { 'font-weight': 'bold' } : { fill: MUTED }),
    }),
  ].join('')
}
