import { type ImageInteractions, rankedPairs } from '../interactions/index.js'
import { formatCount, formatNumber } from '../words/format.js'
import { colourBar } from './colour-bar.js'
import { links, partnerMap, playerMap } from './interaction-panels.js'
import { isPicture } from './overlay.js'
import { type DivergingScale, GRID, interactionScale, LINE, MUTED, sensitivityScale } from './palette.js'
import { pixelGrid } from './pixel-grid.js'
import { cellSize, imagePanel, mapOnImagePanel } from './raster-panel.js'
import { figure, fittedText, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'

/** One image and what its parts do together. */
export interface DrawnInteractions {
  /** [H, W, C] in 0 … 1. */
  readonly image: { readonly data: ArrayLike<number>; readonly shape: readonly [number, number, number] }
  readonly interactions: ImageInteractions
  /** `What parts of seven.png do together for 7`. */
  readonly title: string
  readonly subtitle: string
  /** Of the explained class, for the legend. */
  readonly className: string
  /** Name of the score; `logit` unless told. */
  readonly score?: string
}

const WIDTH = 850
const GAP = 16
const PANEL = (WIDTH - 2 * MARGIN - 3 * GAP) / 4
const MATRIX = 252
const ROW = 15
const LISTED = 10

/**
 * What parts of an image do together: the image, what each part does alone, the partners of the two strongest parts, the matrix of all
 * pairs, and the strongest pairs as lines and as numbers. Redundant is purple, synergistic orange, whichever sign they have.
 */
export function interactionsFigure(drawn: DrawnInteractions): string {
  const { image, interactions, title, subtitle, className, score = 'logit' } = drawn
  const [height, width, channels] = image.shape
  const size = { width, height }
  const { alone, matrix, scale, words } = readingOf(interactions, className, score)
  const aloneScale = sensitivityScale(alone)
  const cell = cellSize(size, PANEL)
  const players = interactions.players
  const strongest = Array.from(alone.keys())
    .sort((a, b) => Math.abs(alone[b]!) - Math.abs(alone[a]!))
    .slice(0, 2)
  const regions = isPicture(channels) ? players : []
  const upper = [
    ['image', imagePanel(image.data, size, cell)],
    [words.alone, mapOnImagePanel(playerMap(players, alone, size), image.data, aloneScale, cell, regions)],
    ...strongest.map(
      (player) =>
        [
          `partners of ${players[player]!.name}`,
          partnerMap({ players, player, matrix, image: image.data, size, scale, cell }),
        ] as const,
    ),
  ] as const
  const ranked = rankedPairs(matrix)
  const lower = HEADING_HEIGHT + 30 + height * cell + 40
  const shown = interactions.changing.length > 1 ? interactions.changing : Array.from(players.keys())
  const side = cellSize({ width: shown.length, height: shown.length }, MATRIX) * shown.length
  const bottom = lower + Math.max(side, height * cell, (LISTED + 1) * ROW) + 36
  const strongestPairs = strongestOf(ranked)
  const [most, least] = [ranked[0], ranked.at(-1)]
  const sign = interactions.pairs ? 1 : -1
  const said = (pair: (typeof ranked)[number] | undefined, own: number) =>
    pair && pair.value * own > 0
      ? `${players[pair.i]!.name} and ${players[pair.j]!.name}, ${formatNumber(pair.value)}`
      : 'none'
  const redundant = said(sign > 0 ? most : least, sign)
  const synergistic = said(sign > 0 ? least : most, -sign)
  const half = (WIDTH - 2 * MARGIN - 2 * GAP) / 2
  return figure(
    {
      ...{ width: WIDTH, height: bottom + 58, title, subtitle },
      description: `${formatCount(ranked.length)} pairs of ${players.length} parts; most redundant: ${redundant}; most synergistic: ${synergistic}.`,
    },
    ...upper.map(([heading, content], c) =>
      translate(
        MARGIN + c * (PANEL + GAP),
        HEADING_HEIGHT + 30,
        fittedText(0, -10, heading, PANEL, { 'font-weight': 'bold' }),
        content,
      ),
    ),
    translate(
      MARGIN,
      lower,
      heading(
        shown.length < players.length ? `every two of the ${shown.length} that change` : 'every two parts',
      ),
      matrixPanel(matrix, shown, scale),
    ),
    translate(
      MARGIN + MATRIX + GAP,
      lower,
      heading(strongestText(strongestPairs.length)),
      links({ players, pairs: strongestPairs, image: image.data, size, scale, cell }),
    ),
    translate(MARGIN + MATRIX + PANEL + 2 * GAP, lower, lists(ranked, players, sign)),
    translate(MARGIN, bottom, colourBar(aloneScale, half, words.bar, { overlaid: isPicture(channels) })),
    translate(
      MARGIN + half + 2 * GAP,
      bottom,
      colourBar(scale, half, words.together, { overlaid: isPicture(channels) }),
    ),
  )
}

/** What is drawn of a result, and what is said of it. */
function readingOf({ pairs, shapley }: ImageInteractions, className: string, score: string) {
  const of = `the ${score} of ${className}`
  const bar = {
    negative: `opposed ${className}`,
    positive: `supported ${className}`,
  }
  if (pairs) {
    return {
      alone: pairs.drops,
      matrix: pairs.interactions,
      scale: interactionScale(1, ...pairs.interactions),
      words: {
        alone: 'each part alone',
        bar: { ...bar, quantity: `Drop of ${of} with a part covered` },
        together: {
          negative: 'synergistic: less together than alone',
          positive: 'redundant: more',
          quantity: 'Drop with both covered minus the two drops alone',
        },
      },
    }
  }
  const { values, interactions } = shapley!
  return {
    alone: values,
    matrix: interactions,
    scale: interactionScale(-1, ...interactions),
    words: {
      alone: 'Shapley values',
      bar: { ...bar, quantity: `Shapley value, of ${of}` },
      together: {
        negative: 'redundant: each can stand for the other',
        positive: 'synergistic',
        quantity: 'Shapley interaction index',
      },
    },
  }
}

function heading(content: string): string {
  return text(0, -10, content, { 'font-weight': 'bold' })
}

/** @param shown - the parts that have rows and columns: those of the others are 0 */
function matrixPanel(
  matrix: readonly (readonly number[])[],
  shown: readonly number[],
  scale: DivergingScale,
): string {
  const n = shown.length
  const cell = cellSize({ width: n, height: n }, MATRIX)
  const grid = pixelGrid(n, n, (i) => {
    const [row, column] = [shown[Math.floor(i / n)]!, shown[i % n]!]
    return row === column ? GRID : scale.colour(matrix[row]![column]!)
  })
  return (
    svg('g', { transform: `scale(${+cell.toFixed(4)})` }, grid) +
    svg('rect', { width: n * cell, height: n * cell, fill: 'none', stroke: LINE, 'stroke-width': 0.75 })
  )
}

type Ranked = ReturnType<typeof rankedPairs>

function strongestText(count: number): string {
  if (count === 0) return 'no two do anything together'
  return count === 1 ? 'the only pair' : `the ${count} strongest pairs`
}

/** By size, whatever the sign; those of nothing are left out. */
function strongestOf(ranked: Ranked): Ranked {
  const bySize = [...ranked].sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
  return bySize.slice(0, LISTED).filter(({ value }) => value !== 0)
}

/** The most redundant and the most synergistic pairs, in two columns. */
function lists(ranked: Ranked, players: ImageInteractions['players'], redundant: 1 | -1): string {
  const width = (WIDTH - 2 * MARGIN - MATRIX - PANEL - 3 * GAP) / 2
  const ends = redundant > 0 ? [ranked, [...ranked].reverse()] : [[...ranked].reverse(), ranked]
  return ['most redundant', 'most synergistic']
    .map((title, c) => {
      const sign = c === 0 ? redundant : -redundant
      const rows = ends[c]!.slice(0, LISTED).filter(({ value }) => value * sign > 0)
      const lines = rows.map(({ i, j, value }, r) => {
        const y = (r + 1) * ROW
        const number = formatNumber(value)
        return (
          fittedText(0, y, `${players[i]!.name} · ${players[j]!.name}`, width - 58, { 'font-size': 10 }) +
          text(width, y, number, { 'font-size': 10, 'text-anchor': 'end' })
        )
      })
      const none = rows.length === 0 ? text(0, ROW, 'none', { 'font-size': 10, fill: MUTED }) : ''
      return translate(
        c * (width + GAP),
        0,
        fittedText(0, -10, title, width, { 'font-weight': 'bold' }),
        ...lines,
        none,
      )
    })
    .join('')
}
