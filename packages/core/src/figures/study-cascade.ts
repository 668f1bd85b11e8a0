import type { SimilarityMean } from '../controls/map-similarity.js'
import type { Study, StudyCascade, StudyCascadeStep } from '../study/result.js'
import { formatConfidence, formatFixed } from '../words/format.js'
import { chart } from './chart.js'
import type { FigureOptions } from './figure-options.js'
import { panelLetter } from './overview.js'
import { CLASS_COLOURS, GRID, INK, LINE, MUTED, UNDIRECTED_COLOUR } from './palette.js'
import { areaY, axisX, axisY, dot, gridY, line, ruleY } from './plot.js'
import { figure, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'
import { textWidth } from './text-width.js'

interface Series {
  readonly words: string
  readonly stroke: string
  readonly dash?: string
  of(step: StudyCascadeStep): SimilarityMean
}

const WIDTH = 900
const CHART = { width: 420, height: 230 }

/**
 * How alike a study's mean maps are to those of the trained network while its layers are drawn anew, the last first: the signed rank
 * correlation of each class's and of their difference; and of the difference also that of magnitudes, and SSIM.
 */
export function studyCascadeFigure(study: Study, cascade: StudyCascade, options: FigureOptions): string {
  const { classes, config, provenance } = study.result
  const [a, b] = classes
  const { steps, draws, images, layers } = cascade
  const top = HEADING_HEIGHT + 52
  const right = MARGIN + CHART.width + 24
  const difference: Series = {
    words: `${a.name} − ${b.name}`,
    stroke: INK,
    of: (step) => step.difference.spearman,
  }
  const means: Series[] = [
    {
      words: `mean map of ${a.name}`,
      stroke: CLASS_COLOURS[0],
      dash: '5 3',
      of: (step) => step.classes[0].spearman,
    },
    { words: `of ${b.name}`, stroke: CLASS_COLOURS[1], dash: '2 2', of: (step) => step.classes[1].spearman },
    difference,
  ]
  const measures: Series[] = [
    { ...difference, words: 'Spearman, signed' },
    {
      words: 'of magnitudes',
      stroke: '#b3451f',
      dash: '5 3',
      of: (step) => step.difference.spearmanOfMagnitudes,
    },
    { words: 'SSIM', stroke: UNDIRECTED_COLOUR, dash: '2 2', of: (step) => step.difference.ssim },
  ]
  const last = steps.at(-1)!
  const names = steps.map(({ name, layers: drawn }) => `${drawn}: ${name}`).join(' · ')
  return figure(
    {
      width: WIDTH,
      height: top + CHART.height + 60,
      title: 'Are the mean maps of what was learnt? Layers drawn anew from the last down',
      subtitle: `${provenance.data.name} · mean maps of ${images.join(' and ')} images · ${draws} draws · ${layers} ${layers === 1 ? 'layer' : 'layers'}`,
      description: `With all layers drawn anew, signed Spearman with the trained network's maps is ${formatFixed(last.classes[0].spearman.mean, 2)} and ${formatFixed(last.classes[1].spearman.mean, 2)} of the classes, ${formatFixed(last.difference.spearman.mean, 2)} of their difference.`,
    },
    panelLetter('a', MARGIN, top - 30),
    text(MARGIN + 18, top - 30, 'signed rank correlation with the trained map', { 'font-weight': 'bold' }),
    translate(MARGIN + 40, top - 12, legend(means)),
    translate(MARGIN, top, similarities(steps, means, options)),
    panelLetter('b', right, top - 30),
    text(right + 18, top - 30, `of the difference ${a.name} − ${b.name}, by three measures`, {
      'font-weight': 'bold',
    }),
    translate(right + 40, top - 12, legend(measures)),
    translate(right, top, similarities(steps, measures, options)),
    text(MARGIN, top + CHART.height + 24, `drawn anew down to, ${names}`.slice(0, 150), {
      'font-size': 10,
      fill: MUTED,
    }),
    text(
      MARGIN,
      top + CHART.height + 40,
      `bands: ${formatConfidence(config.confidence)} interval over draws`,
      { 'font-size': 10, fill: MUTED },
    ),
  )
}

function similarities(
  steps: readonly StudyCascadeStep[],
  series: readonly Series[],
  options: FigureOptions,
): string {
  const drawn = series.map(({ of, ...look }) => ({
    ...look,
    points: [
      { x: 0, y: 1, least: 1, most: 1 },
      ...steps.map((step, s) => {
        const { mean, interval = [mean, mean] } = of(step)
        return { x: s + 1, y: mean, least: interval[0], most: interval[1] }
      }),
    ],
  }))
  const lowest = Math.min(
    0,
    ...drawn.flatMap(({ points }) => points.map(({ least }) => least)).filter(Number.isFinite),
  )
  return chart(options, {
    ...CHART,
    marginLeft: 40,
    marginRight: 4,
    marginTop: 6,
    marginBottom: 24,
    x: { label: null, domain: [-0.4, steps.length + 0.4] },
    y: { label: null, domain: [Math.max(-1, lowest), 1], nice: true },
    marks: [
      gridY({ stroke: GRID, strokeOpacity: 1 }),
      ruleY([0], { stroke: LINE }),
      axisX([0, ...steps.map((_, s) => s + 1)], {
        tickSize: 3,
        label: null,
        tickFormat: (x: number) => (x === 0 ? 'trained' : `${steps[x - 1]!.layers} drawn`),
      }),
      axisY({ tickSize: 0, label: null }),
      ...drawn.flatMap(({ points, stroke, dash }) => [
        areaY(points, { x: 'x', y1: 'least', y2: 'most', fill: stroke, fillOpacity: 0.12 }),
        line(points, { x: 'x', y: 'y', stroke, strokeWidth: 1.6, ...(dash && { strokeDasharray: dash }) }),
        dot(points, { x: 'x', y: 'y', r: 3, fill: stroke }),
      ]),
    ],
  })
}

function legend(series: readonly Series[]): string {
  let x = 0
  return series
    .map(({ words, stroke, dash }) => {
      const path = svg('path', { d: 'M0 -3.5h20', stroke, 'stroke-width': 1.6, 'stroke-dasharray': dash })
      const entry = translate(x, 0, path, text(26, 0, words, { 'font-size': 10 }))
      x += 26 + textWidth(words, 10) + 12
      return entry
    })
    .join('')
}
