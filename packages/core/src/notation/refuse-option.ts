import { InputError } from '../errors.js'

/** Refuses an option's text. @throws InputError OPTION_INVALID */
export function refuseOption(name: string, text: string, expected: string): never {
  throw new InputError('OPTION_INVALID', `${name} is ${text}: expected ${expected}`)
}
