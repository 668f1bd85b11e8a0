import { InputError } from '../errors.js'
import type { AttributionMethod } from './method.js'
import { METHODS } from './method-table.js'

/**
 * The methods of a choice, in the order in which they are shown.
 *
 * @throws InputError METHOD_UNKNOWN
 */
export function chosenMethods(choice: 'all' | readonly string[]): readonly AttributionMethod[] {
  if (choice === 'all') return METHODS
  const unknown = choice.find((id) => !METHODS.some((method) => method.id === id))
  if (unknown === undefined) return METHODS.filter(({ id }) => choice.includes(id))
  throw new InputError(
    'METHOD_UNKNOWN',
    `there is no method ${unknown}: expected all, or some of ${METHODS.map(({ id }) => id).join(', ')}`,
  )
}
