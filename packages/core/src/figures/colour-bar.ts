import { formatScientific } from '../words/format.js'
import { legendColour } from './overlay.js'
import { type DivergingScale, LINE, MUTED, type SequentialScale } from './palette.js'
import { pixelGrid } from './pixel-grid.js'
import { fittedText, MARGIN, svg, text } from './svg.js'
import { proseWidth, textWidth } from './text-width.js'

const STEPS = 50
const HEIGHT = 10

/**
 * The legend of a diverging scale: the bar, its limits, halves and zero, and what either side means.
 *
 * @param words - what negative and positive values mean, and what the numbers are
 * @param width - of the bar; the words are set under it and may be wider
 * @param options.overlaid - below the scale, show it laid over a grey as `overlaidColour` lays it
 */
export function colourBar(
  scale: DivergingScale,
  width: number,
  words: { readonly negative: string; readonly positive: string; readonly quantity: string },
  { overlaid = false }: { readonly overlaid?: boolean } = {},
): string {
  const columns = 2 * STEPS + 1
  const rows = overlaid ? 2 : 1
  const grid = pixelGrid(columns, rows, (i) => {
    const value = (((i % columns) - STEPS) / STEPS) * (scale.limit || 1)
    return i >= columns ? legendColour(scale, value) : scale.colour(value)
  })
  const shares = scale.limit === 0 ? [0] : [-1, -0.5, 0, 0.5, 1]
  const ticks = shares.map((share) => {
    const x = ((share + 1) / 2) * width
    return (
      svg('path', { d: `M${x.toFixed(2)} ${HEIGHT}v4`, stroke: LINE, 'stroke-width': 0.75 }) +
      text(x, HEIGHT + 15, signedTick(share * scale.limit), {
        'text-anchor': anchorAt(share, signedTick(share * scale.limit)),
        'font-size': 10,
      })
    )
  })
  return [
    text(0, -6, words.quantity, { 'font-size': 10 }),
    svg('g', { transform: `scale(${+(width / columns).toFixed(4)} ${HEIGHT / rows})` }, grid),
    svg('rect', { width, height: HEIGHT, fill: 'none', stroke: LINE, 'stroke-width': 0.75 }),
    ...ticks,
    ...sides(words, width),
  ].join('')
}

/** What either side means: at its end, or below each other where both do not fit on a line. */
function sides(
  { negative, positive }: { readonly negative: string; readonly positive: string },
  width: number,
) {
  const small = { 'font-size': 10, fill: MUTED }
  const [left, right] = [`← ${negative}`, `${positive} →`]
  if (proseWidth(left + right, 10) <= width) {
    return [
      text(0, HEIGHT + 30, left, small),
      text(width, HEIGHT + 30, right, { ...small, 'text-anchor': 'end' }),
    ]
  }
  return [
    fittedText(0, HEIGHT + 30, left, width, small),
    fittedText(width, HEIGHT + 43, right, width, { ...small, 'text-anchor': 'end' }),
  ]
}

/** Numbers at the ends stand under the bar where centred ones would be cut off by the figure's edge. */
function anchorAt(share: number, tick: string): string {
  if (Math.abs(share) < 1 || textWidth(tick, 10) / 2 <= MARGIN + 2) return 'middle'
  return share < 0 ? 'start' : 'end'
}

/** The legend of a scale of sizes: the bar, zero, half and limit, and what the numbers are. */
export function magnitudeBar(scale: SequentialScale, width: number, quantity: string): string {
  const grid = pixelGrid(2 * STEPS, 1, (i) => scale.colour((i / (2 * STEPS - 1)) * (scale.limit || 1)))
  const ticks = (scale.limit === 0 ? [0] : [0, 0.5, 1]).map((share) => {
    const x = share * width
    return (
      svg('path', { d: `M${x.toFixed(2)} ${HEIGHT}v4`, stroke: LINE, 'stroke-width': 0.75 }) +
      text(x, HEIGHT + 15, tick(share * scale.limit), {
        'text-anchor': 'middle',
        'font-size': 10,
      })
    )
  })
  return [
    text(0, -6, quantity, { 'font-size': 10 }),
    svg('g', { transform: `scale(${+(width / (2 * STEPS)).toFixed(4)} ${HEIGHT})` }, grid),
    svg('rect', { width, height: HEIGHT, fill: 'none', stroke: LINE, 'stroke-width': 0.75 }),
    ...ticks,
  ].join('')
}

/** A tick with its sign, in as few digits as it needs. */
function signedTick(value: number): string {
  if (value === 0) return '0'
  return `${value < 0 ? '\u2212' : '+'}${tick(Math.abs(value))}`
}

/** A magnitude in as few digits as it needs. */
function tick(value: number): string {
  if (value === 0) return '0'
  return value < 1e-3 || value >= 1e5 ? formatScientific(value) : String(+value.toPrecision(3))
}
