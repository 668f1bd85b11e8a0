import type { ModelProvenance } from '@umbra/core/explain'
import { formatCount, formatDuration, formatFixed, formatPercent } from '@umbra/core/words'
import { plainScreen, type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

/** A training epoch by epoch, and what came of it on the test split. */
export function trainingTable(
  { history, test, seconds }: Pick<ModelProvenance, 'history' | 'test' | 'seconds'>,
  screen: Screen = plainScreen,
): string {
  const columns = ['epoch', 'loss', 'accuracy', 'time'].map((title) => ({ title, align: 'right' as const }))
  const rows = history.map((epoch) => [
    String(epoch.epoch),
    formatFixed(epoch.loss, 4),
    formatPercent(epoch.accuracy, 2),
    formatDuration(epoch.seconds),
  ])
  return [
    table(columns, rows, screen),
    '',
    wrap(
      `Test accuracy ${formatPercent(test.accuracy, 2)} on ${formatCount(test.n)} images (loss ${formatFixed(test.loss, 4)}), after ${formatDuration(seconds)}.`,
      screen.width,
    ),
  ].join('\n')
}
