import { formatDuration, formatNumber, formatPercent, sizeText } from '@umbra/core'
import type { Explained } from '../actions/explain.js'
import { drawMap } from './draw-map.js'
import { table } from './table.js'
import type { Terminal } from './terminal.js'

/** One explained image on one screen: image and map drawn, what was predicted, and what each region weighs. */
export function explanationSummary(
  explained: Explained,
  terminal: Pick<Terminal, 'colourDepth' | 'colours' | 'width'>,
): string {
  const { document, name, label, probability, image, map } = explained
  const { prediction, target, window, stride, baseline, engine, windows, milliseconds } = document
  const known =
    label === undefined ? '' : label === prediction.class ? ', correctly' : `, though it is a ${label}`
  const { bold } = terminal.colours
  return [
    bold(`${name}: predicted ${prediction.class} with probability ${formatPercent(probability)}${known}`),
    '',
    drawMap({ image, map, className: String(target) }, terminal.colourDepth, terminal.width),
    '',
    table(
      [
        { title: 'region' },
        { title: `mean drop of the ${scoreName(document.score)} of ${target}`, align: 'right' },
      ],
      Object.entries(document.regions).map(([region, value]) => [region, formatNumber(value)]),
      bold,
    ),
    '',
    `window ${sizeText(window)}, stride ${sizeText(stride)}, baseline ${baseline}: ${windows[0] * windows[1]} windows in ${formatDuration(milliseconds / 1000)}`,
    `engine ${engine.name}, ${engine.variant}, ${engine.threads} thread${engine.threads === 1 ? '' : 's'} (${engine.reason})`,
  ].join('\n')
}

function scoreName(score: Explained['document']['score']): string {
  return typeof score === 'object' ? `margin over ${score.against}` : (score ?? 'logit')
}
