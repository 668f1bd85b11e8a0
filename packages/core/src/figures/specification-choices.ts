import { GRID, INK } from './palette.js'
import type { Specification } from './specification-curve.js'
import { coordinate, svg, text } from './svg.js'

const ROW = 15
const GROUP_GAP = 9
/** Height of the tick that marks a choice. */
const TICK = 8

/** How the choices below a curve are laid out. */
export interface ChoiceLayout {
  readonly width: number
  /** Room at the left for names and values. */
  readonly labels: number
  /** Column of the study itself; −1 where there is none. */
  readonly reference: number
  colour(specification: Specification): string
}

/**
 * Below a specification curve, a row for each value of each choice, with a tick where the specification above took it.
 * Choices that never vary are left out.
 */
export function choiceMatrix(
  sorted: readonly Specification[],
  layout: ChoiceLayout,
): { readonly drawn: string; readonly height: number } {
  const { width, labels, reference } = layout
  const step = (width - labels - 4) / sorted.length
  const x = (i: number) => labels + (i + 0.5) * step
  let y = 0
  let drawn = ''
  for (const name of choiceNames(sorted)) {
    drawn += svg('path', { d: `M0 ${y}h${width}`, stroke: GRID })
    drawn += text(0, y + 14, name, { 'font-weight': 'bold', 'font-size': 10 })
    for (const value of choiceValues(sorted, name)) {
      drawn += text(labels - 14, y + 14, value, { 'text-anchor': 'end', 'font-size': 10 })
      drawn += ticks(sorted, (one) => one.choices[name] === value, x, y + 6.5, step, layout)
      y += ROW
    }
    y += GROUP_GAP
  }
  if (reference >= 0) {
    const line = { stroke: INK, 'stroke-dasharray': '2 2', 'stroke-width': 0.9, 'stroke-opacity': 0.6 }
    drawn += svg('path', { d: `M${coordinate(x(reference))} -18v${y + 18 - GROUP_GAP}`, ...line })
  }
  return { drawn, height: y }
}

/** One path for each colour: thousands of single elements would weigh more than the rest of the figure. */
function ticks(
  sorted: readonly Specification[],
  taken: (specification: Specification) => boolean,
  x: (i: number) => number,
  y: number,
  step: number,
  { colour }: ChoiceLayout,
): string {
  const paths = new Map<string, string>()
  sorted.forEach((specification, i) => {
    if (!taken(specification)) return
    const stroke = colour(specification)
    paths.set(stroke, `${paths.get(stroke) ?? ''}M${coordinate(x(i))} ${y}v${TICK}`)
  })
  const look = { 'stroke-width': Math.min(3, Math.max(0.8, step * 0.75)) }
  return [...paths].map(([stroke, d]) => svg('path', { d, stroke, ...look })).join('')
}

/** Choices in the order they first appear, those that never vary left out. */
function choiceNames(specifications: readonly Specification[]): string[] {
  const names = new Set(specifications.flatMap(({ choices }) => Object.keys(choices)))
  return [...names].filter((name) => choiceValues(specifications, name).length > 1)
}

/** The values of a choice, numbers within them in numeric order. */
function choiceValues(specifications: readonly Specification[], name: string): string[] {
  const values = new Set(specifications.flatMap(({ choices }) => choices[name] ?? []))
  return [...values].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}
