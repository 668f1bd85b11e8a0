import { MEASURES, type MeasuredImages, ORDERS } from '@umbra/core/study'
import { formatFixed } from '@umbra/core/words'
import { type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

/**
 * How faithful the maps of the images at hand are, as means over them. An image of which a measure is undefined is left out of that measure,
 * and counted.
 */
export function explainedFaithfulnessSummary(images: MeasuredImages['images'], screen: Screen): string {
  const n = images.length
  const rowsOf = ({ name }: (typeof MEASURES)[number]) => images.map(({ values }) => values[name])
  const definedOf = (measure: (typeof MEASURES)[number]) =>
    n === 1 ? rowsOf(measure) : rowsOf(measure).filter((row) => row.every(Number.isFinite))
  const undefinedText = MEASURES.flatMap((measure) => {
    const missing = n - definedOf(measure).length
    return missing === 0
      ? []
      : [`${measure.words} is undefined of ${missing} of ${n} images, which it leaves out.`]
  })
  return [
    table(
      [
        { title: 'faithfulness' },
        { title: 'better' },
        ...ORDERS.map((order) => ({ title: order, align: 'right' as const })),
      ],
      MEASURES.map((measure) => [
        measure.words,
        measure.better,
        ...ORDERS.map((_, o) => formatFixed(meanOf(definedOf(measure).map((row) => row[o]!)), 3)),
      ]),
      screen,
    ),
    '',
    ...[
      ...undefinedText,
      `${n === 1 ? 'Of one image' : `Means over ${n} images`}, beside the order of the ink and a random one; umbra faithfulness tests over many images whether a map is better.`,
    ].map((sentence) => wrap(sentence, screen.width)),
  ].join('\n')
}

/** NaN of none. */
function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
