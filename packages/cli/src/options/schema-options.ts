import { Option } from 'commander'
import { readValue, valueText } from './read-value.js'

/** As much of a zod object schema as options are made from. */
export interface OptionSchema {
  readonly shape: Readonly<Record<string, OptionField>>
}

interface OptionField {
  readonly description?: string | undefined
  safeParse(value: undefined): { readonly success: boolean; readonly data?: unknown }
}

/** What stands for a field's value in the help, and how its text is read where `readValue` is not enough. */
export type OptionSyntax = string | readonly [placeholder: string, read: (text: string) => unknown]

/**
 * Command line options that are views of a schema's fields: name, explanation and default come from the schema.
 *
 * @param syntax - the fields to offer, in the order of the help
 */
export function schemaOptions(
  schema: OptionSchema,
  syntax: Readonly<Record<string, OptionSyntax>>,
): Option[] {
  return Object.entries(syntax).map(([key, given]) => {
    const [placeholder, read] = typeof given === 'string' ? [given, readValue] : given
    const field = schema.shape[key]!
    const { data } = field.safeParse(undefined)
    const standard = data === undefined ? '' : ` (default: ${valueText(data)})`
    return new Option(`--${kebab(key)} <${placeholder}>`, `${field.description ?? ''}${standard}`).argParser(
      read,
    )
  })
}

/** The schema's fields among the options given: what is left out, the schema's defaults fill in. */
export function chosen(
  schema: OptionSchema,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const given = Object.keys(schema.shape).filter((key) => options[key] !== undefined)
  return Object.fromEntries(given.map((key) => [key, options[key]]))
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
