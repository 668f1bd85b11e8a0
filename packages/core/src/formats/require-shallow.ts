import { InputError } from '../errors.js'

/** Deepest nesting of lists and objects read: a model within a model takes four, and nobody nests a hundred. */
const DEEPEST = 400

/**
 * Checks that JSON is not nested so deep that reading it, layer within layer, would run out of stack. Walks without recursion.
 *
 * @param name - of the file, for the message
 * @throws InputError `JSON_TOO_DEEP`
 */
export function requireShallow(json: unknown, name: string): void {
  const open: Iterator<unknown>[] = [[json][Symbol.iterator]()]
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { done, value } = top.next()
    if (done) open.pop()
    else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      if (open.length > DEEPEST) {
        throw new InputError('JSON_TOO_DEEP', `${name} is nested more than ${DEEPEST} levels deep`)
      }
      open.push(Array.isArray(value) ? value.values() : Object.values(value).values())
    }
  }
}
