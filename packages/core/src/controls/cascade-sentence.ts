import { formatFixed } from '../words/format.js'
import type { CascadeResult, CascadeStep } from './cascade.js'

/** Below this correlation the sentence calls a map another. */
const CHANGED = 0.5

/** What a cascade says, in one plain sentence or two. */
export function cascadeSentence({ order, steps }: Pick<CascadeResult, 'order' | 'steps'>): string {
  const compared = steps.filter(({ spearman }) => !Number.isNaN(spearman.mean))
  const [first, last] = [compared[0], compared.at(-1)]
  if (!first || !last) return 'No map can be compared with the trained one: each is the same everywhere.'
  if (order === 'independent') {
    const least = compared.reduce((a, b) => (b.spearman.mean < a.spearman.mean ? b : a))
    return `The map changes most with ${least.name} alone drawn anew: Spearman ${said(least)}.`
  }
  const changed = compared.find(({ spearman }) => spearman.mean < CHANGED)
  if (!changed) {
    return `The map hardly changes: with ${layersText(last)} drawn anew Spearman is still ${said(last)}, so it shows little of what was learnt.`
  }
  const end = changed === last ? '' : ` With ${layersText(last)} drawn anew it is ${said(last)}.`
  if (changed.layers === 1) {
    return `The map changes as soon as the last layer, ${changed.name}, is drawn anew: Spearman ${said(changed)}.${end}`
  }
  return `The map holds until ${layersText(changed)} from the top, down to ${changed.name}, are drawn anew: Spearman ${said(changed)}.${end}`
}

function said({ spearman }: CascadeStep): string {
  return formatFixed(spearman.mean, 2)
}

function layersText({ layers }: CascadeStep): string {
  return layers === 1 ? 'its one layer' : `${layers} layers`
}
