import type { ImageInteractions } from '../../interactions/interactions-schema.js'
import { strongestPairs } from '../../interactions/strongest-pairs.js'
import { formatNumber } from '../../words/format.js'
import { type Numbering, table } from '../elements.js'
import { type Html, html } from '../html.js'

/** Pairs listed of either kind. */
const LISTED = 10

/** The strongest pairs of an image, with what each takes alone where that was asked. */
export function pairsTable(image: ImageInteractions, numbering: Numbering): Html {
  const { players, pairs } = image
  const { redundant, synergistic } = strongestPairs(image, LISTED)
  const rows = [
    ...redundant.map((pair) => ({ ...pair, kind: 'redundant' })),
    ...synergistic.map((pair) => ({ ...pair, kind: 'synergistic' })),
  ]
  if (rows.length === 0) return html`<p>No two parts do anything together.</p>`
  const drops = (i: number, j: number, value: number) => {
    if (!pairs) return []
    const [a, b] = [pairs.drops[i]!, pairs.drops[j]!]
    return [a, b, a + b + value].map((drop) => formatNumber(drop))
  }
  return table(numbering, {
    title: `The strongest pairs, at most ${LISTED} of either kind`,
    columns: [
      { title: 'part' },
      { title: 'and', kind: 'text' },
      { title: 'together', kind: 'text' },
      ...(pairs ? ['drop of the first', 'of the second', 'of both'].map((title) => ({ title })) : []),
      { title: pairs ? 'beyond both alone' : 'interaction index' },
    ],
    rows: rows.map(({ i, j, value, kind }) => [
      players[i]!.name,
      players[j]!.name,
      kind,
      ...drops(i, j, value),
      formatNumber(value),
    ]),
  })
}

/** Values over all coalitions of an image's parts, but of those that change nothing. */
export function partsTable({ players, shapley, changing }: ImageInteractions, numbering: Numbering): Html {
  const { values, banzhaf } = shapley!
  const sum = values.reduce((total, value) => total + value, 0)
  return table(numbering, {
    title: 'What each part brings, over all coalitions of the others',
    columns: [{ title: 'part' }, { title: 'Shapley value' }, { title: 'Banzhaf value' }],
    rows: [
      ...changing.map((p) => [players[p]!.name, formatNumber(values[p]!), formatNumber(banzhaf.values[p]!)]),
      ['sum', formatNumber(sum), ''],
    ],
    ...(changing.length < players.length && {
      note: html`Parts that change nothing when covered are left out: their values are 0.`,
    }),
  })
}
