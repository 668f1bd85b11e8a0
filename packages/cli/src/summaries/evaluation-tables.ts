import type { SavedModelEvaluation } from '@umbra/core/training'
import { formatCount, formatFixed, formatPercent } from '@umbra/core/words'
import { type Column, plainScreen, type Screen, table, tableWidth } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

/** Most classes whose confusion is shown: a table of more is read by nobody. */
const MOST_COLUMNS = 40
/** Kinds of mistakes named of a class where there is no room for the matrix. */
const MOST_MISTAKES = 3

/** Accuracy over all and by class, with the confusion matrix, which says what the misses were taken for. */
export function evaluationTables(
  { n, accuracy, loss, classes, confusion, scoredBy }: SavedModelEvaluation,
  names: { readonly model: string; readonly data: string; readonly outputs: string },
  screen: Screen = plainScreen,
): string {
  const wrong = n - confusion.reduce((sum, row, c) => sum + row[c]!, 0)
  const byClass = classes.map(({ name, n: size, accuracy: share }) => [
    name,
    formatCount(size),
    formatPercent(share, 2),
  ])
  const matrix = withMatrix(classes, confusion, byClass)
  const few = classes.length <= MOST_COLUMNS && tableWidth(matrix.columns, matrix.rows) <= screen.width
  const { columns, rows } = few ? matrix : withConfusions(classes, confusion, byClass)
  return [
    wrap(
      `${names.model} on ${names.data}: accuracy ${formatPercent(accuracy, 2)}, ${formatCount(wrong)} of ${formatCount(n)} images wrong, loss ${formatFixed(loss, 4)}`,
      screen.width,
    ),
    '',
    table(columns, rows, screen),
    '',
    ...[
      few
        ? 'Columns with an arrow: how many images of the row’s class were taken for which.'
        : 'Taken for: the most frequent mistakes about images of the row’s class; --json has all.',
      `outputs: ${names.outputs}`,
      `scored by ${scoredBy.runtime}${scoredBy.reason === undefined ? '' : ` (${scoredBy.reason})`}`,
    ].map((line) => wrap(line, screen.width)),
  ].join('\n')
}

const OF_CLASS: readonly Column[] = ['class', 'images', 'accuracy'].map((title) => ({
  title,
  align: 'right',
}))

interface Filled {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly string[])[]
}

/** With a column for each class that an image may have been taken for. */
function withMatrix(
  classes: SavedModelEvaluation['classes'],
  confusion: SavedModelEvaluation['confusion'],
  byClass: Filled['rows'],
): Filled {
  const arrows = classes.map(({ name }) => ({ title: `→ ${name}`, align: 'right' as const }))
  // Zeros would hide the few counts that matter.
  const counts = confusion.map((row) => row.map((count) => (count === 0 ? '·' : String(count))))
  return { columns: [...OF_CLASS, ...arrows], rows: byClass.map((cells, r) => [...cells, ...counts[r]!]) }
}

/** With one column that names the commonest mistakes: where there are too many classes, or their names are too long, for a matrix. */
function withConfusions(
  classes: SavedModelEvaluation['classes'],
  confusion: SavedModelEvaluation['confusion'],
  byClass: Filled['rows'],
): Filled {
  const mistakes = confusion.map((row, own) =>
    [...row.entries()]
      .filter(([taken, count]) => taken !== own && count > 0)
      .sort(([, a], [, b]) => b - a)
      .slice(0, MOST_MISTAKES)
      .map(([taken, count]) => `${classes[taken]!.name} ${formatCount(count)}×`)
      .join(', '),
  )
  return {
    columns: [...OF_CLASS, { title: 'taken for' }],
    rows: byClass.map((cells, r) => [...cells, mistakes[r]!]),
  }
}
