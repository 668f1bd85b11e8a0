import { scoreText, settingsText } from '../attribution/occlusion/settings-text.js'
import type { RegionTest, Study } from '../study/result.js'
import { formatEstimate, formatFixed, formatP, intervalName } from '../words/format.js'
import { chart } from './chart.js'
import { classLegend, regionalKey } from './class-legend.js'
import { differenceTitle, higherIn } from './difference-words.js'
import type { FigureOptions } from './figure-options.js'
import { panelLetter } from './overview.js'
import { CLASS_COLOURS, GRID, INK, LINE, MUTED } from './palette.js'
import { axisX, dot, gridX, type Markish, ruleX, ruleY } from './plot.js'
import { regionalChart, showsP } from './regional-chart.js'
import { shownRegions, shownRegionsText } from './shown-regions.js'
import { figure, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'
import { needsPowers, powerTicks } from './ticks.js'

const WIDTH = 920
const CHART = { width: 448, height: 330 }

/**
 * Sensitivity by region and class, single images shown; and for each region and the whole map the difference of the
 * classes with its interval, Hedges g and p-value.
 */
export function regionsFigure(study: Study, options: FigureOptions): string {
  const { classes, config, tests, provenance } = study.result
  const [a, b] = classes
  const shown = shownRegions(study.result).map((r) => tests.regions[r]!)
  const rows = [...shown, { ...tests.overall, region: 'whole map' }]
  const top = HEADING_HEIGHT + 30
  const right = MARGIN + CHART.width + 30
  const key = classLegend([a.name, b.name], CHART.width, regionalKey(config.confidence))
  const height = Math.max(
    top + CHART.height + 52 + key.extra,
    top + rows.length * rowHeight(rows.length) + 92,
  )
  const interval = intervalName(config.confidence)
  return figure(
    {
      width: WIDTH,
      height,
      title: `Sensitivity by region: ${a.name} and ${b.name}`,
      subtitle: `${provenance.data.name} · n = ${a.n} and ${b.n} images · ${settingsText(config)} · score: ${scoreText(config.score)}${shownRegionsText(study.result)}`,
      description: `Means with ${interval}s and single images. Difference ${a.name} minus ${b.name}: ${rows
        .map((row) => `${row.region}: ${formatEstimate(row.estimate ?? NaN, row.interval)}`)
        .join('; ')}.`,
    },
    panelLetter('a', MARGIN, top - 10),
    text(MARGIN + 18, top - 10, `mean drop of the ${scoreText(config.score)}`, { 'font-weight': 'bold' }),
    translate(MARGIN, top, regionalChart(study, CHART, { ...options, wholeMap: true })),
    translate(MARGIN, top + CHART.height + 16, key.drawn),
    showsP(rows.length)
      ? text(
          MARGIN,
          top + CHART.height + 34 + key.extra,
          'above each pair: p of the difference (Welch t; regions: Holm)',
          {
            'font-size': 10,
            fill: MUTED,
          },
        )
      : '',
    panelLetter('b', right, top - 10),
    differenceTitle(right + 18, top - 10, [a.name, b.name], interval, WIDTH - MARGIN - right - 18),
    translate(right, top, forest(rows, { width: WIDTH - MARGIN - right, names: [a.name, b.name] }, options)),
  )
}

function forest(
  rows: readonly RegionTest[],
  frame: { readonly width: number; readonly names: readonly [string, string] },
  options: FigureOptions,
): string {
  const plotLeft = 74
  const numbers = 128
  const plotWidth = frame.width - plotLeft - numbers
  const step = rowHeight(rows.length)
  const height = rows.length * step
  const limits = rows.flatMap(({ interval, estimate }) => [...(interval ?? []), estimate ?? 0])
  const drawn = chart(options, {
    width: plotWidth,
    height: height + 26,
    marginLeft: 8,
    marginRight: 8,
    marginTop: 0,
    marginBottom: 26,
    x: { domain: padded(limits), label: null, ticks: 4 },
    y: { domain: [rows.length - 0.5, -0.5], axis: null },
    marks: [
      gridX({ stroke: GRID, strokeOpacity: 1, ticks: 4 }),
      axisX({
        ticks: needsPowers(limits) ? 2 : 4,
        tickSize: 3,
        label: null,
        ...(needsPowers(limits) && powerTicks),
      }),
      ruleX([0], { stroke: LINE }),
      ...rows.flatMap(forestRow),
    ],
  })
  return [
    ...rows.map((row, r) => forestNumbers(row, r, frame.width, step, r === rows.length - 1)),
    translate(plotLeft, 0, drawn),
    translate(plotLeft + 8, height + 42, higherIn(frame.names, plotWidth - 16, frame.width - plotLeft - 8)),
  ].join('')
}

/** A row's name and numbers; the last is the whole map's, below a rule. */
function forestNumbers(row: RegionTest, r: number, width: number, step: number, last: boolean): string {
  const y = (r + 0.5) * step
  const g = row.effect
  const small = { 'text-anchor': 'end', 'font-size': 10 }
  const effect = g ? `g ${formatFixed(g.value, 2)} · ` : ''
  const p = last ? formatP(row.p, row.logP) : formatP(row.pHolm)
  return [
    last ? svg('path', { d: `M0 ${r * step}h${width}`, stroke: GRID }) : '',
    text(0, y + 4, row.region, {}),
    text(width, y - 4, formatEstimate(row.estimate ?? NaN, row.interval), small),
    text(width, y + 10, effect + p, { ...small, fill: MUTED }),
  ].join('')
}

/** Tall enough to stand level with the chart beside, never too tight for two lines. */
function rowHeight(rows: number): number {
  return Math.max(40, Math.floor((CHART.height - 42) / rows))
}

function forestRow({ estimate, interval }: RegionTest, r: number): Markish[] {
  if (estimate === undefined || !Number.isFinite(estimate)) return []
  const colour = CLASS_COLOURS[estimate >= 0 ? 0 : 1]
  const stroke = { stroke: INK, strokeWidth: 1.2 }
  const line = interval?.every(Number.isFinite)
    ? [
        ruleY([r], { x1: interval[0], x2: interval[1], ...stroke }),
        ruleX(interval, { y1: r - 0.08, y2: r + 0.08, ...stroke }),
      ]
    : []
  return [...line, dot([{ estimate, r }], { x: 'estimate', y: 'r', r: 3, fill: colour })]
}

/** From lowest to highest with zero, and a little room. */
function padded(values: readonly number[]): [number, number] {
  const finite = [0, ...values.filter(Number.isFinite)]
  const [low, high] = [Math.min(...finite), Math.max(...finite)]
  const pad = (high - low || 1) * 0.06
  return [low - pad, high + pad]
}
