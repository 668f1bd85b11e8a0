import type { Command } from 'commander'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { layered } from './layers.js'
import { suggestion } from './suggestion.js'

/** Read without being named, where the command was called. */
const USUAL = 'umbra.config.json'
/** Largest one read, for masks of regions may be in it: 16 MiB. */
const LARGEST = 2 ** 24

/** Options kept in a file: for every command that has them, or in a section of one command. */
export interface ConfigFile {
  readonly path: string
  /** What the file says of a command's option; undefined where it says nothing. */
  valueOf(command: string, option: string): unknown
}

/**
 * Reads `{ "threads": 4, "study": { "images": 500 } }`: options by their names in result.json, values as there.
 *
 * @param path - as given; the usual file, if it is there, when none was
 * @param commands - every command with its options, to tell a mistyped name; only called for when there is a file
 * @throws InputError CONFIG_NOT_FOUND, CONFIG_NOT_JSON, CONFIG_FORMAT, CONFIG_UNKNOWN, FILE_UNREADABLE,
 *   FILE_TOO_LARGE
 */
export async function readConfig(
  path: string | undefined,
  commands: () => Promise<readonly Command[]>,
): Promise<ConfigFile | undefined> {
  const file = path ?? USUAL
  const bytes = await readIfThere(file, LARGEST)
  if (!bytes) {
    if (path === undefined) return undefined
    throw inputError('CONFIG_NOT_FOUND', `there is no configuration ${file}`)
  }
  const { parseJson } = await import('@umbra/core/options')
  const settings = sectionOf(parseJson(bytes, `the configuration ${file}`, 'CONFIG_NOT_JSON'), file)
  requireKnown(settings, file, await commands())
  return {
    path: file,
    valueOf(command, option) {
      const section = Object.hasOwn(settings, command) ? (settings[command] as Settings) : {}
      return Object.hasOwn(section, option)
        ? section[option]
        : Object.hasOwn(settings, option)
          ? settings[option]
          : undefined
    },
  }
}

type Settings = Readonly<Record<string, unknown>>

function sectionOf(value: unknown, where: string): Settings {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Settings
  throw inputError('CONFIG_FORMAT', `${where} is ${JSON.stringify(value)}: expected an object of options`)
}

function requireKnown(settings: Settings, file: string, commands: readonly Command[]): void {
  const sections = new Map(commands.map((command) => [command.name(), optionNames(command)]))
  const anywhere = [...new Set([...sections.values()].flat())]
  for (const [key, value] of Object.entries(settings)) {
    const options = sections.get(key)
    if (!options) requireOneOf(key, [...anywhere, ...sections.keys()], file)
    else
      for (const name of Object.keys(sectionOf(value, `${key} in ${file}`)))
        requireOneOf(name, options, `${file}, section ${key}`)
  }
}

function optionNames(command: Command): string[] {
  return layered(command).map((option) => option.attributeName())
}

function requireOneOf(name: string, known: readonly string[], where: string): void {
  if (known.includes(name)) return
  throw inputError('CONFIG_UNKNOWN', `${where} has no option ${name}${suggestion(name, known)}`)
}
