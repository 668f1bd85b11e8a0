import type { FaithfulnessResult } from '@umbra/core/study'
import { formatEstimate, formatFixed, formatPValue, scoreText, settingsText } from '@umbra/core/words'
import { plainScreen, type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

/** How faithful maps are as a table, and what it says. */
export function faithfulnessSummary(result: FaithfulnessResult, screen: Screen = plainScreen): string {
  const { measures, config, n, provenance, verdict } = result
  const { bold } = screen.colours
  const right = 'right' as const
  const undefinedImages = measures.filter((measure) => measure.undefined > 0)
  return [
    bold(`Faithfulness of ${n} maps`),
    wrap(`${provenance.data.name}; ${settingsText(config)}, score ${scoreText(config.score)}`, screen.width),
    '',
    table(
      [
        { title: 'measure' },
        { title: 'map', align: right },
        { title: 'ink', align: right },
        { title: 'random', align: right, expendable: 1 },
        { title: 'map over ink', align: right },
        { title: 'p', align: right, expendable: 2 },
        { title: 'the map is' },
      ],
      measures.map(({ words, orders, comparisons: [ink] }) => [
        words,
        ...orders.map(({ mean }) => formatFixed(mean, 3)),
        formatEstimate(ink!.advantage, ink!.interval),
        formatPValue(ink!.adjustedP),
        ink!.verdict,
      ]),
      screen,
    ),
    '',
    ...[
      'map over ink: mean advantage over images with its interval, positive where the map is more faithful; p by sign flips, Holm-adjusted over all measures and both controls.',
      ...undefinedImages.map(
        ({ words, undefined: count }) =>
          `${words} is undefined of ${count} of ${n} images, which it leaves out.`,
      ),
    ].map((sentence) => wrap(sentence, screen.width)),
    '',
    bold('Verdict'),
    ...verdict.map((sentence) => wrap(sentence, screen.width)),
  ].join('\n')
}
