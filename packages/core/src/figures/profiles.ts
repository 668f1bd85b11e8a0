import { settingsText } from '../attribution/occlusion/settings-text.js'
import type { AdjustedTest, ProfileTest, ShareTest, Study } from '../study/result.js'
import { formatEstimate, formatFixed, formatP, intervalName } from '../words/format.js'
import { chart } from './chart.js'
import { classLegend } from './class-legend.js'
import { differenceTitle } from './difference-words.js'
import type { FigureOptions } from './figure-options.js'
import { panelLetter } from './overview.js'
import { CLASS_COLOURS, GRID, INK, LINE, MUTED } from './palette.js'
import { axisX, axisY, dot, gridX, gridY, type Markish, rectY, ruleX, ruleY } from './plot.js'
import { shownRegions, shownRegionsText } from './shown-regions.js'
import { figure, HEADING_HEIGHT, MARGIN, text, translate } from './svg.js'

const WIDTH = 920
const BARS = { width: 400, height: 280 }
const HALF_BAR = 0.17
const OFFSET = 0.21
/** Regions beyond which names stand on end. */
const CROWDED = 6

/**
 * Where each class's sensitivity lies: the mean share of each region, and the difference of the classes with its simultaneous interval,
 * beside it what is left of it at equal ink.
 */
export function profilesFigure(study: Study, profile: ProfileTest, options: FigureOptions): string {
  const { classes, config, provenance, controls } = study.result
  const [a, b] = classes
  const shown = shownRegions(study.result).filter((r) => profile.regions[r])
  const rows = shown.map((r) => profile.regions[r]!)
  const adjusted = shown.map((r) => controls?.ink.adjusted.shares[r])
  const top = HEADING_HEIGHT + 30
  const right = MARGIN + BARS.width + 34
  const step = Math.max(38, Math.floor((BARS.height - 42) / Math.max(1, rows.length)))
  const key = classLegend(
    [a.name, b.name],
    BARS.width,
    `line: ${intervalName(config.confidence)} of the mean`,
    0.75,
  )
  const height = Math.max(top + BARS.height + 44 + key.extra, top + rows.length * step + 92)
  return figure(
    {
      width: WIDTH,
      height,
      title: `Where the network looks: share of each region, ${a.name} and ${b.name}`,
      subtitle: `${provenance.data.name} · n = ${profile.n?.join(' and ') ?? `${a.n} and ${b.n}`} images · ${settingsText(config)}${shownRegionsText(study.result)}`,
      description: `Shares of each image's sensitivity, whatever its strength. Difference ${a.name} minus ${b.name}: ${rows.map((row) => `${row.region}: ${formatEstimate(row.estimate ?? NaN, row.interval)}`).join('; ')}.`,
    },
    panelLetter('a', MARGIN, top - 10),
    text(MARGIN + 18, top - 10, 'mean share of an image’s sensitivity', { 'font-weight': 'bold' }),
    translate(MARGIN, top, bars(rows, options)),
    translate(MARGIN, top + BARS.height + 18, key.drawn),
    panelLetter('b', right, top - 10),
    differenceTitle(
      right + 18,
      top - 10,
      [a.name, b.name],
      'simultaneous intervals',
      WIDTH - MARGIN - right - 18,
    ),
    translate(right, top, differences(rows, adjusted, step, options)),
    text(
      right,
      top + rows.length * step + 50,
      adjusted.some(Boolean) ? 'open circle: at equal ink in the region (analysis of covariance)' : '',
      { 'font-size': 10, fill: MUTED },
    ),
  )
}

function bars(rows: readonly ShareTest[], options: FigureOptions): string {
  const crowded = rows.length > CROWDED
  const limits = rows.flatMap(({ means }) => means.flatMap(({ mean, interval }) => [mean, ...interval]))
  const finite = [0, ...limits.filter(Number.isFinite)]
  return chart(options, {
    ...BARS,
    marginTop: 8,
    marginLeft: 40,
    marginRight: 2,
    marginBottom: crowded ? 58 : 24,
    x: { domain: [-0.5, rows.length - 0.5], axis: null },
    y: { domain: [Math.min(...finite), 1.06 * Math.max(...finite)], label: null },
    marks: [
      gridY({ stroke: GRID, strokeOpacity: 1 }),
      axisY({ label: null, tickSize: 0 }),
      axisX([...rows.keys()], {
        tickFormat: (g: number) => rows[g]!.region,
        tickSize: 0,
        fontSize: crowded ? 8 : 11,
        ...(crowded && { tickRotate: -60 }),
        label: null,
      }),
      ...rows.flatMap(({ means }, g) => means.flatMap((mean, c) => bar(g, c, mean))),
      ruleY([0], { stroke: LINE }),
    ],
  })
}

function bar(g: number, c: number, { mean, interval }: ShareTest['means'][0]): Markish[] {
  if (!Number.isFinite(mean)) return []
  const centre = g + (c === 0 ? -OFFSET : OFFSET)
  const [x1, x2] = [centre - HALF_BAR, centre + HALF_BAR]
  const fill = CLASS_COLOURS[c]!
  const [low, high] = interval
  return [
    rectY([{ x1, x2, y1: 0, y2: mean }], { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill, fillOpacity: 0.75 }),
    ...(Number.isFinite(low) && Number.isFinite(high)
      ? [ruleX([centre], { y1: low, y2: high, stroke: INK, strokeWidth: 1.4 })]
      : []),
  ]
}

function differences(
  rows: readonly ShareTest[],
  adjusted: readonly (AdjustedTest | undefined)[],
  step: number,
  options: FigureOptions,
): string {
  const names = 84
  const numbers = 158
  const width = WIDTH - MARGIN - (MARGIN + BARS.width + 34)
  const plotWidth = width - names - numbers
  const own = rows.map((row) => row.simultaneous?.interval ?? row.interval ?? [NaN, NaN])
  const all = [0, ...own.flat(), ...adjusted.flatMap((test) => test?.interval ?? [])].filter(Number.isFinite)
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const pad = 0.06 * (high - low || 1)
  const drawn = chart(options, {
    width: plotWidth,
    height: rows.length * step + 26,
    marginLeft: 8,
    marginRight: 8,
    marginTop: 0,
    marginBottom: 26,
    x: { domain: [low - pad, high + pad], label: null, ticks: 4 },
    y: { domain: [rows.length - 0.5, -0.5], axis: null },
    marks: [
      gridX({ stroke: GRID, strokeOpacity: 1, ticks: 4 }),
      axisX({ ticks: 4, tickSize: 3, label: null }),
      ruleX([0], { stroke: LINE }),
      ...rows.flatMap((row, r) => difference(row, own[r]!, r - 0.1)),
      ...adjusted.flatMap((test, r) => (test ? left(test, r + 0.18) : [])),
    ],
  })
  const words = rows.map((row, r) => {
    const y = (r + 0.5) * step
    const small = { 'text-anchor': 'end', 'font-size': 10 }
    const g = row.effect ? `g ${formatFixed(row.effect.value, 2)} · ` : ''
    return [
      text(0, y + 4, row.region, {}),
      text(width, y - 4, formatEstimate(row.estimate ?? NaN, own[r]! as [number, number]), small),
      text(width, y + 10, `${g}Holm ${formatP(row.pHolm)}`, { ...small, fill: MUTED }),
    ].join('')
  })
  return [...words, translate(names, 0, drawn)].join('')
}

function difference({ estimate }: ShareTest, [low, high]: readonly number[], y: number): Markish[] {
  if (estimate === undefined || !Number.isFinite(estimate)) return []
  const line =
    Number.isFinite(low) && Number.isFinite(high)
      ? [ruleY([y], { x1: low!, x2: high!, stroke: INK, strokeWidth: 1.4 })]
      : []
  return [
    ...line,
    dot([{ estimate, y }], { x: 'estimate', y: 'y', r: 3.5, fill: CLASS_COLOURS[estimate >= 0 ? 0 : 1] }),
  ]
}

function left({ estimate, interval, notComputed }: AdjustedTest, y: number): Markish[] {
  if (notComputed !== undefined || estimate === undefined) return []
  return [
    ...(interval ? [ruleY([y], { x1: interval[0], x2: interval[1], stroke: MUTED, strokeWidth: 1 })] : []),
    dot([{ estimate, y }], { x: 'estimate', y: 'y', r: 3, fill: '#ffffff', stroke: MUTED, strokeWidth: 1.3 }),
  ]
}
