import { shellWords } from '@umbra/core/notation'
import { type Command, CommanderError } from 'commander'
import type { Context } from '../context.js'
import { inputError } from '../input-error.js'
import { WITHOUT_RESULT } from '../options/reproducible-line.js'

/** The commands whose results can be made once more. */
const REPEATABLE: readonly string[] = [
  ...['study', 'robustness', 'faithfulness', 'compare-methods'],
  ...['explain', 'interactions'],
]

/** A line that a result recorded. */
export interface RecordedLine {
  readonly name: string
  readonly args: readonly string[]
  /** What its options say, and its operands. */
  readonly options: Readonly<Record<string, unknown>>
  readonly operands: readonly string[]
}

/**
 * Reads the line that reproduces a result. It comes from a file: nothing but the commands that make results is taken, and no
 * option that says where, how fast or how loudly.
 *
 * @throws InputError RESULT_COMMAND
 */
export async function readLine(line: string, context: Context): Promise<RecordedLine> {
  const [umbra, name = '', ...args] = shellWords(line) ?? []
  const refuse = (why: string) =>
    inputError('RESULT_COMMAND', `the result was not made by a line of Umbra’s that can be run again: ${why}`)
  if (umbra !== 'umbra' || !REPEATABLE.includes(name)) throw refuse(JSON.stringify(line.slice(0, 60)))
  const command = await commandNamed(name, context)
  try {
    const { operands, unknown } = command.parseOptions([...args])
    const [odd] = unknown
    if (odd !== undefined) throw refuse(`it has no option ${odd}`)
    const set = command.options.find((option) => {
      const key = option.attributeName()
      return WITHOUT_RESULT.has(key) && command.getOptionValueSource(key) === 'cli'
    })
    if (set) throw refuse(`no result records ${set.long}`)
    return { name, args, options: command.opts(), operands }
  } catch (error) {
    if (error instanceof CommanderError) throw refuse(error.message.replace(/^error: /, ''))
    throw error
  }
}

/** A command as it is typed, which does its work in the context given, and throws what is wrong with its options. */
export async function commandNamed(name: string, context: Context): Promise<Command> {
  const command = (await context.allCommands(context)).find((each) => each.name() === name)!
  return command.exitOverride().configureOutput({ writeErr: () => undefined, outputError: () => undefined })
}
