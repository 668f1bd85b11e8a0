import { type ImageInteractions, type InteractionsDocument, strongestPairs } from '@umbra/core/study'
import { formatCount, formatDuration, formatNumber, scoreText } from '@umbra/core/words'
import { type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

/** Pairs listed of one image at either end, and of each of several. */
const LISTED = 5

/** What parts of images do together: the strongest pairs of one image, or the strongest of each of several. */
export function interactionsSummary(document: InteractionsDocument, screen: Screen): string {
  const { images } = document
  const tables = images.length === 1 ? ofOne(images[0]!, screen) : [ofSeveral(document, screen)]
  return [
    ...tables,
    ...[signText(document), costText(document)].map((line) => wrap(line, screen.width)),
  ].join('\n\n')
}

function ofOne(image: ImageInteractions, screen: Screen): string[] {
  const { players, pairs, shapley } = image
  const { redundant, synergistic } = endsOf(image, LISTED)
  const rows = [...redundant, ...synergistic].map(({ i, j, value, kind }) => [
    players[i]!.name,
    players[j]!.name,
    kind,
    formatNumber(value),
  ])
  const titles = ['part', 'and', 'together', pairs ? 'drop beyond both alone' : 'interaction index']
  const columns = titles.map((title, c) => ({
    title,
    align: c === 3 ? ('right' as const) : ('left' as const),
  }))
  const strongest = rows.length > 0 ? [table(columns, rows, screen)] : ['No two parts do anything together.']
  if (!shapley) return strongest
  const values = table(
    [
      { title: 'part' },
      { title: 'Shapley value', align: 'right' },
      { title: 'Banzhaf value', align: 'right' },
    ],
    [
      ...players.map(({ name }, p) => [
        name,
        formatNumber(shapley.values[p]!),
        formatNumber(shapley.banzhaf.values[p]!),
      ]),
      ['sum', formatNumber(sumOf(shapley.values)), ''],
    ],
    screen,
  )
  return [values, ...strongest]
}

function ofSeveral({ images }: InteractionsDocument, screen: Screen): string {
  const titles = ['image', 'parts', 'most redundant', 'most synergistic']
  return table(
    titles.map((title, c) => ({ title, align: c === 1 ? ('right' as const) : ('left' as const) })),
    images.map((image) => {
      const { redundant, synergistic } = endsOf(image, 1)
      const words = ([pair]: typeof redundant) =>
        pair
          ? `${image.players[pair.i]!.name} and ${image.players[pair.j]!.name}: ${formatNumber(pair.value)}`
          : 'none'
      return [image.name, String(image.players.length), words(redundant), words(synergistic)]
    }),
    screen,
  )
}

/** The strongest pairs of either kind, from the strongest down. */
function endsOf(image: ImageInteractions, most: number) {
  const { redundant, synergistic } = strongestPairs(image, most)
  return {
    redundant: redundant.map((pair) => ({ ...pair, kind: 'redundant' })),
    synergistic: synergistic.map((pair) => ({ ...pair, kind: 'synergistic' })),
  }
}

function signText({ interactions, score, images }: InteractionsDocument): string {
  if (interactions === 'pairs') {
    return `Drop of the ${scoreText(score)} with both covered minus the two drops alone: above 0 the two are redundant, together they matter more; below 0 synergistic, each needs the other.`
  }
  const [only] = images
  const whole =
    images.length === 1
      ? ` The values sum to ${formatNumber(only!.score - only!.shapley!.allCovered)}, the ${scoreText(score)} less what it is with every part covered.`
      : ''
  return `Shapley interaction indices of the ${scoreText(score)}: below 0 the two are redundant, above 0 synergistic.${whole}`
}

function costText({ images, baseline, milliseconds, engine }: InteractionsDocument): string {
  const copies = images.reduce((sum, image) => sum + image.copies, 0)
  const parts = images.reduce((sum, { players }) => sum + players.length, 0)
  const idle = parts - images.reduce((sum, { changing }) => sum + changing.length, 0)
  const left =
    idle > 0
      ? `; ${formatCount(idle)} of ${formatCount(parts)} parts change nothing when covered, so that theirs are 0`
      : ''
  return `${formatCount(copies)} covered copies, baseline ${baseline}, in ${formatDuration(milliseconds / 1000)} on ${engine.threads} thread${engine.threads === 1 ? '' : 's'}${left}.`
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
