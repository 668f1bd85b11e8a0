import type { MethodsResult } from '@umbra/core/study'
import { formatDuration, formatEstimate, formatFixed, formatPValue, scoreText } from '@umbra/core/words'
import { plainScreen, type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

const right = 'right' as const

/** Methods beside each other as tables, and what they say. */
export function methodsSummary(result: MethodsResult, screen: Screen = plainScreen): string {
  const { n, provenance, config, verdict, leftOut, answers } = result
  const { bold } = screen.colours
  const said = (sentence: string) => wrap(sentence, screen.width)
  return [
    bold(`Attribution methods on ${n} ${n === 1 ? 'image' : 'images'}`),
    said(`${provenance.data.name}; ${scoreText(config.score)}, at most ${config.samples} passes an image`),
    '',
    methodTable(result, screen),
    '',
    said(
      'Means over images; deletion: lower is more faithful, the others: higher. Spearman: with the first map. All measures and their tests are in the report.',
    ),
    ...leftOut.map(({ id, reason }) => said(`${id} is left out: ${reason}`)),
    ...(answers ? ['', answerTable(result, answers, screen)] : []),
    ...(verdict.length > 0 ? ['', bold('Verdict'), ...verdict.map(said)] : []),
  ].join('\n')
}

/** Measures on the screen; there is room for few. */
const SHOWN = ['deletion', 'insertion', 'muFidelity'] as const

function methodTable({ methods, faithfulness, agreement }: MethodsResult, screen: Screen): string {
  const means = (m: number, o: number) =>
    SHOWN.map((name) => {
      const measure = faithfulness[m]!.measures.find((each) => each.name === name)!
      return formatFixed(measure.orders[o]!.mean, 3)
    })
  const alike = (order: number) => formatFixed(agreement.spearman[0]![order]!, 2)
  return table(
    [
      { title: 'method' },
      { title: 'deletion', align: right },
      { title: 'insertion', align: right },
      { title: 'μFidelity', align: right },
      { title: 'Spearman', align: right, expendable: 1 },
      { title: 'an image', align: right, expendable: 2 },
    ],
    [
      ...methods.map(({ name, seconds }, m) => [
        name,
        ...means(m, 0),
        alike(m),
        seconds === undefined ? '–' : formatDuration(seconds),
      ]),
      ['ink order', ...means(0, 1), alike(methods.length), ''],
      ['random order', ...means(0, 2), alike(methods.length + 1), ''],
    ],
    screen,
  )
}

function answerTable(
  { methods, regions }: MethodsResult,
  { classes, methods: answers }: NonNullable<MethodsResult['answers']>,
  screen: Screen,
): string {
  const [a, b] = classes
  const names = [...methods.map(({ name }) => name), 'ink order']
  return table(
    [
      { title: `${a.name} − ${b.name}, g` },
      { title: 'pattern, p', align: right },
      ...regions.map((region, r) => ({ title: region, align: right, expendable: r })),
    ],
    answers.map(({ profile, regions: tests }, m) => [
      names[m]!,
      formatPValue(profile.pHolm),
      ...tests.map(({ effect }) => (effect ? formatEstimate(effect.value, effect.interval) : '–')),
    ]),
    screen,
  )
}
