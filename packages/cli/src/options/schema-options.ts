import { optionFlag, optionText, readOption } from '@umbra/core/notation'
import { descriptionOf } from '@umbra/core/options'
import { Option } from 'commander'

/** As much of a zod object schema as options are made from. */
export interface OptionSchema {
  readonly shape: Readonly<Record<string, OptionField>>
}

type OptionField = Parameters<typeof descriptionOf>[0]

/** What stands for a field's value in the help, and how its text is read where `readOption` is not enough. */
export type OptionSyntax = string | readonly [placeholder: string, read: (text: string) => unknown]

/** An option that is a view of a schema's field. What is not given stays undefined: the schema fills it in. */
export class SchemaOption extends Option {
  /** What the schema fills in. */
  readonly standard: unknown

  constructor(flags: string, field: OptionField) {
    const { data: standard } = field.safeParse(undefined)
    const description = descriptionOf(field)
    super(flags, standard === undefined ? description : `${description} (default: ${optionText(standard)})`)
    this.standard = standard
  }
}

/**
 * Command line options that are views of a schema's fields: name, explanation and default come from the schema.
 *
 * @param syntax - the fields to offer, in the order of the help
 */
export function schemaOptions(
  schema: OptionSchema,
  syntax: Readonly<Record<string, OptionSyntax>>,
): SchemaOption[] {
  return Object.entries(syntax).map(([key, given]) => {
    const [placeholder, read] =
      typeof given === 'string' ? [given, (text: string) => readOption(key, text)] : given
    return new SchemaOption(`${optionFlag(key)} <${placeholder}>`, schema.shape[key]!).argParser(read)
  })
}

/** What an option comes to when it is not given. */
export function standardOf(option: Option): unknown {
  return option instanceof SchemaOption ? option.standard : option.defaultValue
}

/** The schema's fields among the options given: what is left out, the schema's defaults fill in. */
export function chosen(
  schema: OptionSchema,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const given = Object.keys(schema.shape).filter((key) => options[key] !== undefined)
  return Object.fromEntries(given.map((key) => [key, options[key]]))
}
