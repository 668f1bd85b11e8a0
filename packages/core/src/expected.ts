import type { core } from './json/zod.js'

/** What is asked for instead of what came; the value itself stands before it. Undefined where zod's own words do. */
export function expected(issue: core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      const endless = issue.expected === 'number' && typeof issue.input === 'number'
      return `expected ${endless ? 'a finite number' : (TYPES[issue.expected] ?? `a ${issue.expected}`)}`
    }
    case 'invalid_value': {
      const [first, ...others] = issue.values.map(String)
      return others.length > 0 ? `expected one of ${[first, ...others].join(', ')}` : `expected ${first}`
    }
    case 'too_small':
      return `expected ${issue.inclusive ? 'at least' : 'more than'} ${counted(issue.minimum, issue.origin)}`
    case 'too_big':
      return `expected ${issue.inclusive ? 'at most' : 'less than'} ${counted(issue.maximum, issue.origin)}`
    default:
      return undefined
  }
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  string: 'a text',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
  undefined: 'nothing',
}

/** A limit, and of what where it is not the value itself that is limited. */
function counted(limit: number | bigint, origin: string): string {
  const units = { string: 'character', array: 'item' }[origin]
  return units ? `${limit} ${units}${limit === 1 ? '' : 's'}` : String(limit)
}
