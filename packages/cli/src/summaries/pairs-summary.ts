import { imagesOfEach, largestEffects, type PairsResult } from '@umbra/core/study'
import { formatFixed, formatNumber, formatPValue, scoreText, settingsText } from '@umbra/core/words'
import { type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

/** All pairs on one screen: a row for each, the region in which it differs most, and the verdict. */
export function pairsSummary(result: PairsResult, screen: Screen): string {
  const { classes, config, pairs, provenance } = result
  const { colours, width } = screen
  const { bold } = colours
  const right = 'right' as const
  return [
    bold(`${pairs.length} pairs of ${classes.length} classes`),
    wrap(`${provenance.data.name}, n = ${imagesOfEach(classes)}`, width),
    wrap(`${settingsText(config)}, score ${scoreText(config.score)}`, width),
    '',
    table(
      [
        { title: 'pair' },
        { title: 'eta²', align: right },
        { title: 'p', align: right },
        { title: 'most in' },
        { title: 'g', align: right },
        { title: 'p', align: right },
      ],
      pairs.map(({ classes: [a, b], profile, interaction, regions }) => {
        const primary = profile ?? interaction
        const [most, tie] = largestEffects(regions)
        const single = tie ? undefined : most
        return [
          `${classes[a]!.name} − ${classes[b]!.name}`,
          formatNumber(primary.effect?.value ?? Number.NaN, 2),
          formatPValue(primary.pHolm),
          single?.region ?? '–',
          formatFixed(single?.effect?.value ?? Number.NaN, 2),
          formatPValue(single?.pHolm ?? Number.NaN),
        ]
      }),
      screen,
    ),
    '',
    wrap(
      'eta²: generalised eta squared of the class × region interaction of profiles; g: Hedges, first minus second. p: Holm-adjusted over all pairs, and over pairs and regions.',
      width,
    ),
    '',
    bold('Verdict'),
    wrap(result.verdict.text, width),
  ].join('\n')
}
