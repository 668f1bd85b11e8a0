import type { FigureOptions } from './figure-options.js'
import { INK } from './palette.js'
import { type PlotOptions, plot } from './plot.js'
import { coordinate, svg } from './svg.js'

/**
 * An Observable Plot as a group of SVG text, to be placed with `translate`. Its style sheet and labels are dropped,
 * its colours made explicit and its coordinates rounded, so that it looks the same in a page and on its own.
 */
export function chart(
  { document }: FigureOptions,
  options: PlotOptions & { width: number; height: number },
): string {
  const drawn = plot({ ...options, document })
  const content = drawn.innerHTML
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/&nbsp;/g, '&#160;')
    .replace(/<[^>]+>/g, (tag) =>
      tag
        .replace(/ aria-(label|hidden)="[^"]*"/g, '')
        .replaceAll('currentColor', INK)
        .replace(/-?\d+\.\d{3,}(e-\d+)?/g, (number) => coordinate(Number(number))),
    )
  return svg('g', { 'font-size': 10, 'text-anchor': 'middle' }, content)
}
