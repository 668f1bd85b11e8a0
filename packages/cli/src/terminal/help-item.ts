import { Help } from 'commander'
import { wrap } from './wrap.js'

/** Fewest columns in which what an option does is read beside it. */
const BESIDE = 40

/**
 * An option or command and what it does, as Commander's help has it, but below instead of beside it where a terminal has no room
 * for that. For `configureHelp`.
 */
export function helpItem(
  this: Help,
  term: string,
  termWidth: number,
  description: string,
  helper: Help,
): string {
  const columns = this.helpWidth ?? 80
  if (!description || columns - termWidth - 4 >= BESIDE)
    return Help.prototype.formatItem.call(this, term, termWidth, description, helper)
  return `  ${term}\n${wrap(description, columns, '      ')}`
}
