import { InputError } from './errors.js'
import { expected } from './expected.js'
import type * as z from './json/zod.js'

/**
 * Checks options against their schema and fills in defaults.
 *
 * @throws InputError OPTION_INVALID, naming the first field that is wrong, what was expected and what came
 */
export function parseOptions<S extends z.ZodMiniType>(schema: S, options: unknown): z.output<S> {
  requireKeptKeys(options)
  const parsed = schema.safeParse(options, { reportInput: true, error: expected })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  // A place in a list says little; the list's own name does.
  const field = issue.path.filter((key) => typeof key !== 'number').join('.') || 'options'
  throw new InputError('OPTION_INVALID', `${field} is ${shown(issue.input)}: ${explained(issue)}`)
}

/** A schema passes over a key of this name, and with it what it holds, in silence. */
function requireKeptKeys(options: unknown): void {
  const open = [options]
  const seen = new Set<unknown>()
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) continue
    if (Object.hasOwn(value, '__proto__')) {
      throw new InputError(
        'OPTION_INVALID',
        'a key is called __proto__, expected the name of an option or a region',
      )
    }
    seen.add(value)
    for (const inner of Object.values(value)) if (typeof inner === 'object') open.push(inner)
  }
}

/** A union's issues hide in its branches: the last branch's first complaint says most, the others are listed by type. */
function explained(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message
  const reasons = issue.errors.map((branch) => branch[0]?.message).filter((text) => text !== undefined)
  return [...new Set(reasons)].join('; or ')
}

function shown(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value)
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
