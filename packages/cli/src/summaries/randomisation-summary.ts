import { type CascadeResult, type CascadeStep, cascadeSentence } from '@umbra/core/study'
import { formatCount, formatFixed, formatInterval, intervalName } from '@umbra/core/words'
import { plainScreen, type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

/** Most steps that are listed, and characters of a layer's name: the table fits a screen. */
const MOST_ROWS = 12
const LONGEST_NAME = 24

/** A cascade as a small table, and what it says in a sentence. */
export function randomisationSummary(result: CascadeResult, screen: Screen = plainScreen): string {
  const { steps, draws, images, over, confidence } = result
  const rows = listed(steps)
  const withheld = steps.length - rows.length
  const undefinedMaps = steps.reduce((sum, { spearman }) => sum + spearman.undefined, 0)
  return [
    table(
      [
        { title: 'drawn anew' },
        { title: 'Spearman', align: 'right' },
        { title: intervalName(confidence), align: 'right' },
        { title: 'of |map|', align: 'right' },
        { title: 'SSIM', align: 'right' },
      ],
      rows.map((step) => [
        nameOf(step),
        formatFixed(step.spearman.mean, 2),
        step.spearman.interval ? formatInterval(step.spearman.interval, 2) : '–',
        formatFixed(step.spearmanOfMagnitudes.mean, 2),
        formatFixed(step.ssim.mean, 2),
      ]),
      screen,
    ),
    '',
    ...[
      cascadeSentence(result),
      `Similarity to the trained network’s map; ${countText(draws, 'draw')} of the weights, ${countText(images, 'image')}, intervals over ${over}.`,
      ...(withheld > 0 ? [`${formatCount(withheld)} of ${steps.length} steps are left out here.`] : []),
      ...(undefinedMaps > 0
        ? [`${countText(undefinedMaps, 'map')} could not be compared: the same everywhere, or not finite.`]
        : []),
    ].map((sentence) => wrap(sentence, screen.width)),
  ].join('\n')
}

/** All steps, or so many evenly spaced, the first and the last among them. */
function listed(steps: readonly CascadeStep[]): readonly CascadeStep[] {
  if (steps.length <= MOST_ROWS) return steps
  return Array.from(
    { length: MOST_ROWS },
    (_, row) => steps[Math.round((row * (steps.length - 1)) / (MOST_ROWS - 1))]!,
  )
}

function nameOf({ name, layers }: CascadeStep): string {
  const added = layers === 1 ? name : `+ ${name}`
  return added.length <= LONGEST_NAME ? added : `${added.slice(0, LONGEST_NAME - 1)}…`
}

function countText(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`
}
