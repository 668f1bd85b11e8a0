import { formatDuration, formatNumber, formatPercent, sizeText, withArticle } from '@umbra/core/words'
import type { Explained } from '../output/explained-image.js'
import { drawMap } from '../terminal/draw-map.js'
import { type Screen, table } from '../terminal/table.js'
import type { Terminal } from '../terminal/terminal.js'
import { wrap } from '../terminal/wrap.js'

/** One explained image on one screen: image and map drawn, what was predicted, and what each region weighs. */
export function explanationSummary(
  explained: Explained,
  terminal: Screen & Pick<Terminal, 'colourDepth'>,
): string {
  const { document, name, image, map, classText, predictionWords, headWords } = explained
  const { target, window, stride, baseline, engine, windows, milliseconds } = document
  const { bold } = terminal.colours
  return [
    bold(wrap(`${name}: ${predictionWords}${knownText(explained)}`, terminal.width)),
    '',
    drawMap({ image, map, className: classText(target) }, terminal.colourDepth, terminal.width),
    '',
    table(
      [
        { title: 'region' },
        { title: `mean drop of the ${scoreName(document.score)} of ${classText(target)}`, align: 'right' },
      ],
      Object.entries(document.regions).map(([region, value]) => [region, formatNumber(value ?? Number.NaN)]),
      terminal,
    ),
    '',
    ...[
      `window ${sizeText(window)}, stride ${sizeText(stride)}, baseline ${baseline}: ${windows[0] * windows[1]} windows${milliseconds === undefined ? '' : ` in ${formatDuration(milliseconds / 1000)}`}`,
      `outputs: ${headWords}`,
      engineText(engine),
    ].map((line) => wrap(line, terminal.width)),
  ].join('\n')
}

/** What the image's own class, where it is known, says of the prediction. */
function knownText({ label, classText, document }: Explained): string {
  const { class: predicted, labels } = document.prediction
  if (label === undefined) return ''
  if (labels)
    return labels.includes(label) ? ', its own among them' : `, though it is ${withArticle(classText(label))}`
  return label === predicted ? ', correctly' : `, though it is ${withArticle(classText(label))}`
}

/** As much of an explained image as its line says. */
export type ExplanationOutline = Pick<Explained, 'name' | 'classText' | 'headWords'> & {
  readonly document: Omit<Explained['document'], 'map'>
}

export function outlineOf({ name, classText, headWords, document }: Explained): ExplanationOutline {
  const { map: _, ...rest } = document
  return { name, classText, headWords, document: rest }
}

/** Several explained images, a line each. */
export function severalSummary(explained: readonly ExplanationOutline[], screen: Screen): string {
  const regions = Object.keys(explained[0]!.document.regions)
  const { headWords } = explained[0]!
  const { score, engine } = explained[0]!.document
  const columns = ['image', 'predicted', 'probability', 'target', ...regions]
  const rows = explained.map(({ name, document, classText }) => [
    name,
    classText(document.prediction.class),
    formatPercent(document.prediction.probabilities?.[document.prediction.class] ?? Number.NaN),
    classText(document.target),
    ...regions.map((region) => formatNumber(document.regions[region] ?? Number.NaN)),
  ])
  return [
    table(
      columns.map((title, c) => ({ title, align: c === 0 ? 'left' : 'right' })),
      rows,
      screen,
    ),
    '',
    wrap(
      `Regions: mean drop of the ${scoreName(score)} of the target. Outputs: ${headWords}. ${engineText(engine)}`,
      screen.width,
    ),
  ].join('\n')
}

function engineText({ name, variant, threads, reason }: Explained['document']['engine']): string {
  return `engine ${name}, ${variant}, ${threads} thread${threads === 1 ? '' : 's'} (${reason})`
}

function scoreName(score: Explained['document']['score']): string {
  return typeof score === 'object' ? `margin over ${score.against}` : (score ?? 'logit')
}
