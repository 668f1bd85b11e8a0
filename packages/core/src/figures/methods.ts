import { ranks } from '@umbra/stats'
import { nameOfOrder } from '../methods/name-of-order.js'
import type { MethodsResult, ShownMaps } from '../methods/result.js'
import { formatConfidence, formatFixed } from '../words/format.js'
import { chart } from './chart.js'
import { colourBar, magnitudeBar } from './colour-bar.js'
import type { FigureOptions } from './figure-options.js'
import { differenceScale, GRID, INK, LINE, MUTED, magnitudeScale, PAPER, readableOn } from './palette.js'
import { axisX, dot, gridX, line, ruleX } from './plot.js'
import { brightness } from './raster.js'
import { cellSize, imagePanel, mapPanel } from './raster-panel.js'
import { figure, fittedText, HEADING_HEIGHT, MARGIN, svg, text, titledText, translate } from './svg.js'

const WIDTH = 850
const GAP = 6
/** Most columns of maps beside the image; more go on below. */
const MOST_COLUMNS = 7

type Named = Pick<MethodsResult, 'methods' | 'agreement'>

/**
 * Images with their maps by every method and the ink, each pixel coloured by its rank within its own map, from 0, the least, to 1, the most:
 * methods have no unit in common, and ranks are what deletion, insertion and Spearman's correlation read.
 */
export function methodMapsFigure(
  result: Named,
  shown: readonly ShownMaps[],
  { title, subtitle }: { readonly title: string; readonly subtitle: string },
): string {
  const ids = result.agreement.orders.filter((id) => id !== 'random')
  const lines = Math.ceil(ids.length / MOST_COLUMNS)
  const columns = Math.ceil(ids.length / lines)
  const [height, width] = shown[0]!.image.shape
  const room = (WIDTH - 2 * MARGIN) / (Math.max(5, columns) + 1)
  const cell = cellSize({ height, width }, room - GAP)
  const scale = magnitudeScale([1])
  const lineHeight = height * cell + 22
  const rowHeight = lines * lineHeight + 8
  const top = HEADING_HEIGHT + 30
  const bar = top + shown.length * rowHeight + 14
  const rows = shown.map(({ name, image, maps }, r) => {
    const ink = brightness(image.data, height, width)
    const drawn = ids.map((id, i) =>
      translate(
        (1 + (i % columns)) * room,
        Math.floor(i / columns) * lineHeight,
        fittedText(0, -6, nameOfOrder(id, result), room - GAP, { 'font-size': 10 }),
        mapPanel({ data: shareOfRanks(maps[id]!), width, height }, scale, cell, { ink }),
      ),
    )
    const label = fittedText(0, -6, name, room - GAP, { 'font-size': 10, 'font-weight': 'bold' })
    return translate(
      MARGIN,
      top + r * rowHeight,
      label,
      imagePanel(image.data, { width, height }, cell),
      ...drawn,
    )
  })
  return figure(
    {
      ...{ width: WIDTH, height: bar + 40, title, subtitle },
      description: `${shown.length} images with maps by ${ids.map((id) => nameOfOrder(id, result)).join(', ')}, as ranks.`,
    },
    ...rows,
    translate(MARGIN, bar, magnitudeBar(scale, 300, 'rank of a pixel within its map; 1: counts most')),
  )
}

/** Mid-ranks over n, 0 … 1. */
function shareOfRanks(map: Float32Array): Float64Array {
  const all = Array.from(map)
  return Float64Array.from(ranks(all).ranks, (rank) => (rank - 0.5) / all.length)
}

const CELL = 54
const ROW = 30
const LABELS = 170

/** How alike maps are: Spearman's rank correlation below the diagonal, the overlap of their tops above it, means over images. */
export function methodAgreementFigure({ agreement, methods, n }: MethodsResult): string {
  const { orders, spearman, overlap, topPixels } = agreement
  const scale = differenceScale([1])
  const sizes = magnitudeScale([1])
  const top = HEADING_HEIGHT + 40
  const side = orders.length
  const width = Math.max(700, 2 * MARGIN + LABELS + side * CELL)
  const cells = orders.flatMap((_, i) =>
    orders.map((__, j) => {
      if (i === j) return svg('rect', { x: i * CELL, y: i * ROW, width: CELL, height: ROW, fill: GRID })
      const value = (i > j ? spearman : overlap)[i]![j]!
      const fill = (i > j ? scale : sizes).colour(value)
      return (
        svg('rect', { x: j * CELL, y: i * ROW, width: CELL, height: ROW, fill, stroke: PAPER }) +
        text((j + 0.5) * CELL, (i + 0.5) * ROW + 4, formatFixed(value, 2), {
          'text-anchor': 'middle',
          fill: readableOn(fill),
        })
      )
    }),
  )
  const bars = top + side * ROW + 34
  return figure(
    {
      width,
      height: bars + 54,
      title: 'How alike are the maps?',
      subtitle: `Means over ${n} ${n === 1 ? 'image' : 'images'}. Below the diagonal: Spearman’s rank correlation; above: share of the ${topPixels} top pixels in common.`,
      description: orders
        .flatMap((one, i) =>
          orders.slice(0, i).map((other, j) => {
            const names = `${nameOfOrder(one, { methods })} and ${nameOfOrder(other, { methods })}`
            return `${names} ${formatFixed(spearman[i]![j]!, 2)}`
          }),
        )
        .join('; '),
    },
    translate(
      MARGIN + LABELS,
      top,
      ...cells,
      ...orders.map((id, j) =>
        titledText((j + 0.5) * CELL, -8, String(j + 1), nameOfOrder(id, { methods }), {
          'text-anchor': 'middle',
          'font-weight': 'bold',
        }),
      ),
    ),
    translate(
      MARGIN,
      top,
      ...orders.map((id, i) =>
        fittedText(0, (i + 0.5) * ROW + 4, `${i + 1}  ${nameOfOrder(id, { methods })}`, LABELS - 10),
      ),
    ),
    translate(
      MARGIN,
      bars,
      colourBar(scale, 260, { quantity: 'rank correlation', negative: 'opposite', positive: 'alike' }),
    ),
    translate(MARGIN + 340, bars, magnitudeBar(sizes, 260, 'share of the top in common')),
  )
}

const ANSWER_ROW = 20

/** What the comparison of two classes comes to by every method: Hedges' g of the classes in each region, with its interval. */
export function methodAnswersFigure(result: MethodsResult, options: FigureOptions): string {
  const { answers, regions, methods, config } = result
  const { classes, methods: own } = answers!
  const panel = (WIDTH - 2 * MARGIN - LABELS) / regions.length
  const top = HEADING_HEIGHT + 40
  const height = own.length * ANSWER_ROW + 26
  const effects = own.map(({ regions: tests }) => tests.map(({ effect }) => effect))
  const limits = effects.flat().flatMap((effect) => (effect ? (effect.interval ?? [effect.value]) : []))
  const domain = [Math.min(-0.5, ...limits), Math.max(0.5, ...limits)] as [number, number]
  const significant = (m: number, r: number) =>
    m < methods.length && own[m]!.regions[r]!.pHolm < 1 - config.confidence
  const panels = regions.map((region, r) =>
    translate(
      MARGIN + LABELS + r * panel,
      top,
      fittedText(8, -8, region, panel - 16, { 'font-weight': 'bold' }),
      chart(options, {
        ...{ width: panel, height, marginLeft: 8, marginRight: 8, marginTop: 0, marginBottom: 26 },
        x: { label: null, domain, nice: true },
        y: { label: null, domain: [own.length, 0], axis: null },
        marks: [
          gridX({ stroke: GRID, strokeOpacity: 1 }),
          ruleX([0], { stroke: LINE }),
          axisX({ tickSize: 3, label: null, ticks: 4 }),
          ...effects.flatMap((tests, m) => {
            const effect = tests[r]
            if (!effect || !Number.isFinite(effect.value)) return []
            const stroke = significant(m, r) ? INK : LINE
            const [least, most] = effect.interval ?? [effect.value, effect.value]
            const ends = [least, most].map((x) => ({ x, y: m + 0.5 }))
            return [
              line(ends, { x: 'x', y: 'y', stroke, strokeWidth: 1.6 }),
              dot([{ x: effect.value, y: m + 0.5 }], { x: 'x', y: 'y', r: 3, fill: stroke }),
            ]
          }),
        ],
      }),
    ),
  )
  const [a, b] = classes
  return figure(
    {
      width: WIDTH,
      height: top + height + 30,
      title: `Does the comparison of ${a.name} and ${b.name} depend on the method?`,
      subtitle: `Hedges’ g of the mean of the map in each region with ${formatConfidence(config.confidence)} intervals; right of 0 more for ${a.name}`,
      description: own
        .map(
          ({ id }, m) =>
            `${nameOfOrder(id, result)}: ${regions.map((region, r) => `${region} ${formatFixed(effects[m]![r]?.value ?? Number.NaN, 2)}`).join(', ')}`,
        )
        .join('; '),
    },
    ...own.map(({ id }, m) =>
      fittedText(MARGIN, top + (m + 0.5) * ANSWER_ROW + 4, nameOfOrder(id, result), LABELS - 8),
    ),
    ...panels,
    text(
      MARGIN,
      top + height + 16,
      `Dark: differs at ${formatConfidence(config.confidence)}, Holm-adjusted over all regions of all methods. Ink order is no method, and is not tested with them.`,
      { 'font-size': 10, fill: MUTED },
    ),
  )
}
