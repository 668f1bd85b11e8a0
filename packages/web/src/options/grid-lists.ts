import { readOption } from '@umbra/core/notation'
import type { OptionTexts } from './option-field.js'

/** Lists of choices as `--grid` takes them, from texts with spaces between the values. @throws InputError OPTION_INVALID */
export function gridLists(texts: OptionTexts): Readonly<Record<string, readonly unknown[]>> {
  const lists = Object.entries(texts).map(([key, text]) => [
    key,
    text
      .trim()
      .split(/\s+/)
      .map((part) => readOption(key, part)),
  ])
  return Object.fromEntries(lists)
}
