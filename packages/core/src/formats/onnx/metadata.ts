import type { ModelProto } from 'onnx-buf'
import { parseJson } from '../../json/index.js'
import type { ModelSettingsInput } from '../../network/model-settings.js'
import { modelSettingsSchema } from '../../network/model-settings.js'
import type { AskedSize } from '../open-size.js'

/** Keys under which exporters keep the names of classes. */
const NAMES = ['names', 'classes', 'labels', 'class_names', 'classNames', 'class_labels', 'id2label']

/** What a file's metadata says of the classes' names and of how images are prepared, and what of it could not be used. */
export function metadataOf(
  { metadataProps }: ModelProto,
  outputs: number | undefined,
): { readonly told: ModelSettingsInput; readonly notes: readonly string[] } {
  const entries = new Map(metadataProps.map(({ key, value }) => [key, value]))
  const notes: string[] = []
  const told: Record<string, unknown> = {}
  const key = NAMES.find((name) => entries.has(name))
  const names = key && namesIn(entries.get(key)!)
  if (names && (outputs === undefined || names.length === outputs || (outputs === 1 && names.length === 2)))
    told.classNames = names
  else if (key)
    notes.push(
      `The file’s ${key} ${names ? `name ${names.length} classes` : 'could not be read'}; they are left out.`,
    )
  for (const setting of ['mean', 'std', 'scale'] as const) {
    const text = entries.get(setting)
    const numbers = text === undefined ? undefined : numbersIn(text)
    if (numbers) told[setting] = numbers.length === 1 ? numbers[0] : numbers
    else if (text !== undefined) notes.push(`The file’s ${setting} could not be read; it is left out.`)
  }
  takeForBytes(told, notes)
  const parsed = modelSettingsSchema.safeParse(told)
  if (parsed.success) return { told: parsed.data, notes }
  const { path, message } = parsed.error.issues[0]!
  return {
    told: {},
    notes: [...notes, `The file’s metadata, ${path.join('.')}: ${message}; it is left out.`],
  }
}

/** [H, W] of images, as Ultralytics writes them down. */
export function sizeInMetadata({ metadataProps }: ModelProto): AskedSize {
  const text = metadataProps.find(({ key }) => key === 'imgsz')?.value
  const sizes = text === undefined ? undefined : numbersIn(text)
  const sides = sizes?.length === 1 ? [sizes[0]!, sizes[0]!] : sizes
  const parsed = modelSettingsSchema.shape.inputSize.safeParse(sides)
  return parsed.success ? parsed.data : undefined
}

/** A mean or deviation far beyond 1 is of bytes, and a scale below 1 multiplies them: exporters have no one way of writing these. */
function takeForBytes(told: Record<string, unknown>, notes: string[]): void {
  const { mean, std, scale } = told as { readonly [key: string]: number | readonly number[] | undefined }
  if (scale !== undefined && Math.abs(Number(scale)) < 1) {
    for (const setting of ['mean', 'std', 'scale']) delete told[setting]
    notes.push(
      `The file’s scale, ${scale}, is of bytes, in an order with mean and std that it does not say; they are left out: --scale, --mean and --std say them.`,
    )
  } else if (scale === undefined && [mean ?? 0, std ?? 0].flat().some((value) => Math.abs(value) > 2)) {
    told.scale = 255
    notes.push('The file’s mean and std are taken for those of bytes: pixels are multiplied by 255 before.')
  }
}

/** Names in JSON, in Python’s way of writing lists and dictionaries, or between commas or line ends. */
function namesIn(text: string): string[] | undefined {
  const json = jsonOf(text)
  if (Array.isArray(json)) return json.every((name) => typeof name === 'string') ? json : undefined
  if (typeof json === 'object' && json !== null) return inOrder(Object.entries(json))
  if (/^\s*\{/.test(text))
    return inOrder(
      [...text.matchAll(/(\d+)\s*:\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)")/g)].map(entryOf),
    )
  if (/^\s*[[(]/.test(text)) {
    const quoted = [...text.matchAll(/'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"/g)]
    return quoted.length > 0 ? quoted.map(([, one, other]) => unescaped(one ?? other!)) : undefined
  }
  const split = text.trim().split(text.includes('\n') ? /\r?\n/ : /\s*,\s*/)
  return split.length > 1 ? split : undefined
}

function entryOf([, index, one, other]: RegExpMatchArray): [string, string] {
  return [index!, unescaped(one ?? other!)]
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1')
}

/** Names by their class, where every class from 0 on has one. */
function inOrder(entries: readonly (readonly [string, unknown])[]): string[] | undefined {
  const byClass = new Map(entries.map(([index, name]) => [Number(index), name]))
  const names = Array.from({ length: byClass.size }, (_, k) => byClass.get(k))
  return names.length > 0 && names.every((name) => typeof name === 'string') ? (names as string[]) : undefined
}

function numbersIn(text: string): number[] | undefined {
  const numbers = text
    .replace(/[[\](){}]/g, ' ')
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  return numbers.every((number) => Number.isFinite(number)) ? numbers : undefined
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text, 'metadata', 'METADATA_NOT_JSON')
  } catch {
    return undefined
  }
}
