import type { Command } from 'commander'
import stringWidth from 'string-width'
import { wrap } from './wrap.js'

/** A command to copy, and two spaces or more on, what it does. */
const EXAMPLE = /^( {2}\$ .*?\S) {2,}(\S.*)$/

/**
 * Examples, with which a command's help begins.
 *
 * @param examples - a heading, then a line an example: `  $ `, the command, two spaces or more, what it does
 */
export function addExamples(command: Command, examples: string): Command {
  return command.addHelpText('before', () =>
    fitted(examples, command.configureOutput().getOutHelpWidth?.() ?? Number.POSITIVE_INFINITY),
  )
}

/** What examples do, beside them where all have room for that in a terminal, else below. A command itself is never broken. */
function fitted(examples: string, columns: number): string {
  const lines = examples.split('\n')
  if (lines.every((line) => stringWidth(line) <= columns)) return examples
  return lines
    .map((line) => {
      const [, command, does] = EXAMPLE.exec(line) ?? []
      return command && does ? `${command}\n${wrap(does, columns, '      ')}` : line
    })
    .join('\n')
}
