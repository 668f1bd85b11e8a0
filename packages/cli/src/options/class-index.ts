import { inputError } from '../input-error.js'

/**
 * The index of a class given by index or by name. What is no name is handed back for the schema to judge.
 *
 * @param names - what the classes are called
 * @param words - what may stand there besides a class: `predicted`, `rest`
 * @throws InputError CLASS_UNKNOWN
 */
export function classIndex(
  given: unknown,
  names: readonly string[] | undefined,
  words: readonly string[],
): unknown {
  if (typeof given !== 'string' || words.includes(given)) return given
  const index = names?.indexOf(given) ?? -1
  if (index >= 0) return index
  const known = names
    ? `the classes are ${shown(names)}`
    : 'the classes have no names; --class-names gives them some'
  throw inputError('CLASS_UNKNOWN', `there is no class ${given}: ${known}`)
}

function shown(names: readonly string[]): string {
  return names.length > 12
    ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`
    : names.join(', ')
}
