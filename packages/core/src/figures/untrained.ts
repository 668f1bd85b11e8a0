import type { ControlledEffect, Study, UntrainedControls } from '../study/result.js'
import { formatFixed, formatP } from '../words/format.js'
import { chart } from './chart.js'
import type { FigureOptions } from './figure-options.js'
import { panelLetter } from './overview.js'
import { GRID, INK, LINE, MUTED, UNDIRECTED_COLOUR } from './palette.js'
import { axisX, dot, gridX, ruleX } from './plot.js'
import { shownRegions, shownRegionsText } from './shown-regions.js'
import { figure, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'

/** One effect of the trained network and those of the untrained ones. */
interface Row {
  readonly name: string
  readonly effect: ControlledEffect
}

const WIDTH = 760
const STEP = 30
/** Room for names at the left of the dots, and for numbers at their right. */
const NAMES = 150
const NUMBERS = 190

/**
 * Where the trained network stands among the same network with weights drawn anew: in the pattern of profiles and the raw one, in
 * strength, and in each region's share. By magnitude, since an untrained network's direction is as good as the other.
 */
export function untrainedFigure(study: Study, controls: UntrainedControls, options: FigureOptions): string {
  const { classes, provenance } = study.result
  const [a, b] = classes
  const patterns: Row[] = [
    ...(controls.profile ? [{ name: 'profiles (where)', effect: controls.profile }] : []),
    { name: 'raw interaction', effect: controls.interaction },
  ]
  const shown = shownRegions(study.result)
  const places: Row[] = [
    ...(controls.shares.length > 0
      ? shown.map((r) => ({ name: `share of ${controls.shares[r]!.region}`, effect: controls.shares[r]! }))
      : []),
    { name: 'strength (how much)', effect: controls.strength },
  ]
  const top = HEADING_HEIGHT + 34
  const second = top + patterns.length * STEP + 74
  return figure(
    {
      width: WIDTH,
      height: second + places.length * STEP + 66,
      title: `${a.name} and ${b.name}: the trained network among ${controls.draws} untrained ones`,
      subtitle: `${provenance.data.name} · n = ${a.n} and ${b.n} images, the same for every network${shownRegionsText(study.result)}`,
      description: `${[...patterns, ...places].map(({ name, effect }) => `${name}: ${rankWords(effect)}`).join('; ')}.`,
    },
    panel('a', 'generalised eta squared of class × region', patterns, top, options),
    panel('b', 'magnitude of Hedges g', places, second, options),
    legend(second + places.length * STEP + 46, controls),
  )
}

function panel(
  letter: string,
  title: string,
  rows: readonly Row[],
  top: number,
  options: FigureOptions,
): string {
  const width = WIDTH - 2 * MARGIN - NAMES - NUMBERS
  const points = rows.flatMap(({ effect }, r) =>
    effect.controls.map((value, i) => ({ x: Math.abs(value), y: r + jitter(i) })),
  )
  const trained = rows.flatMap(({ effect }, r) =>
    Number.isFinite(effect.effect) ? [{ x: Math.abs(effect.effect), y: r }] : [],
  )
  const most = Math.max(1e-9, ...points.map(({ x }) => x), ...trained.map(({ x }) => x))
  const drawn = chart(options, {
    width,
    height: rows.length * STEP + 24,
    marginLeft: 8,
    marginRight: 8,
    marginTop: 0,
    marginBottom: 24,
    x: { domain: [0, 1.04 * most], label: null },
    y: { domain: [rows.length - 0.5, -0.5], axis: null },
    marks: [
      gridX({ stroke: GRID, strokeOpacity: 1, ticks: 5 }),
      axisX({ ticks: 5, tickSize: 3, label: null }),
      ruleX([0], { stroke: LINE }),
      dot(points, { x: 'x', y: 'y', r: 3, fill: MUTED, fillOpacity: 0.45 }),
      dot(trained, { x: 'x', y: 'y', r: 5.5, symbol: 'diamond', fill: UNDIRECTED_COLOUR, stroke: '#ffffff' }),
    ],
  })
  return [
    panelLetter(letter, MARGIN, top - 12),
    text(MARGIN + 18, top - 12, title, { 'font-weight': 'bold' }),
    ...rows.map((row, r) => translate(MARGIN, top + (r + 0.5) * STEP, rowWords(row))),
    translate(MARGIN + NAMES, top, drawn),
  ].join('')
}

function rowWords({ name, effect }: Row): string {
  const numbers = Number.isNaN(effect.p)
    ? rankWords(effect)
    : `${formatFixed(Math.abs(effect.effect), 2)} · ${rankWords(effect)} · ${formatP(effect.p)}`
  const right = WIDTH - 2 * MARGIN
  return text(0, 4, name, {}) + text(right, 4, numbers, { 'text-anchor': 'end', 'font-size': 10, fill: INK })
}

/** `rank 3 of 21`. */
function rankWords({ rank, controls, p }: ControlledEffect): string {
  return Number.isNaN(p) ? 'not defined' : `rank ${rank} of ${controls.length + 1}`
}

/** Dots of one row one above another, the same for the same draw, so that near ones can be told apart. */
function jitter(i: number): number {
  return 0.26 * (((i * 0.618034) % 1) - 0.5) * 2
}

function legend(y: number, { layers, notFinite }: UntrainedControls): string {
  const small = { 'font-size': 10, fill: MUTED }
  const how = new Set(layers.map(({ drawn }) => drawn))
  const drawn = how.size > 1 ? 'drawn by their initialiser or permuted' : how.has('permuted') ? 'permuted within each tensor' : 'drawn by their initialiser' // biome-ignore format: one
  const lost = notFinite > 0 ? `; ${notFinite} without finite scores left out` : ''
  return translate(
    MARGIN,
    y,
    svg('path', { d: 'M0 -4l5 -5l5 5l-5 5z', fill: UNDIRECTED_COLOUR }),
    text(16, 0, 'trained', small),
    svg('circle', { cx: 78, cy: -4, r: 3, fill: MUTED, 'fill-opacity': 0.45 }),
    text(86, 0, `untrained: all weights ${drawn}${lost}`, small),
  )
}
