import { optionText } from '@umbra/core/notation'
import {
  descriptionOf,
  occlusionOptionsSchema,
  studyConfigSchema,
  trainingConfigSchema,
} from '@umbra/core/options'
import type { OptionField, OptionFields } from './option-field.js'

type Type = Parameters<typeof descriptionOf>[0]

/** As much of a schema's definition as a control is made from. */
interface Definition {
  /** Of a default, or of what may be left out. */
  readonly innerType?: Type
  /** Of a union. */
  readonly options?: readonly Type[]
  /** Of a list of names. */
  readonly entries?: Readonly<Record<string, string>>
  /** Of a number that is whole. */
  readonly format?: string
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

function fieldsOf(shape: Readonly<Record<string, Type>>): OptionField[] {
  return Object.entries(shape).map(([key, type]) => fieldOf(key, type))
}

function fieldOf(key: string, type: Type): OptionField {
  const inner = numberOrName(definitionOf(type).innerType ?? type)
  const field = {
    key,
    description: descriptionOf(type),
    standard: optionText(type.safeParse(undefined).data),
  }
  if (SIZES.has(key)) return { ...field, kind: 'size' }
  if (inner.type === 'number') {
    const min = Math.max(...limitsOf(inner))
    return { ...field, kind: 'number', whole: isWhole(inner), ...(Number.isSafeInteger(min) && { min }) }
  }
  const choices = choicesOf(inner, field.standard)
  return choices.length > 0 ? { ...field, kind: 'choice', choices } : { ...field, kind: 'text' }
}

function definitionOf(type: Type): Definition {
  return type.def as Definition
}

/** What a number is to be at least, or more than. */
function limitsOf(type: Type): number[] {
  const checks = (type.def.checks ?? []).map((check) => check._zod.def as { check: string; value?: number })
  return checks.flatMap(({ check, value }) => (check === 'greater_than' && value !== undefined ? value : []))
}

function isWhole(type: Type): boolean {
  return definitionOf(type).format === 'safeint'
}

/** A number that may also be a single name, such as all, is a number with a control of its own. */
function numberOrName(type: Type): Type {
  const [first, ...others] = branchesOf(type)
  const named = others.every((one) => one.type === 'literal')
  return first?.type === 'number' && isWhole(first) && named ? first : type
}

/** The names a type admits; of a union, those of its branches, and its default where that is a number. */
function choicesOf(type: Type, standard: string): string[] {
  if (type.type === 'enum') return namesOf(type)
  if (type.type !== 'union') return []
  const names = branchesOf(type).flatMap((branch) => (branch.type === 'enum' ? namesOf(branch) : []))
  return names.includes(standard) ? names : [standard, ...names]
}

function branchesOf(type: Type): readonly Type[] {
  return type.type === 'union' ? (definitionOf(type).options ?? []) : []
}

function namesOf(type: Type): string[] {
  return Object.values(definitionOf(type).entries ?? {})
}
