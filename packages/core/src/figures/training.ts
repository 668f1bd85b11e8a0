import type { EpochRecord } from '../formats/keras/artifacts.js'
import { formatFixed, formatNumber, formatPercent } from '../words/format.js'
import { chart } from './chart.js'
import type { FigureOptions } from './figure-options.js'
import { GRID, INK, MUTED } from './palette.js'
import { axisX, axisY, dot, gridY, line, ruleY } from './plot.js'
import { figure, HEADING_HEIGHT, MARGIN, svg, text, translate } from './svg.js'

/** A model's training, and how it did on images it was not trained on. */
export interface TrainingCurve {
  readonly history: readonly EpochRecord[]
  readonly test?: { readonly accuracy: number; readonly loss: number; readonly n: number }
}

const WIDTH = 760
const PANEL = { width: 350, height: 220 }
const TEST_COLOUR = '#b3451f'

/** Loss and accuracy by epoch, with the test split's figures as dashed lines. */
export function trainingFigure({ history, test }: TrainingCurve, options: FigureOptions): string {
  const top = HEADING_HEIGHT + 30
  const last = history.at(-1)
  const tested = test
    ? `test accuracy ${formatPercent(test.accuracy, 2)} of ${formatFixed(test.n, 0)} images`
    : 'not tested'
  const panels = [
    { key: 'loss', title: 'cross-entropy loss', test: test?.loss, percent: false },
    { key: 'accuracy', title: 'accuracy', test: test?.accuracy, percent: true },
  ] as const
  return figure(
    {
      width: WIDTH,
      height: top + PANEL.height + 34,
      title: 'Training',
      subtitle: `${history.length} ${history.length === 1 ? 'epoch' : 'epochs'} · ${tested}`,
      description: `Training loss ${formatNumber(last?.loss ?? NaN)} and accuracy ${formatPercent(last?.accuracy ?? NaN, 2)} in the last epoch; ${tested}.`,
    },
    ...panels.map((panel, i) =>
      translate(
        MARGIN + i * (PANEL.width + 24),
        top,
        text(0, -8, panel.title, { 'font-weight': 'bold' }),
        trainingPanel(history, panel, options),
      ),
    ),
    translate(MARGIN, top + PANEL.height + 18, trainingLegend(test !== undefined)),
  )
}

function trainingPanel(
  history: readonly EpochRecord[],
  panel: { readonly key: 'loss' | 'accuracy'; readonly test: number | undefined; readonly percent: boolean },
  options: FigureOptions,
): string {
  const epochs = history.map(({ epoch }) => epoch)
  const every = Math.ceil(epochs.length / 10)
  const test = panel.test === undefined ? [] : [panel.test]
  return chart(options, {
    ...PANEL,
    marginLeft: 48,
    marginTop: 6,
    marginBottom: 34,
    x: { label: null, domain: epochs, type: 'point' },
    y: panel.percent
      ? { label: null, nice: true, percent: true, zero: false }
      : { label: null, nice: true, zero: true },
    marks: [
      gridY({ stroke: GRID, strokeOpacity: 1 }),
      axisX(
        epochs.filter((_, i) => i % every === 0),
        { tickSize: 3, label: 'epoch', labelArrow: 'none', labelAnchor: 'center' },
      ),
      axisY({
        tickSize: 0,
        label: null,
        ...(panel.percent ? { tickFormat: (v: number) => `${+v.toFixed(2)}%` } : {}),
      }),
      ruleY(test, { stroke: TEST_COLOUR, strokeDasharray: '4 3', strokeWidth: 1.2 }),
      line(history, { x: 'epoch', y: panel.key, stroke: INK, strokeWidth: 1.5 }),
      dot(history, { x: 'epoch', y: panel.key, fill: INK, r: 3 }),
    ],
  })
}

function trainingLegend(tested: boolean): string {
  const small = { 'font-size': 10, fill: MUTED }
  const training =
    svg('circle', { cx: 5, cy: -3.5, r: 3 }) + text(14, 0, 'mean over the batches of an epoch', small)
  const dash = { stroke: TEST_COLOUR, 'stroke-dasharray': '4 3', 'stroke-width': 1.2 }
  const test = svg('path', { d: 'M230 -3.5h22', ...dash }) + text(260, 0, 'test split, after training', small)
  return tested ? training + test : training
}
