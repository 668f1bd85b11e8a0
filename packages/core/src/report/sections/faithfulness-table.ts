import type { FaithfulnessResult, MeasureResult } from '../../faithfulness/result.js'
import { advantageText } from '../../faithfulness/verdict.js'
import { formatConfidence, formatCount, formatEstimate, formatFixed } from '../../words/format.js'
import { type Numbering, table } from '../elements.js'
import { type Html, html } from '../html.js'

/** Every measure of faithfulness: means of each order, and the map's advantage over both controls. */
export function measureTable({ measures, config }: FaithfulnessResult, numbering: Numbering): Html {
  const mean = ({ orders }: MeasureResult, i: number) => formatFixed(orders[i]!.mean, 3)
  return table(numbering, {
    title: `Means over images of the map, of ink order and of random order; advantage of the map with its ${formatConfidence(config.confidence)} interval`,
    columns: [
      { title: 'measure' },
      { title: 'better', kind: 'text' },
      { title: 'n' },
      { title: 'map' },
      { title: 'ink' },
      { title: 'random' },
      { title: 'map over ink' },
      { title: 'g' },
      { title: 'map over random' },
      { title: 'g' },
    ],
    rows: measures.map((measure) => [
      measure.words,
      measure.better,
      formatCount(measure.n),
      ...[0, 1, 2].map((i) => mean(measure, i)),
      ...measure.comparisons.flatMap((test) => [
        `${advantageText(test)}: ${test.verdict}`,
        test.g === undefined ? '–' : formatEstimate(test.g, test.gInterval),
      ]),
    ]),
    note: html`Advantages are in the unit of the measure and positive where the map is more faithful. p by sign flips, Holm-adjusted over all
comparisons; better or worse is said where it is below the level and the interval does not hold 0. n: images the measure is defined of.`,
  })
}
