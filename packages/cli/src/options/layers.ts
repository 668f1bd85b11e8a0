import { optionText } from '@umbra/core/notation'
import type { Command, Option } from 'commander'
import { inputError } from '../input-error.js'
import type { ConfigFile } from './config-file.js'

/** Options that are about this very call, and so come from nowhere else. */
const ONLY_TYPED = new Set(['config', 'showConfig', 'help', 'color'])

/** The options that may also come from the environment or a file. */
export function layered(command: Command): Option[] {
  return command.options.filter((option) => !ONLY_TYPED.has(option.attributeName()))
}

/** `UMBRA_LEARNING_RATE`: the variable an option can be set by. */
export function variableOf(option: Option): string {
  return `UMBRA_${option.name().replaceAll('-', '_').toUpperCase()}`
}

/**
 * Fills in what was not typed: from the environment, else from the file. What neither has stays the default.
 *
 * @throws InputError OPTION_INVALID, naming where the value came from
 */
export function fillIn(
  command: Command,
  file: ConfigFile | undefined,
  env: Readonly<NodeJS.ProcessEnv>,
): void {
  for (const option of layered(command)) {
    const key = option.attributeName()
    if (command.getOptionValueSource(key) === 'cli') continue
    const variable = variableOf(option)
    const text = env[variable]
    const inFile = file?.valueOf(command.name(), key)
    if (text !== undefined && text !== '') {
      command.setOptionValueWithSource(key, read(option, text, variable), variable)
    } else if (inFile !== undefined) {
      command.setOptionValueWithSource(key, read(option, inFile, file!.path), file!.path)
    }
  }
}

function read(option: Option, value: unknown, source: string): unknown {
  const isSwitch = !option.required && !option.optional
  if (isSwitch) return readSwitch(option, value, source)
  // A rule with parameters, such as {"kind": "blur", "sigma": 3}, is judged by its schema.
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  const text = optionText(value)
  try {
    return option.parseArg ? option.parseArg(text, undefined) : text
  } catch (cause) {
    const reason = (cause as Error).message.replace(/^OPTION_INVALID: /, '')
    const detail = reason.startsWith(option.name()) ? reason : `${option.name()} is ${text}: ${reason}`
    throw inputError('OPTION_INVALID', `${detail} (from ${source})`, cause)
  }
}

const SWITCH = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  ['1', true],
  [false, false],
  ['false', false],
  ['0', false],
])

function readSwitch(option: Option, value: unknown, source: string): boolean {
  const on = SWITCH.get(value)
  if (on !== undefined) return on
  throw inputError(
    'OPTION_INVALID',
    `${option.name()} is ${JSON.stringify(value)}: expected true or false (from ${source})`,
  )
}
