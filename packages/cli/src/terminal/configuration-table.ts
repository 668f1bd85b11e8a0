import { optionText } from '@umbra/core/notation'
import type { Command } from 'commander'
import { layered, variableOf } from '../options/layers.js'
import { standardOf } from '../options/schema-options.js'
import { withoutPasswords } from '../options/without-passwords.js'
import { type Screen, table } from './table.js'

/** One option as a command would use it. */
interface Setting {
  readonly value: unknown
  /** `flag`, `default`, or the variable or file it comes from. */
  readonly from: string
  readonly variable: string
}

/** Every option of a command that was read, its value and where that comes from. */
export function configurationOf(command: Command): Record<string, Setting> {
  return Object.fromEntries(
    layered(command).map((option) => {
      const key = option.attributeName()
      const source = command.getOptionValueSource(key)
      const from = source === 'cli' ? 'flag' : (source ?? 'default')
      const value = command.getOptionValue(key) ?? standardOf(option) ?? null
      const shown = typeof value === 'string' ? withoutPasswords(value) : value
      return [key, { value: shown, from, variable: variableOf(option) }]
    }),
  )
}

/** What is set by neither a flag nor a default, a line each: `window 5,5, from UMBRA_WINDOW`. */
export function elsewhere(command: Command): string[] {
  return Object.entries(configurationOf(command))
    .filter(([, { from }]) => from !== 'flag' && from !== 'default')
    .map(([key, { value, from }]) => `${key} ${optionText(value)}, from ${from}`)
}

/** Every option for people, as a table. */
export function configurationTable(configuration: Readonly<Record<string, Setting>>, screen: Screen): string {
  const columns = ['option', 'value', 'from', 'variable'].map((title) => ({ title }))
  const rows = Object.entries(configuration).map(([key, { value, from, variable }]) => [
    key,
    value === null ? '' : optionText(value),
    from,
    variable,
  ])
  return table(columns, rows, screen)
}
