import { InputError } from '../../errors.js'
import { parseJson } from '../../json/index.js'
import { classNamesSchema } from '../../network/model-settings.js'

/** Files beside a model that say what its classes are called, as Teachable Machine and others name them. */
const FILES: readonly string[] = ['labels.txt', 'labels.json', 'class_names.txt', 'class_names.json']

type ReadBeside = (path: string, largest?: number) => Promise<Uint8Array | undefined>

/** Largest file of names that is read. */
const LARGEST = 2 ** 24

/** Names of classes found beside a model, and which file they are in. */
export interface FoundLabels {
  readonly file: string
  readonly names: readonly string[]
  /** Whether each line began with its number, as Teachable Machine writes them. */
  readonly numbered: boolean
}

/**
 * The names in the first file of names that lies beside a model.
 *
 * @throws InputError `CLASS_NAMES` if they make no sense
 */
export async function labelsBeside(readBeside: ReadBeside): Promise<FoundLabels | undefined> {
  for (const file of FILES) {
    const bytes = await readBeside(file, LARGEST)
    if (bytes) return { file, ...parseLabels(bytes, file) }
  }
  return undefined
}

/**
 * Reads names of classes in the order of a model's outputs: a line each, with or without its number before it (`0 cat`), or JSON: a list,
 * names by number (`{"0": "cat"}`) or numbers by name (`{"cat": 0}`, Keras's `class_indices`).
 *
 * @param name - of the file
 * @throws InputError `CLASS_NAMES` for fewer than two, two that are the same, or numbers that are not 0 to K − 1
 */
export function parseLabels(bytes: Uint8Array, name: string): Omit<FoundLabels, 'file'> {
  const text = new TextDecoder().decode(bytes).replace(/^\ufeff/, '')
  const isJson = /^\s*[[{]/.test(text)
  const lines = isJson ? fromJson(parseJson(text, name, 'CLASS_NAMES'), name) : linesOf(text)
  const numbered =
    !isJson && lines.length > 1 && lines.every((line, i) => NUMBERED.exec(line)?.[1] === String(i))
  const names = numbered ? lines.map((line) => NUMBERED.exec(line)![2]!.trim()) : lines
  const checked = classNamesSchema.safeParse(names)
  if (checked.success) return { names, numbered }
  const { path, message } = checked.error.issues[0]!
  const where = path.length > 0 ? `, name ${Number(path[0]) + 1}` : ''
  throw new InputError('CLASS_NAMES', `${name}${where}: ${message}`)
}

const NUMBERED = /^(\d+)[\s:,;.]+(\S.*)$/

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim())
  while (lines.at(-1) === '') lines.pop()
  return lines
}

function fromJson(json: unknown, file: string): string[] {
  if (Array.isArray(json)) return json.map(String)
  const entries = Object.entries(json as object)
  const byNumber = entries.map(([key, value]): readonly [unknown, unknown] =>
    // Keras's ImageNet index has a WordNet identifier before each name.
    typeof value === 'number' ? [value, key] : [Number(key), Array.isArray(value) ? value.at(-1) : value],
  )
  const names = new Map(byNumber)
  if (
    names.size !== entries.length ||
    byNumber.some(([number, name]) => !inRange(number, names.size) || typeof name !== 'string')
  ) {
    throw new InputError('CLASS_NAMES', `${file}: expected a list of names, or a name for each number from 0`)
  }
  return Array.from({ length: names.size }, (_, i) => String(names.get(i)))
}

function inRange(number: unknown, below: number): boolean {
  return Number.isInteger(number) && (number as number) >= 0 && (number as number) < below
}
