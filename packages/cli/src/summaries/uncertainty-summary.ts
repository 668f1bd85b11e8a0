import type { UncertaintyDocument } from '@umbra/core/study'
import { formatNumber, formatPercent } from '@umbra/core/words'
import { type Screen, table } from '../terminal/table.js'
import { wrap } from '../terminal/wrap.js'

/** What maps are spread over, in the words of a summary. */
const OVER = { baseline: 'draws of the baseline', windows: 'window sizes', networks: 'networks' } as const

type Explained = UncertaintyDocument['images'][number]

/** How far the maps of images hang on what was drawn or chosen, image by image. */
export function uncertaintySummary({ images }: UncertaintyDocument, screen: Screen): string {
  return images.map((one) => ofOne(one, screen)).join('\n\n')
}

function ofOne(one: Explained, screen: Screen): string {
  const rows = spreadsOf(one).map(({ over, spread }) => [
    `${spread.n} ${over}`,
    `${formatNumber(largest(spread.mean))} (${spread.unit})`,
    formatNumber(largest(spread.standardError)),
    formatPercent(spread.beyond, 0),
  ])
  const columns = ['map over', 'largest mean', 'largest standard error', 'beyond two'].map((title, c) => ({
    title,
    ...(c > 0 && { align: 'right' as const }),
  }))
  const { sensitivity } = one
  const moved =
    sensitivity &&
    `max-sensitivity ${formatNumber(sensitivity.value)}: as far as the map moves, of its length, in ${sensitivity.samples} images with each value up to ${sensitivity.radius} off`
  return [
    wrap(`Uncertainty of the map of ${one.name}`, screen.width),
    ...(rows.length > 0 ? [table(columns, rows, screen)] : []),
    ...(moved ? [wrap(moved, screen.width)] : []),
  ].join('\n')
}

/** The spreads there are of an image, and what each is over. */
export function spreadsOf(one: Explained) {
  return (['baseline', 'windows', 'networks'] as const).flatMap((kind) => {
    const spread = one[kind]
    return spread ? [{ over: OVER[kind], spread }] : []
  })
}

/** Of a map its largest magnitude: pixel by pixel, for a call takes no more arguments than fit on the stack. */
function largest(map: readonly (readonly number[])[]): number {
  return map.reduce((most, row) => row.reduce((max, value) => Math.max(max, Math.abs(value)), most), 0)
}
