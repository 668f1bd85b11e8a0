import type { SavedModelEvaluation } from '@umbra/core/training'
import { formatCount, formatFixed, formatPercent } from '@umbra/core/words'
import { table } from '../terminal/table.js'

/** Most classes whose confusion is shown: a table of more is read by nobody. */
const MOST_COLUMNS = 40

/** Accuracy over all and by class, with the confusion matrix, which says what the misses were taken for. */
export function evaluationTables(
  { n, accuracy, loss, classes, confusion, scoredBy }: SavedModelEvaluation,
  names: { readonly model: string; readonly data: string; readonly outputs: string },
  heading: (text: string) => string = (text) => text,
): string {
  const wrong = n - confusion.reduce((sum, row, c) => sum + row[c]!, 0)
  const few = classes.length <= MOST_COLUMNS
  const titles = ['class', 'images', 'accuracy', ...(few ? classes.map(({ name }) => `→ ${name}`) : [])]
  const rows = classes.map(({ name, n: size, accuracy: share }, row) => [
    name,
    formatCount(size),
    formatPercent(share, 2),
    // Zeros would hide the few counts that matter.
    ...(few ? confusion[row]!.map((count) => (count === 0 ? '·' : formatCount(count))) : []),
  ])
  return [
    `${names.model} on ${names.data}: accuracy ${formatPercent(accuracy, 2)}, ${formatCount(wrong)} of ${formatCount(n)} images wrong, loss ${formatFixed(loss, 4)}`,
    '',
    table(
      titles.map((title) => ({ title, align: 'right' })),
      rows,
      heading,
    ),
    '',
    few
      ? 'Columns with an arrow: how many images of the row’s class were taken for which.'
      : `Which classes were taken for which of ${formatCount(classes.length)}, --json says.`,
    `outputs: ${names.outputs}`,
    `scored by ${scoredBy.runtime}${scoredBy.reason === undefined ? '' : ` (${scoredBy.reason})`}`,
  ].join('\n')
}
