import { optionText } from '@umbra/core/notation'
import { occlusionOptionsSchema, studyConfigSchema, trainingConfigSchema } from '@umbra/core/options'
import type { OptionField, OptionFields } from './option-field.js'

/** As much of a zod type as a control is made from. */
interface Type {
  readonly type: string
  readonly description?: string | undefined
  readonly options?: readonly unknown[]
  readonly minValue?: number | null
  readonly isInt?: boolean
  unwrap?(): Type
  safeParse(value: unknown): { readonly success: boolean; readonly data?: unknown }
}

const SIZES = new Set(['window', 'stride', 'classes'])

/** The options of every schema, described for controls: kinds, choices, limits, defaults and words are the schemas' own. */
export function describeOptions(): OptionFields {
  return {
    occlusion: fieldsOf(occlusionOptionsSchema.shape),
    study: fieldsOf(studyConfigSchema.shape),
    training: fieldsOf(trainingConfigSchema.shape),
  }
}

function fieldsOf(shape: Readonly<Record<string, unknown>>): OptionField[] {
  return Object.entries(shape).map(([key, type]) => fieldOf(key, type as Type))
}

function fieldOf(key: string, type: Type): OptionField {
  const inner = numberOrName(type.unwrap?.() ?? type)
  const field = {
    key,
    description: type.description ?? '',
    standard: optionText(type.safeParse(undefined).data),
  }
  if (SIZES.has(key)) return { ...field, kind: 'size' }
  if (inner.type === 'number') {
    const min = inner.minValue
    const limited = typeof min === 'number' && Number.isSafeInteger(min) && min > Number.MIN_SAFE_INTEGER
    return { ...field, kind: 'number', whole: inner.isInt === true, ...(limited && { min }) }
  }
  const choices = choicesOf(inner, field.standard)
  return choices.length > 0 ? { ...field, kind: 'choice', choices } : { ...field, kind: 'text' }
}

/** A number that may also be a single name, such as all, is a number with a control of its own. */
function numberOrName(type: Type): Type {
  const [first, ...others] = type.type === 'union' ? ((type.options ?? []) as Type[]) : []
  return first?.type === 'number' && first.isInt && others.every((one) => one.type === 'literal')
    ? first
    : type
}

/** The names a type admits; of a union, those of its branches, and its default where that is a number. */
function choicesOf(type: Type, standard: string): string[] {
  if (type.type === 'enum') return (type.options ?? []).map(String)
  if (type.type !== 'union') return []
  const names = ((type.options ?? []) as Type[])
    .filter((branch) => branch.type === 'enum')
    .flatMap((branch) => (branch.options ?? []).map(String))
  return names.includes(standard) ? names : [standard, ...names]
}
