import { formatDuration, formatNumber, formatPercent, sizeText } from '@umbra/core'
import type { Explained } from '../actions/explained-image.js'
import { drawMap } from './draw-map.js'
import { table } from './table.js'
import type { Terminal } from './terminal.js'

/** One explained image on one screen: image and map drawn, what was predicted, and what each region weighs. */
export function explanationSummary(
  explained: Explained,
  terminal: Pick<Terminal, 'colourDepth' | 'colours' | 'width'>,
): string {
  const { document, name, label, probability, image, map, classText } = explained
  const { prediction, target, window, stride, baseline, engine, windows, milliseconds } = document
  const known =
    label === undefined
      ? ''
      : label === prediction.class
        ? ', correctly'
        : `, though it is a ${classText(label)}`
  const { bold } = terminal.colours
  return [
    bold(
      `${name}: predicted ${classText(prediction.class)} with probability ${formatPercent(probability)}${known}`,
    ),
    '',
    drawMap({ image, map, className: classText(target) }, terminal.colourDepth, terminal.width),
    '',
    table(
      [
        { title: 'region' },
        { title: `mean drop of the ${scoreName(document.score)} of ${classText(target)}`, align: 'right' },
      ],
      Object.entries(document.regions).map(([region, value]) => [region, formatNumber(value)]),
      bold,
    ),
    '',
    `window ${sizeText(window)}, stride ${sizeText(stride)}, baseline ${baseline}: ${windows[0] * windows[1]} windows in ${formatDuration(milliseconds / 1000)}`,
    engineText(engine),
  ].join('\n')
}

/** Several explained images, a line each. */
export function severalSummary(explained: readonly Explained[], heading: (text: string) => string): string {
  const regions = Object.keys(explained[0]!.document.regions)
  const { score, engine } = explained[0]!.document
  const columns = ['image', 'predicted', 'probability', 'target', ...regions]
  const rows = explained.map(({ name, document, probability, classText }) => [
    name,
    classText(document.prediction.class),
    formatPercent(probability),
    classText(document.target),
    ...regions.map((region) => formatNumber(document.regions[region]!)),
  ])
  return [
    table(
      columns.map((title, c) => ({ title, align: c === 0 ? 'left' : 'right' })),
      rows,
      heading,
    ),
    '',
    `Regions: mean drop of the ${scoreName(score)} of the target. ${engineText(engine)}`,
  ].join('\n')
}

function engineText({ name, variant, threads, reason }: Explained['document']['engine']): string {
  return `engine ${name}, ${variant}, ${threads} thread${threads === 1 ? '' : 's'} (${reason})`
}

function scoreName(score: Explained['document']['score']): string {
  return typeof score === 'object' ? `margin over ${score.against}` : (score ?? 'logit')
}
