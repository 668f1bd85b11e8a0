import { optionText, shellLine } from '@umbra/core/notation'
import type { Command } from 'commander'
import { standardOf } from './schema-options.js'

/** Options that decide where, how fast and how loudly, but not what comes out. */
export const WITHOUT_RESULT = new Set([
  'out',
  'threads',
  'resume',
  'force',
  'shard',
  'queue',
  'shared',
  'json',
  'quiet',
  'verbose',
  'color',
  'config',
  'showConfig',
])

/**
 * The line that reproduces a command's result: every choice that is not the default, whether it came from a flag, the
 * environment or a file.
 */
export function reproducibleLine(command: Command): string {
  const flags = command.options.flatMap((option) => {
    const key = option.attributeName()
    const value: unknown = command.getOptionValue(key)
    const isDefault = command.getOptionValueSource(key) === 'default' || value === undefined
    // What a benchmark finds depends on its threads; nothing else does.
    const matters = !WITHOUT_RESULT.has(key) || (key === 'threads' && command.name() === 'bench')
    if (isDefault || !matters || value === false) return []
    if (optionText(value) === optionText(standardOf(option))) return []
    return value === true ? [option.long!] : [option.long!, optionText(value)]
  })
  return shellLine(['umbra', command.name(), ...command.args.map(operand), ...flags])
}

/** A path that begins as an option does is one no more behind the folder it lies in; `-` alone is standard input. */
function operand(path: string): string {
  return /^-./.test(path) ? `./${path}` : path
}
